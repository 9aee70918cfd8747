"""The sentences of every problem, in Chinese and English: what was found, what is allowed and why, how to mend it."""

from __future__ import annotations

from collections.abc import Mapping

from junheng.county.check_messages import CHECK_MESSAGES
from junheng.county.joint_messages import JOINT_MESSAGES

Sentences = tuple[str, str, str]


def _pair(zh: Sentences, en: Sentences) -> Mapping[str, Sentences]:
    return {"zh": zh, "en": en}


# The file or workbook as a whole.
_FILES = {
    "cannot_open": _pair(
        ("打不开:{detail}", "要读的是一个文件夹、.zip 或 .xlsx 数据包", "请核对路径和读取权限"),
        ("Cannot be opened: {detail}", "A package is a folder, a .zip or an .xlsx", "Check the path and the right to read it"),
    ),
    "damaged_archive": _pair(
        ("压缩包损坏,无法解开 {detail}", "损坏的文件不能作为评估依据", "请重新打包或重新下载后再试"),
        ("The archive is damaged {detail}", "A damaged file is no basis for an assessment", "Pack or download it again"),
    ),
    "damaged_workbook": _pair(
        ("工作簿损坏或不是 .xlsx 文件 {detail}", "只有完好的 .xlsx 才能读取", "请用 Excel 或 WPS 打开,另存为「Excel 工作簿(.xlsx)」"),
        ("The workbook is damaged or is no .xlsx {detail}", "Only a sound .xlsx can be read", "Open it in Excel and save it as .xlsx"),
    ),
    "old_workbook": _pair(
        ("这是旧格式 .xls 文件", "旧格式不能可靠读取", "请用 Excel 或 WPS 打开,另存为「Excel 工作簿(.xlsx)」"),
        ("This is an old .xls file", "The old format is not read", "Open it in Excel and save it as .xlsx"),
    ),
    "encrypted_file": _pair(
        ("文件设有密码", "加密的文件无法读取", "请取消密码后另存再提交"),
        ("The file is encrypted", "An encrypted file cannot be read", "Remove the password and save it again"),
    ),
    "zip_bomb": _pair(
        ("解压后的大小异常,已拒绝读取", "超出正常数据包的大小,可能是损坏或恶意文件", "请核对文件来源,重新生成数据包"),
        (
            "It unpacks to an abnormal size and was refused",
            "No county's package is that large",
            "Check where the file came from and make it anew",
        ),
    ),
    "sheet_too_large": _pair(
        ("工作表范围异常大(第 {rows} 行或过右的列)", "远处的多余单元格会让文件无法读取", "请删除数据区以外的行和列后保存"),
        (
            "The sheet is abnormally large (row {rows}, or columns far to the right)",
            "Stray far cells make it unreadable",
            "Delete rows and columns outside the data and save",
        ),
    ),
    "no_manifest": _pair(
        ("缺少 manifest.json", "数据包必须说明是哪个县、哪个学年", "请补上 manifest.json,或用 junheng convert 生成数据包"),
        (
            "manifest.json is missing",
            "A package says which county and year it is of",
            "Add manifest.json, or make the package by junheng convert",
        ),
    ),
    "no_manifest_sheet": _pair(
        ("缺少工作表「说明」", "数据包必须说明是哪个县、哪个学年", "请从 junheng template 下载模板,在「说明」表中填写"),
        (
            "The sheet 说明 is missing",
            "A package says which county and year it is of",
            "Start from junheng template and fill in the sheet 说明",
        ),
    ),
    "bad_manifest": _pair(
        ("manifest.json 不是合格的 JSON:{detail}", "无法得知县和学年", "请对照数据包说明改正"),
        ("manifest.json is no valid JSON object: {detail}", "County and year cannot be known", "Mend it by the package's description"),
    ),
    "manifest_format": _pair(
        ("格式版本为「{found}」", "只能读取版本 {allowed}", "请用新版模板重新生成,或升级本系统"),
        ("The format is {found!r}", "Format {allowed} can be read", "Make the package by the present template, or upgrade"),
    ),
    "manifest_county_code": _pair(
        ("县区划代码为「{found}」", "应为 6 位数字", "请填写 6 位行政区划代码"),
        ("county_code is {found!r}", "It has 6 digits", "Write the six-digit division code"),
    ),
    "manifest_school_year": _pair(
        ("学年为「{found}」", "应为学年开始的年份,2025 表示 2025–2026 学年", "请填写四位年份"),
        ("school_year is {found!r}", "It is the year in which it starts: 2025 is 2025–2026", "Write a year of four digits"),
    ),
    "manifest_as_of": _pair(
        ("数据时点为「{found}」", "应为日期,例如 2025-09-30", "请填写数据统计的日期"),
        ("as_of is {found!r}", "It is a date such as 2025-09-30", "Write the date of the data"),
    ),
    "as_of_outside_school_year": _pair(
        (
            "数据时点 {found} 不在 {school_year}–{next} 学年内",
            "学年为 9 月 1 日至次年 8 月 31 日;年份不符的数据包不能评估",
            "请核对学年和数据时点,确认没有拿错年份的数据",
        ),
        (
            "as_of {found} lies outside the school year {school_year}–{next}",
            "A school year runs from 1 September to 31 August",
            "Check both: is this the package of another year?",
        ),
    ),
    "manifest_standard": _pair(
        ("评估标准为「{found}」", "应写明评估标准的编号,例如 cn-2017-6", "请填写标准编号(junheng standard list 可查)"),
        ("standard is {found!r}", "It names a standard such as cn-2017-6", "Write one of junheng standard list"),
    ),
    "manifest_files": _pair(
        ("files 一项不是「文件名 → 校验信息」", "无法核对文件", "请改正,或将 files 留空"),
        ("`files` does not map file names to their facts", "Files cannot be compared", "Mend it, or leave `files` empty"),
    ),
    "unknown_manifest_key": _pair(
        ("未知的说明项「{found}」", "本系统不使用它", "如属误写请改正;内容已保留"),
        ("Unknown manifest entry {found!r}", "It is not used", "Mend it if it is a slip; it is kept"),
    ),
    "listed_file_missing": _pair(
        ("清单中列出的文件不存在", "数据包不完整", "请补齐文件或更新清单"),
        ("A listed file is missing", "The package is incomplete", "Add the file or renew the list"),
    ),
    "listed_file_differs": _pair(
        ("文件内容与清单登记的校验值不符(登记 {listed},实际 {found})", "文件在登记之后被改动过", "请确认改动无误后重新生成清单"),
        (
            "The file differs from its listed hash (listed {listed}, found {found})",
            "It was changed after it was listed",
            "Make sure of the change, then list it anew",
        ),
    ),
    "listed_rows_differ": _pair(
        ("清单登记 {listed} 行,实际 {found} 行", "数据可能缺失或多出", "请核对后重新生成清单"),
        ("{listed} rows are listed, {found} found", "Rows may be missing or added", "Check and list the file anew"),
    ),
    "unlisted_file": _pair(
        ("文件不在清单中", "仍会读取", "如确属本数据包,请补入清单"),
        ("The file is not listed", "It is read all the same", "List it if it belongs to the package"),
    ),
    "unknown_file": _pair(
        ("不认识的文件", "不参与评估,予以保留", "如属误放请移走"),
        ("Unknown file", "It is kept and not assessed", "Take it out if it does not belong here"),
    ),
    "unknown_encoding": _pair(
        ("文字编码既不是 UTF-8 也不是 GB18030", "读出来会是乱码", "请用 Excel 另存为「CSV UTF-8」"),
        ("The encoding is neither UTF-8 nor GB18030", "It would read as garbage", "Save it as CSV UTF-8"),
    ),
    "damaged_csv": _pair(
        ("CSV 格式错误:{detail}", "引号或换行不成对,无法可靠分列", "请检查引号是否成对,或用 Excel 重新另存"),
        ("Malformed CSV: {detail}", "Quotes or line ends do not match", "Check the quotes, or save it anew"),
    ),
    "damaged_parquet": _pair(
        ("Parquet 文件损坏:{detail}", "无法读取", "请重新导出"),
        ("Damaged Parquet file: {detail}", "It cannot be read", "Export it again"),
    ),
    "parquet_needs_extra": _pair(
        ("读取 Parquet 需要安装附加组件", "本机没有安装 polars", "请运行 pip install 'junheng[many]',或改用 CSV"),
        ("Reading Parquet needs an extra", "polars is not installed", "Run pip install 'junheng[many]', or use CSV"),
    ),
}

# Tables, headings and units.
_TABLES = {
    "no_table": _pair(
        ("缺少表「{sheet}」({name})", "学校表和学段表是必需的", "请补上该表"),
        ("The table {name} ({sheet}) is missing", "schools and sections are required", "Add the table"),
    ),
    "table_twice": _pair(
        ("表「{name}」出现了两次", "不知道以哪一张为准", "请只保留一张"),
        ("The table {name} occurs twice", "Which one counts is unclear", "Keep one"),
    ),
    "unknown_table": _pair(
        ("不认识的表「{name}」", "不参与评估,予以保留", "如属误写表名请改正"),
        ("Unknown table {name!r}", "It is kept and not assessed", "Mend the name if it is a slip"),
    ),
    "no_column": _pair(
        ("缺少列({name})", "这一列是识别每一行所必需的", "请补上该列"),
        ("The column {name} is missing", "Rows cannot be told apart without it", "Add the column"),
    ),
    "unknown_column": _pair(
        ("不认识的列「{found}」", "不参与评估,予以保留", "如属误写列名请对照口径表改正"),
        ("Unknown column {found!r}", "It is kept and not assessed", "Mend the name if it is a slip"),
    ),
    "column_twice": _pair(
        ("列「{found}」出现了两次", "不知道以哪一列为准", "请只保留一列"),
        ("The column {found!r} occurs twice", "Which one counts is unclear", "Keep one"),
    ),
    "unknown_unit": _pair(
        ("列标题的单位是「{found}」", "「{heading}」应以「{allowed}」为单位(金额可用万元,面积可用亩)", "请换算后填写,或改正列标题中的单位"),
        ("The heading's unit is {found!r}", "{heading} is counted in {allowed}", "Convert the values, or mend the unit"),
    ),
    "unit_converted": _pair(
        ("单位「{found}」已换算为「{kept}」(×{factor})", "评估一律按后者计算", "请确认原单位无误"),
        ("Converted from {found} to {kept} (×{factor})", "The assessment counts in the latter", "Make sure that the unit was meant"),
    ),
    "unknown_fact": _pair(
        ("不认识的项目「{found}」", "不参与评估,予以保留", "请对照口径表改正项目名称"),
        ("Unknown fact {found!r}", "It is kept and not assessed", "Mend the name by the dictionary"),
    ),
}

# One cell.
_CELLS = {
    "required_cell_empty": _pair(
        ("「{heading}」为空", "这一格用来识别这一行,不能为空", "请填写"),
        ("{heading} is empty", "It identifies the row", "Fill it in"),
    ),
    "excel_error": _pair(
        ("单元格是公式错误值「{found}」", "「{heading}」应为:{allowed}", "请改正公式,或直接填写数值"),
        ("The cell holds the formula error {found}", "{heading} takes: {allowed}", "Mend the formula, or type the value"),
    ),
    "not_a_number": _pair(
        ("「{found}」不是数字", "「{heading}」应为:{allowed}", "请填写数字;没有数据请留空,不要写文字"),
        ("{found!r} is no number", "{heading} takes: {allowed}", "Write a number; leave it empty where there is none"),
    ),
    "grouped_number": _pair(
        ("「{found}」带有千分位逗号", "「{heading}」应为:{allowed},不带千分位", "请去掉逗号"),
        ("{found!r} has thousands separators", "{heading} takes: {allowed}, without separators", "Take out the commas"),
    ),
    "negative_number": _pair(
        ("「{found}」是负数", "「{heading}」应为:{allowed}", "请核对后改正"),
        ("{found} is negative", "{heading} takes: {allowed}", "Check and mend it"),
    ),
    "not_whole": _pair(
        ("「{found}」不是整数", "「{heading}」应为:{allowed}", "请填写整数"),
        ("{found} is not whole", "{heading} takes: {allowed}", "Write a whole number"),
    ),
    "share_above_one": _pair(
        ("「{found}」大于 1", "「{heading}」应为:{allowed}", "如原意是百分数,请除以 100 后填写(15% 填 0.15),或在列标题注明(%)"),
        ("{found} is above 1", "{heading} takes: {allowed}", "Divide a percentage by 100: 15 % is 0.15"),
    ),
    "absurd_number": _pair(
        ("「{found}」大得不合情理", "「{heading}」应为:{allowed}", "请核对是否多输了数字或误贴了号码"),
        ("{found} is absurdly large", "{heading} takes: {allowed}", "Were digits added, or a number of another kind pasted?"),
    ),
    "not_a_year": _pair(
        ("「{found}」不是年份", "「{heading}」应为:{allowed}", "请填写四位年份"),
        ("{found} is no year", "{heading} takes: {allowed}", "Write a year of four digits"),
    ),
    "not_a_bool": _pair(
        ("「{found}」不是「是」或「否」", "「{heading}」应为:{allowed}", "请填写 是 或 否"),
        ("{found!r} is neither yes nor no", "{heading} takes: {allowed}", "Write true or false (是 or 否)"),
    ),
    "not_a_date": _pair(
        ("「{found}」不是日期", "「{heading}」应为:{allowed}", "请按 2025-09-01 的样式填写"),
        ("{found!r} is no date", "{heading} takes: {allowed}", "Write it as 2025-09-01"),
    ),
    "not_a_coded_value": _pair(
        ("「{found}」不在可选范围内", "「{heading}」只能是:{allowed}", "请从可选项中选择"),
        ("{found!r} is not one of the allowed values", "{heading} takes: {allowed}", "Choose one of them"),
    ),
    "not_a_code": _pair(
        ("「{found}」不是合格的代码", "「{heading}」应为:{allowed}", "请核对代码,并把单元格设为文本格式"),
        ("{found!r} is no valid code", "{heading} takes: {allowed}", "Check the code and keep the cell as text"),
    ),
    "not_text": _pair(
        ("「{found}」无法作为文字读取", "「{heading}」应为文字", "请改为文字"),
        ("{found!r} cannot be read as text", "{heading} is text", "Write text"),
    ),
    "code_as_number": _pair(
        ("代码「{found}」是以数字格式存放的", "代码应为文本,数字格式可能丢位", "已按文本读取;建议把该列设为文本格式"),
        (
            "The code {found} is stored as a number",
            "Codes are text; numbers can lose digits",
            "It was read as text; set the column to text",
        ),
    ),
    "number_as_text": _pair(
        ("数字「{found}」是以文字形式填写的", "文字形式的数字容易出错", "已按数字读取;建议改为数字格式"),
        ("The number {found!r} was typed as text", "Numbers kept as text go wrong easily", "It was read as a number; make it one"),
    ),
    "formula_read": _pair(
        ("单元格是公式,读取的是上次计算的结果", "公式的结果可能随其他单元格变化", "建议复制后「粘贴为数值」"),
        ("The cell is a formula; its last result was read", "A formula's result may change", "Paste it as a value"),
    ),
    "formula_without_value": _pair(
        ("单元格是公式,但没有保存计算结果", "「{heading}」的值无法得知,不能当作空白", "请用 Excel 打开、重新计算并保存,或直接填写数值"),
        (
            "The cell is a formula without a saved result",
            "The value of {heading} is not known",
            "Open the file in Excel, recalculate and save, or type the value",
        ),
    ),
}

# Counts against rosters and class rows.
_COUNTS = {
    "count_disagrees": _pair(
        (
            "「{heading}」填写 {typed},而按「{source}」逐行统计为 {counted}",
            "同一个数不能有两个值",
            "请核对名册(或班级表)和本表,改正其中一处;也可将本格留空由系统统计",
        ),
        (
            "{heading} is typed as {typed}, while the rows of {source} count {counted}",
            "One number cannot have two values",
            "Mend the one that is wrong, or leave this cell empty to be counted",
        ),
    ),
    "rows_without_section": _pair(
        (
            "学校 {school} 没有学段「{level}」,却有 {rows} 行属于它的数据",
            "没有登记的学段不会被评估",
            "请在学段表补上这一行,或改正这里的学段",
        ),
        (
            "School {school} has no section {level}, yet {rows} rows belong to it",
            "A section without a row is not assessed",
            "Add the row to sections, or mend the level here",
        ),
    ),
}

MESSAGES: Mapping[str, Mapping[str, Sentences]] = {**_FILES, **_TABLES, **_CELLS, **_COUNTS, **CHECK_MESSAGES, **JOINT_MESSAGES}
