"""The sentences about a package's files and its manifest, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

from junheng.county.sentences import Pair, pair

# The file or workbook as a whole.
FILE_MESSAGES: Mapping[str, Pair] = {
    "not_found": pair(
        ("找不到这个文件或文件夹", "没有数据就无法评估", "请核对路径和文件名"),
        ("There is no such file or folder", "Nothing can be assessed without data", "Check the path and the name"),
    ),
    "not_a_package": pair(
        ("这不是数据包", "数据包是一个文件夹、.zip 或 .xlsx 工作簿", "请选择数据包；单个 CSV 请与 manifest.json 放在同一文件夹中"),
        (
            "This is no package",
            "A package is a folder, a .zip or an .xlsx",
            "Choose the package; a single CSV belongs in a folder with manifest.json",
        ),
    ),
    "file_twice": pair(
        ("压缩包里有两个同名文件", "不知道以哪一个为准", "请只保留一个，重新打包"),
        ("The archive holds two files of this name", "Which one counts is unclear", "Keep one and pack it again"),
    ),
    "template_version": pair(
        (
            "工作簿是按模板版本「{found}」填写的",
            "本系统的模板版本是「{allowed}」，新旧模板的列可能不同",
            "请核对提示的列名，或下载新模板后粘贴数据",
        ),
        (
            "The workbook was filled in from template version {found!r}",
            "The present one is {allowed!r}; columns may differ",
            "Check the columns named, or paste the data into the present template",
        ),
    ),
    "cannot_open": pair(
        ("打不开：{detail}", "要读的是一个文件夹、.zip 或 .xlsx 数据包", "请核对路径和读取权限"),
        ("Cannot be opened: {detail}", "A package is a folder, a .zip or an .xlsx", "Check the path and the right to read it"),
    ),
    "damaged_archive": pair(
        ("压缩包损坏，无法解开 {detail}", "损坏的文件不能作为评估依据", "请重新打包或重新下载后再试"),
        ("The archive is damaged {detail}", "A damaged file is no basis for an assessment", "Pack or download it again"),
    ),
    "damaged_workbook": pair(
        ("工作簿损坏或不是 .xlsx 文件 {detail}", "只有完好的 .xlsx 才能读取", "请用 Excel 或 WPS 打开，另存为「Excel 工作簿（.xlsx）」"),
        ("The workbook is damaged or is no .xlsx {detail}", "Only a sound .xlsx can be read", "Open it in Excel and save it as .xlsx"),
    ),
    "old_workbook": pair(
        ("这是旧格式 .xls 文件", "旧格式不能可靠读取", "请用 Excel 或 WPS 打开，另存为「Excel 工作簿（.xlsx）」"),
        ("This is an old .xls file", "The old format is not read", "Open it in Excel and save it as .xlsx"),
    ),
    "encrypted_file": pair(
        ("文件设有密码", "加密的文件无法读取", "请取消密码后另存再提交"),
        ("The file is encrypted", "An encrypted file cannot be read", "Remove the password and save it again"),
    ),
    "zip_bomb": pair(
        ("解压后的大小异常，已拒绝读取", "超出正常数据包的大小，可能是损坏或恶意文件", "请核对文件来源，重新生成数据包"),
        (
            "It unpacks to an abnormal size and was refused",
            "No county's package is that large",
            "Check where the file came from and make it anew",
        ),
    ),
    "sheet_too_large": pair(
        ("工作表范围异常大（第 {rows} 行或过右的列）", "远处的多余单元格会让文件无法读取", "请删除数据区以外的行和列后保存"),
        (
            "The sheet is abnormally large (row {rows}, or columns far to the right)",
            "Stray far cells make it unreadable",
            "Delete rows and columns outside the data and save",
        ),
    ),
    "several_packages": pair(
        ("压缩包里有几个数据包：{found}", "一次只评估一个县的一个学年，不知道以哪一个为准", "请把它们分别压缩，每个压缩包放一个数据包"),
        ("The archive holds several packages: {found}", "One county and year is assessed at a time", "Zip each package by itself"),
    ),
    "no_manifest": pair(
        ("缺少 manifest.json", "数据包必须说明是哪个县、哪个学年", "请补上 manifest.json，或用 junheng convert 生成数据包"),
        (
            "manifest.json is missing",
            "A package says which county and year it is of",
            "Add manifest.json, or make the package by junheng convert",
        ),
    ),
    "no_manifest_sheet": pair(
        ("缺少工作表「说明」", "数据包必须说明是哪个县、哪个学年", "请从 junheng template 下载模板，在「说明」表中填写"),
        (
            "The sheet 说明 is missing",
            "A package says which county and year it is of",
            "Start from junheng template and fill in the sheet 说明",
        ),
    ),
    "bad_manifest": pair(
        ("manifest.json 不是合格的 JSON:{detail}", "无法得知县和学年", "请对照数据包说明改正"),
        ("manifest.json is no valid JSON object: {detail}", "County and year cannot be known", "Mend it by the package's description"),
    ),
    "manifest_without_format": pair(
        ("没有写明格式版本", "按版本 {allowed} 读取", "请补填格式版本 {allowed}"),
        ("The format is not given", "It was read as format {allowed}", "Write format {allowed}"),
    ),
    "manifest_format": pair(
        ("格式版本为「{found}」", "只能读取版本 {allowed}", "请用新版模板重新生成，或升级本系统"),
        ("The format is {found!r}", "Format {allowed} can be read", "Make the package by the present template, or upgrade"),
    ),
    "manifest_county_code": pair(
        ("县区划代码为「{found}」", "应为 6 位数字", "请填写 6 位行政区划代码"),
        ("county_code is {found!r}", "It has 6 digits", "Write the six-digit division code"),
    ),
    "manifest_school_year": pair(
        ("学年为「{found}」", "应为学年开始的年份，2025 表示 2025–2026 学年", "请填写四位年份"),
        ("school_year is {found!r}", "It is the year in which it starts: 2025 is 2025–2026", "Write a year of four digits"),
    ),
    "manifest_as_of": pair(
        ("数据时点为「{found}」", "应为日期，例如 2025-09-30", "请填写数据统计的日期"),
        ("as_of is {found!r}", "It is a date such as 2025-09-30", "Write the date of the data"),
    ),
    "as_of_outside_school_year": pair(
        (
            "数据时点 {found} 不在 {school_year}–{next} 学年内",
            "学年为 9 月 1 日至次年 8 月 31 日；年份不符的数据包不能评估",
            "请核对学年和数据时点，确认没有拿错年份的数据",
        ),
        (
            "as_of {found} lies outside the school year {school_year}–{next}",
            "A school year runs from 1 September to 31 August",
            "Check both: is this the package of another year?",
        ),
    ),
    "manifest_standard": pair(
        ("评估标准为「{found}」", "应写明评估标准的编号，例如 cn-2017-6", "请填写标准编号（junheng standard list 可查）"),
        ("standard is {found!r}", "It names a standard such as cn-2017-6", "Write one of junheng standard list"),
    ),
    "manifest_files": pair(
        ("files 一项不是「文件名 → 校验信息」", "无法核对文件", "请改正，或将 files 留空"),
        ("`files` does not map file names to their facts", "Files cannot be compared", "Mend it, or leave `files` empty"),
    ),
    "unknown_manifest_key": pair(
        ("未知的说明项「{found}」", "本系统不使用它", "如属误写请改正；内容已保留"),
        ("Unknown manifest entry {found!r}", "It is not used", "Mend it if it is a slip; it is kept"),
    ),
    "listed_file_missing": pair(
        ("清单中列出的文件不存在", "数据包不完整", "请补齐文件或更新清单"),
        ("A listed file is missing", "The package is incomplete", "Add the file or renew the list"),
    ),
    "listed_file_differs": pair(
        ("文件内容与清单登记的校验值不符（登记 {listed}，实际 {found}）", "文件在登记之后被改动过", "请确认改动无误后重新生成清单"),
        (
            "The file differs from its listed hash (listed {listed}, found {found})",
            "It was changed after it was listed",
            "Make sure of the change, then list it anew",
        ),
    ),
    "listed_rows_differ": pair(
        ("清单登记 {listed} 行，实际 {found} 行", "数据可能缺失或多出", "请核对后重新生成清单"),
        ("{listed} rows are listed, {found} found", "Rows may be missing or added", "Check and list the file anew"),
    ),
    "unlisted_file": pair(
        ("文件不在清单中", "仍会读取", "如确属本数据包，请补入清单"),
        ("The file is not listed", "It is read all the same", "List it if it belongs to the package"),
    ),
    "unknown_file": pair(
        ("不认识的文件", "不参与评估，转换数据包时也不会带走", "如属误放请移走"),
        ("Unknown file", "It is neither assessed nor carried along by a conversion", "Take it out if it does not belong here"),
    ),
    "unknown_encoding": pair(
        ("文字编码既不是 UTF-8 也不是 GB18030", "读出来会是乱码", "请用 Excel 另存为「CSV UTF-8」"),
        ("The encoding is neither UTF-8 nor GB18030", "It would read as garbage", "Save it as CSV UTF-8"),
    ),
    "damaged_csv": pair(
        ("CSV 格式错误：{detail}", "引号或换行不成对，无法可靠分列", "请检查引号是否成对，或用 Excel 重新另存"),
        ("Malformed CSV: {detail}", "Quotes or line ends do not match", "Check the quotes, or save it anew"),
    ),
    "damaged_parquet": pair(
        ("Parquet 文件损坏：{detail}", "无法读取", "请重新导出"),
        ("Damaged Parquet file: {detail}", "It cannot be read", "Export it again"),
    ),
    "parquet_needs_extra": pair(
        ("读取 Parquet 需要安装附加组件", "本机没有安装 polars", "请运行 pip install 'junheng[many]'，或改用 CSV"),
        ("Reading Parquet needs an extra", "polars is not installed", "Run pip install 'junheng[many]', or use CSV"),
    ),
}
