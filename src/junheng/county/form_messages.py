"""The sentences about a unit's filled-in form, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

from junheng.county.sentences import Pair, pair

# The file as a whole: is it this form at all?
_FILE = {
    "et_workbook": pair(
        ("这是 WPS 表格的 .et 文件", "只能读取 .xlsx 工作簿", "请用 WPS 打开，另存为「Excel 工作簿（.xlsx）」后再上传"),
        ("This is an .et file of WPS", "Only an .xlsx can be read", "Open it in WPS, save it as .xlsx and upload that"),
    ),
    "form_without_stamp": pair(
        ("工作簿里没有本系统填报表的标记（缺少：{missing}）", "无法得知是哪个单位、哪一次填报", "请重新下载填报表，把数据粘贴进去后上传"),
        (
            "The workbook does not say whose form it is (missing: {missing})",
            "Unit and round cannot be known",
            "Download the form again and paste the data into it",
        ),
    ),
    "form_of_other_county": pair(
        ("这是县区划代码 {found} 的填报表", "这里只收 {expected} 的填报表", "请确认没有拿错文件"),
        ("This is a form of county {found}", "Forms of {expected} are taken here", "Is this the right file?"),
    ),
    "form_of_other_year": pair(
        ("这是 {found} 学年的填报表", "本次填报的是 {expected} 学年", "请下载本学年的填报表重新填写，不要改动学年"),
        ("This is a form of school year {found}", "This round is of {expected}", "Download this year's form and fill that in"),
    ),
    "form_of_other_round": pair(
        ("这是另一次填报「{found}」的表", "本次填报是「{expected}」", "请下载本次的填报表，把数据粘贴进去后上传"),
        ("This form belongs to the round {found!r}", "This round is {expected!r}", "Download the form of this round"),
    ),
    "form_of_other_unit": pair(
        ("这是「{found}」的填报表", "这里只收「{expected}」的填报表", "请确认没有拿错文件；每个单位只能上传自己的表"),
        ("This is the form of {found!r}", "The form of {expected!r} is taken here", "Is this the right file?"),
    ),
    "form_outdated": pair(
        (
            "模板已更新，请重新下载（文件是「{found}」版，现在是「{expected}」版）",
            "新旧模板的列不同，按旧模板填写会错位",
            "请重新下载，把数据粘贴进去后上传",
        ),
        (
            "The template has changed since: version {found!r}, now {expected!r}",
            "The columns differ",
            "Download the form again and paste the data into it",
        ),
    ),
}

# Sheets, headings and rows that must stay as they were given.
_LAYOUT = {
    "form_sheet_missing": pair(
        ("缺少工作表「{sheet}」", "这张表在本单位的填报任务之内，没有数据也要保留", "请重新下载填报表，不要删除工作表或改动表名"),
        ("The sheet {sheet!r} is missing", "It is part of this unit's form", "Download the form again; keep its sheets and their names"),
    ),
    "form_sheet_extra": pair(
        ("多出的工作表「{sheet}」不会读取", "它不在本单位的填报任务之内", "如果里面有要上报的数据，请移到相应的表中"),
        ("The extra sheet {sheet!r} is not read", "It is no part of this unit's form", "Move what is to be reported to its own sheet"),
    ),
    "form_heading_missing": pair(
        ("缺少列标题「{heading}」", "列标题是识别数据的依据，不能删除或改动", "请照原样改回「{heading}」，或重新下载填报表"),
        ("The heading {heading!r} is missing", "Data are known by their headings", "Write it as it was, or download the form again"),
    ),
    "form_heading_changed": pair(
        ("锁定列「{heading}」的标题改成了「{found}」", "这一列由其他单位填报，标题和单位都不能改", "请照原样改回"),
        ("The heading of the locked column {heading!r} was changed to {found!r}", "Another unit fills it in", "Write it as it was"),
    ),
    "form_column_extra": pair(
        ("多出的列「{found}」不会读取", "它不在本单位的填报任务之内", "如属误写列标题请改正；备注请写在系统的说明栏里"),
        ("The extra column {found!r} is not read", "It is no part of this unit's form", "Mend the heading if it is a slip"),
    ),
    "form_column_of_others": pair(
        ("列「{heading}」不由本单位填报", "每一格只有一个填报单位", "请删除这一列；如确应由本单位填报，请与创建办联系"),
        (
            "The column {heading!r} is not this unit's to fill in",
            "Every cell has one reporting unit",
            "Delete the column, or ask the office",
        ),
    ),
    "form_key_changed": pair(
        ("这一行原是「{expected}」，被改成了「{found}」", "用来识别这一行的灰色格不能改动，否则数据会记到别处", "请把灰色格改回原样"),
        ("This row was {expected!r} and is now {found!r}", "The grey cells that identify a row must stay", "Write them as they were"),
    ),
    "form_row_missing": pair(
        ("缺少这一行：{expected}", "给出的每一行都要保留，没有数据请留空", "请重新下载填报表，把数据粘贴进去"),
        ("The row {expected!r} is missing", "Every given row stays; leave its cells empty", "Download the form again"),
    ),
    "form_row_extra": pair(
        ("多出一行：{found}", "这张表的行是给定的，不能增加或重复", "请删除这一行；确需增加请与创建办联系"),
        ("The row {found!r} is one too many", "The rows of this table are given", "Delete it, or ask the office"),
    ),
    "form_locked_changed": pair(
        (
            "灰色格「{heading}」被改成了「{found}」，原为「{given}」",
            "这一格由其他单位填报，改动无效",
            "请改回原样；如认为原数有误，请与创建办联系",
        ),
        (
            "The grey cell {heading} was changed to {found!r} from {given!r}",
            "Another unit fills it in",
            "Write it as it was, or tell the office that it is wrong",
        ),
    ),
    "form_locked_renewed": pair(
        (
            "灰色格「{heading}」在下载之后已由其他单位改为「{given}」（文件中是「{found}」）",
            "以系统中的现值为准",
            "不必改动，请核对本单位的数是否受影响",
        ),
        (
            "The grey cell {heading} has become {given!r} since the download; the file shows {found!r}",
            "The present value counts",
            "Nothing to mend; check whether your own numbers follow from it",
        ),
    ),
    "form_example_changed": pair(
        ("以「示例：」开头的这一行有改动或多出", "示例行不会读取，填在里面的数据会丢失", "请把数据写在示例行以下，不要带「示例：」字样"),
        (
            "A row that begins with the mark of the example was changed or added",
            "Such rows are not read",
            "Write below the example, without its mark",
        ),
    ),
    "form_other_school": pair(
        ("「{found}」不是本单位的学校", "本单位只能填报自己的学校", "请核对学校标识码，或删除这一行"),
        ("{found!r} is no school of this unit", "A unit reports for its own schools only", "Check the code, or delete the row"),
    ),
    "no_exact_decimal": pair(
        (
            "「{found}」由「{unit}」换算后除不尽，无法准确保存",
            "「{heading}」应以「{allowed}」为单位",
            "请换算后填写，并把列标题的单位改回「{allowed}」",
        ),
        (
            "{found} converted from {unit} has no finite decimal",
            "{heading} is counted in {allowed}",
            "Convert it, and write the heading's unit as it was",
        ),
    ),
}

# What somebody else did while the file was being filled in.
_MEANWHILE = {
    "cell_changed_meanwhile": pair(
        (
            "文件中是「{mine}」，而{by}已于 {at} 把这一格由「{base}」改为「{theirs}」",
            "下载填报表以后别人改过的格，不能不经核对就覆盖",
            "请与对方核对，再下载新的填报表填写，或在网页上选定",
        ),
        (
            "The file says {mine!r}, but {by} changed the cell from {base!r} to {theirs!r} on {at}",
            "What others changed since the form was downloaded is not overwritten unseen",
            "Agree with them; then fill in a form downloaded anew, or choose on the web page",
        ),
    ),
}

# What a reviewer says of a cell.
_REVIEW = {
    "returned_cell": pair(
        ("{by}于 {at} 退回：{reason}", "审核人认为这一格需要核实或改正", "请改正后重新提交；如无误，请写明说明"),
        ("Returned by {by} on {at}: {reason}", "The reviewer wants it checked or mended", "Mend it and submit again, or explain it"),
    ),
}

FORM_MESSAGES: Mapping[str, Pair] = {**_FILE, **_LAYOUT, **_MEANWHILE, **_REVIEW}
