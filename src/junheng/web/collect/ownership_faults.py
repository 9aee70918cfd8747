"""The sentences of what can be wrong with a matrix of owners: what was found, what is allowed, how to mend it."""

from __future__ import annotations

from junheng.county.sentences import pair

UNKNOWN_TABLE = pair(
    ("没有表「{found}」", "可用的表有：{allowed}", "请改正表名；县级数据的项目请写在 [[fact]] 中"),
    ("There is no table {found!r}", "The tables are: {allowed}", "Mend its name; facts are given under [[fact]]"),
)
UNKNOWN_COLUMN = pair(
    ("表「{table}」中没有与「{found}」相符的列", "可用的列有：{allowed}", "请改正列名；识别行的列不用分工"),
    (
        "The table {table!r} has no column like {found!r}",
        "Its columns are: {allowed}",
        "Mend the name; columns that tell rows apart have no owner",
    ),
)
UNKNOWN_FACT = pair(
    ("没有与「{found}」相符的项目", "可用的项目有：{allowed}", "请改正项目代码"),
    ("There is no fact like {found!r}", "The facts are: {allowed}", "Mend its code"),
)
UNKNOWN_KIND = pair(
    ("没有办学类型「{found}」", "办学类型有：{allowed}", "请改正办学类型"),
    ("There is no kind of school {found!r}", "The kinds are: {allowed}", "Mend the kind"),
)
KINDS_WITHOUT_SCHOOL = pair(
    ("表「{table}」不分学校，却写了办学类型", "只有含学校标识码的表能按办学类型分工", "请删除 kinds"),
    ("The table {table!r} is not by school, yet kinds are named", "Only tables by school can differ by kind", "Delete `kinds`"),
)
UNKNOWN_OWNER = pair(
    ("没有填报单位「{found}」", "可用的有：{allowed}", "请改正单位，或先建立这个股室或部门"),
    ("There is no owner {found!r}", "The owners are: {allowed}", "Mend it, or set up that division or department first"),
)
UNKNOWN_CHECKER = pair(
    ("没有初审单位「{found}」", "可用的有：{allowed}", "请改正单位，或先建立这个股室"),
    ("There is no first checker {found!r}", "The checkers are: {allowed}", "Mend it, or set up that division first"),
)
CHECKS_ITSELF = pair(
    ("「{found}」既填报又初审", "填报和初审须是两个单位", "请另定初审单位，例如 office"),
    ("{found!r} both reports and checks", "These must be two units", "Name another checker, such as office"),
)
CENTRE_CHECKS_OTHERS = pair(
    ("由中心校初审的不是学校，而是「{found}」", "中心校只初审学校的填报", "请另定初审单位，例如 office"),
    ("A centre school is to check {found!r}", "It checks only what schools report", "Name another checker, such as office"),
)
SCHOOL_FOR_COUNTY = pair(
    (
        "「{found}」是全县的数据，却由学校填报",
        "全县的数据由教体局股室、部门、创建办或乡镇填报",
        "请另定填报单位；逐校的行可用 kinds 交给学校",
    ),
    (
        "{found} concerns the whole county, and schools are to report it",
        "It is reported by a division, a department, the office or townships",
        "Name another owner; rows of single schools can be given to schools by kinds",
    ),
)
GAP = pair(
    ("表「{table}」的「{heading}」（{column}）没有填报单位：{kinds}", "每一列、每一种学校都须恰有一个填报单位", "请增加一条 [[rule]]"),
    ("Nobody owns {column} of {table} for: {kinds_en}", "Every column has exactly one owner for every kind of school", "Add a [[rule]]"),
)
OVERLAP = pair(
    (
        "表「{table}」的「{heading}」（{column}）在第{first}条中已有填报单位：{kinds}",
        "每一列、每一种学校都须恰有一个填报单位；写明 kinds 的条目只覆盖不写 kinds 的条目",
        "请从其中一条删除这一列，或用 kinds 分开",
    ),
    (
        "Rule no. {first} already owns {column} of {table} for: {kinds_en}",
        "Every column has exactly one owner for every kind of school; a rule with kinds overrides only one without",
        "Take the column out of one of them, or part them by kinds",
    ),
)
MIXED = pair(
    ("表「{table}」由几个单位填报：{owners}（{kinds}）", "这张表整行增加，只能由一个单位填报", "请把整张表交给其中一个单位"),
    (
        "Several units own parts of {table}: {owners} (for {kinds_en})",
        "Its rows are added whole, so one unit owns it",
        "Give the table to one of them",
    ),
)
FACT_GAP = pair(
    ("项目「{name}」（{fact}）没有填报单位", "每个项目都须恰有一个填报单位", "请增加一条 [[fact]]"),
    ("Nobody owns the fact {fact}", "Every fact has exactly one owner", "Add a [[fact]]"),
)
FACT_OVERLAP = pair(
    ("项目「{name}」（{fact}）在第{first}条中已有填报单位", "每个项目都须恰有一个填报单位", "请从其中一条删除这个项目"),
    ("No. {first} already owns the fact {fact}", "Every fact has exactly one owner", "Take the fact out of one of them"),
)
UNKNOWN_ASK = pair(
    ("「{found}」不是采集方式", "可用的有：{allowed}", "请改正"),
    ("{found!r} is no way of asking", "They are: {allowed}", "Mend it"),
)
TABLE_TWICE = pair(
    ("表「{found}」列了两次", "每张表只能有一种采集方式", "请删除其中一处"),
    ("The table {found!r} is listed twice", "A table is asked for in one way", "Delete one of them"),
)
TABLE_MISSING = pair(
    ("没有写明是否采集表「{found}」", "每张表都要写明：{allowed}", "请在 [[table]] 中加上"),
    ("Whether {found!r} is asked for is not said", "Every table is one of: {allowed}", "Add it under [[table]]"),
)
LEAD_MISSING = pair(
    ("「{owner}」填报的内容由几个单位初审：{checkers}（{kinds}）", "整份填报须有一个单位收件并负责初审", "请增加一条 [[lead]]"),
    (
        "Several units check what {owner!r} reports: {checkers} (for {kinds_en})",
        "One of them takes in the whole submission",
        "Add a [[lead]]",
    ),
)
LEAD_TWICE = pair(
    ("「{found}」的初审收件单位列了两次", "整份填报只有一个单位收件", "请删除其中一处"),
    ("Who takes in the submissions of {found!r} is said twice", "One unit does", "Delete one of them"),
)
