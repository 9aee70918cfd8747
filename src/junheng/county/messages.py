"""The sentences of every problem, in Chinese and English: what was found, what is allowed and why, how to mend it."""

from __future__ import annotations

from collections.abc import Mapping

from junheng.county.check_messages import CHECK_MESSAGES
from junheng.county.file_messages import FILE_MESSAGES
from junheng.county.form_messages import FORM_MESSAGES
from junheng.county.joint_messages import JOINT_MESSAGES
from junheng.county.sentences import Pair, pair

# Tables, headings and units.
_TABLES = {
    "column_without_heading": pair(
        ("这一列有数据而没有列标题", "不知道是什么，不参与评估；已按「{kept}」保留", "请补上列标题，或删除这一列"),
        (
            "This column has data and no heading",
            "What it is is not known; it is kept as {kept!r} and not assessed",
            "Give it a heading, or delete it",
        ),
    ),
    "row_too_long": pair(
        (
            "这一行有 {found} 列，表头只有 {allowed} 列",
            "多出的内容不知道属于哪一列，整行可能错位",
            "请检查这一行是否多了逗号；含逗号的文字要用引号括起来",
        ),
        (
            "This row has {found} fields, the header {allowed}",
            "The row may have shifted",
            "Look for a comma too many; quote text that holds one",
        ),
    ),
    "row_too_short": pair(
        ("这一行只有 {found} 列，表头有 {allowed} 列", "缺少的列按「未填报」处理", "请核对这一行是否完整"),
        (
            "This row has {found} fields, the header {allowed}",
            "The missing ones are read as not reported",
            "Check that the row is complete",
        ),
    ),
    "merged_cells": pair(
        ("数据区有合并单元格 {found}", "合并后只有第一格有值，其余各格按「未填报」处理", "请取消合并，逐格填写"),
        ("Cells {found} are merged", "Only the first holds the value; the others read as not reported", "Unmerge them and fill in each"),
    ),
    "more_of_the_same": pair(
        ("还有 {times} 处同样的问题", "同一列的同一种提示只逐条列出前 {named} 处（{same}）", "请按上面的提示整列处理"),
        ("{times} more of the same", "Of one warning in one column the first {named} are listed ({same})", "Mend the whole column alike"),
    ),
    "no_table": pair(
        ("缺少表「{sheet}」（{name}）", "学校表和学段表是必需的", "请补上该表"),
        ("The table {name} ({sheet}) is missing", "schools and sections are required", "Add the table"),
    ),
    "table_twice": pair(
        ("表「{name}」出现了两次", "不知道以哪一张为准", "请只保留一张"),
        ("The table {name} occurs twice", "Which one counts is unclear", "Keep one"),
    ),
    "unknown_table": pair(
        ("不认识的表「{name}」", "不参与评估，予以保留", "如属误写表名请改正"),
        ("Unknown table {name!r}", "It is kept and not assessed", "Mend the name if it is a slip"),
    ),
    "no_column": pair(
        ("缺少列（{name}）", "这一列是识别每一行所必需的", "请补上该列"),
        ("The column {name} is missing", "Rows cannot be told apart without it", "Add the column"),
    ),
    "unknown_column": pair(
        ("不认识的列「{found}」", "不参与评估，予以保留", "如属误写列名请对照口径表改正"),
        ("Unknown column {found!r}", "It is kept and not assessed", "Mend the name if it is a slip"),
    ),
    "column_twice": pair(
        ("列「{found}」出现了两次", "不知道以哪一列为准", "请只保留一列"),
        ("The column {found!r} occurs twice", "Which one counts is unclear", "Keep one"),
    ),
    "unknown_unit": pair(
        (
            "列标题的单位是「{found}」",
            "「{heading}」应以「{allowed}」为单位（金额可用万元，面积可用亩）",
            "请换算后填写，或改正列标题中的单位",
        ),
        ("The heading's unit is {found!r}", "{heading} is counted in {allowed}", "Convert the values, or mend the unit"),
    ),
    "unit_converted": pair(
        ("单位「{found}」已换算为「{kept}」（×{factor}）", "评估一律按后者计算", "请确认原单位无误"),
        ("Converted from {found} to {kept} (×{factor})", "The assessment counts in the latter", "Make sure that the unit was meant"),
    ),
    "unknown_fact": pair(
        ("不认识的项目「{found}」", "不参与评估，予以保留", "请对照口径表改正项目名称"),
        ("Unknown fact {found!r}", "It is kept and not assessed", "Mend the name by the dictionary"),
    ),
}

# One cell.
_CELLS = {
    "required_cell_empty": pair(
        ("「{heading}」为空", "这一格用来识别这一行，不能为空", "请填写"),
        ("{heading} is empty", "It identifies the row", "Fill it in"),
    ),
    "excel_error": pair(
        ("单元格是公式错误值「{found}」", "「{heading}」应为：{allowed}", "请改正公式，或直接填写数值"),
        ("The cell holds the formula error {found}", "{heading} takes: {allowed}", "Mend the formula, or type the value"),
    ),
    "not_a_number": pair(
        ("「{found}」不是数字", "「{heading}」应为：{allowed}", "请填写数字；没有数据请留空，不要写文字"),
        ("{found!r} is no number", "{heading} takes: {allowed}", "Write a number; leave it empty where there is none"),
    ),
    "grouped_number": pair(
        ("「{found}」带有千分位逗号", "「{heading}」应为：{allowed}，不带千分位", "请去掉逗号"),
        ("{found!r} has thousands separators", "{heading} takes: {allowed}, without separators", "Take out the commas"),
    ),
    "negative_number": pair(
        ("「{found}」是负数", "「{heading}」应为：{allowed}", "请核对后改正"),
        ("{found} is negative", "{heading} takes: {allowed}", "Check and mend it"),
    ),
    "not_whole": pair(
        ("「{found}」不是整数", "「{heading}」应为：{allowed}", "请填写整数"),
        ("{found} is not whole", "{heading} takes: {allowed}", "Write a whole number"),
    ),
    "share_above_one": pair(
        ("「{found}」大于 1", "「{heading}」应为：{allowed}", "如原意是百分数，请除以 100 后填写（15% 填 0.15），或在列标题注明（%）"),
        ("{found} is above 1", "{heading} takes: {allowed}", "Divide a percentage by 100: 15 % is 0.15"),
    ),
    "absurd_number": pair(
        ("「{found}」大得不合情理", "「{heading}」应为：{allowed}", "请核对是否多输了数字或误贴了号码"),
        ("{found} is absurdly large", "{heading} takes: {allowed}", "Were digits added, or a number of another kind pasted?"),
    ),
    "too_many_places": pair(
        ("「{found}」的小数位数多得不合情理", "「{heading}」应为：{allowed}", "请核对是否为误贴的公式结果；极小的数请填 0 或留空"),
        (
            "{found} has absurdly many decimal places",
            "{heading} takes: {allowed}",
            "Was a formula's result pasted? Write 0 or leave it empty",
        ),
    ),
    "not_a_year": pair(
        ("「{found}」不是年份", "「{heading}」应为：{allowed}", "请填写四位年份"),
        ("{found} is no year", "{heading} takes: {allowed}", "Write a year of four digits"),
    ),
    "not_a_bool": pair(
        ("「{found}」不是「是」或「否」", "「{heading}」应为：{allowed}", "请填写 是 或 否"),
        ("{found!r} is neither yes nor no", "{heading} takes: {allowed}", "Write true or false （是 or 否）"),
    ),
    "not_a_date": pair(
        ("「{found}」不是日期", "「{heading}」应为：{allowed}", "请按 2025-09-01 的样式填写"),
        ("{found!r} is no date", "{heading} takes: {allowed}", "Write it as 2025-09-01"),
    ),
    "not_a_coded_value": pair(
        ("「{found}」不在可选范围内", "「{heading}」只能是：{allowed}", "请从可选项中选择"),
        ("{found!r} is not one of the allowed values", "{heading} takes: {allowed}", "Choose one of them"),
    ),
    "not_a_code": pair(
        ("「{found}」不是合格的代码", "「{heading}」应为：{allowed}", "请核对代码，并把单元格设为文本格式"),
        ("{found!r} is no valid code", "{heading} takes: {allowed}", "Check the code and keep the cell as text"),
    ),
    "digits_lost": pair(
        (
            "「{found}」超过 15 位，以数字格式存放",
            "Excel 的数字只保留 15 位，末尾几位已经丢失",
            "请把该列设为文本格式，再重新填写完整的号码",
        ),
        (
            "{found} has more than 15 digits and is stored as a number",
            "Excel keeps 15; the last ones are lost",
            "Set the column to text and write the whole number again",
        ),
    ),
    "not_text": pair(
        ("「{found}」无法作为文字读取", "「{heading}」应为文字", "请改为文字"),
        ("{found!r} cannot be read as text", "{heading} is text", "Write text"),
    ),
    "date_not_iso": pair(
        ("日期写作「{found}」", "统一的写法是 2025-09-01", "已按年、月、日读取；建议改为统一写法"),
        ("The date is written {found!r}", "The common form is 2025-09-01", "It was read as year, month, day; write the common form"),
    ),
    "code_as_number": pair(
        ("代码「{found}」是以数字格式存放的", "代码应为文本，数字格式可能丢位", "已按文本读取；建议把该列设为文本格式"),
        (
            "The code {found} is stored as a number",
            "Codes are text; numbers can lose digits",
            "It was read as text; set the column to text",
        ),
    ),
    "number_as_text": pair(
        ("数字「{found}」是以文字形式填写的", "文字形式的数字容易出错", "已按数字读取；建议改为数字格式"),
        ("The number {found!r} was typed as text", "Numbers kept as text go wrong easily", "It was read as a number; make it one"),
    ),
    "formula_read": pair(
        ("单元格是公式，读取的是上次计算的结果", "公式的结果可能随其他单元格变化", "建议复制后「粘贴为数值」"),
        ("The cell is a formula; its last result was read", "A formula's result may change", "Paste it as a value"),
    ),
    "formula_without_value": pair(
        ("单元格是公式，但没有保存计算结果", "「{heading}」的值无法得知，不能当作空白", "请用 Excel 打开、重新计算并保存，或直接填写数值"),
        (
            "The cell is a formula without a saved result",
            "The value of {heading} is not known",
            "Open the file in Excel, recalculate and save, or type the value",
        ),
    ),
}

# Counts against rosters and class rows.
_COUNTS = {
    "rosters_disagree": pair(
        (
            "「{heading}」按「{other}」统计为 {other_count}，按「{source}」统计为 {counted}",
            "同一个数不能有两个值",
            "请核对这两张表，改正其中一处",
        ),
        (
            "{heading} counts {other_count} in {other} and {counted} in {source}",
            "One number cannot have two values",
            "Mend the table that is wrong",
        ),
    ),
    "count_disagrees": pair(
        (
            "「{heading}」填写 {typed}，而按「{source}」逐行统计为 {counted}",
            "同一个数不能有两个值",
            "请核对名册（或班级表）和本表，改正其中一处；也可将本格留空由系统统计",
        ),
        (
            "{heading} is typed as {typed}, while the rows of {source} count {counted}",
            "One number cannot have two values",
            "Mend the one that is wrong, or leave this cell empty to be counted",
        ),
    ),
    "rows_without_section": pair(
        (
            "学校 {school} 没有学段「{level}」，却有 {rows} 行属于它的数据",
            "没有登记的学段不会被评估",
            "请在学段表补上这一行，或改正这里的学段",
        ),
        (
            "School {school} has no section {level}, yet {rows} rows belong to it",
            "A section without a row is not assessed",
            "Add the row to sections, or mend the level here",
        ),
    ),
}

MESSAGES: Mapping[str, Pair] = {**FILE_MESSAGES, **_TABLES, **_CELLS, **_COUNTS, **CHECK_MESSAGES, **JOINT_MESSAGES, **FORM_MESSAGES}
