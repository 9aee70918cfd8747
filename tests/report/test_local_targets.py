"""A county's own targets in the report, the ledger and the summary: shown apart, and said not to decide."""

from __future__ import annotations

import datetime
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from junheng import Assessment, CountyPackage, assess
from junheng.assessment.explain import explain
from junheng.assessment.results import COUNTY, Verdict
from junheng.cli import present
from junheng.report.gaps import Gap, gaps_of
from junheng.report.ledger_book import write_ledger
from junheng.report.page import page_text
from junheng.report.sheets_book import write_sheets
from junheng.report.summary import Summary
from junheng.report.wording import LOCAL_NOTE
from reported import PageReader, changed, sample, sample_assessment

PACK = "pingluo-2019-7"


@cache
def with_plan() -> Assessment:
    return assess(sample(), standard=PACK)


def fact(package: CountyPackage, name: str, period: str, value: int) -> CountyPackage:
    return changed(package, "facts", "value", {"fact": name, "period": period}, value)


def test_the_plan_leaves_the_conclusion_and_its_reasons_as_they_were() -> None:
    assert with_plan().county == sample_assessment().county
    assert not set(with_plan().county.reasons) & set(with_plan().standard.local_targets)


def test_missed_targets_are_lines_of_a_tier_of_their_own_after_the_standards_gaps() -> None:
    national, local = gaps_of(Summary(sample_assessment())), gaps_of(Summary(with_plan()))
    missed = [gap for gap in local if gap.tier == "local"]
    assert [gap for gap in local if gap.tier != "local"] == list(national)
    assert local[len(national) :] == tuple(missed)
    expected = [
        (found.indicator, None if found.subject == COUNTY else found.subject, found.level)
        for code in with_plan().standard.local_targets
        for found in with_plan().findings_of(code)
        if found.verdict is Verdict.NOT_MET and not found.rollup
    ]
    assert [(gap.code, gap.school_code, gap.level) for gap in missed] == expected
    assert {"M6", "M7"} == {gap.code for gap in missed}


def test_the_ledger_says_which_lines_are_local_targets_and_that_they_do_not_decide(tmp_path: Path) -> None:
    write_ledger(Summary(with_plan()), tmp_path / "ledger.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "ledger.xlsx")["差距台账"]
    tiers = [sheet.cell(row, 2).value for row in range(1, sheet.max_row + 1)]
    missed = sum(gap.tier == "local" for gap in gaps_of(Summary(with_plan())))
    assert tiers.count("地方目标") == missed
    assert f"地方目标 {missed} 条" in str(sheet["A2"].value)
    assert any(LOCAL_NOTE in str(sheet.cell(row, 1).value) for row in range(1, sheet.max_row + 1))


def test_a_ledger_without_local_targets_does_not_speak_of_them(tmp_path: Path) -> None:
    write_ledger(Summary(sample_assessment()), tmp_path / "ledger.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "ledger.xlsx")["差距台账"]
    assert not any("地方目标" in str(cell.value) for row in sheet.iter_rows() for cell in row)


def test_the_page_has_a_table_of_local_targets_and_says_that_they_do_not_decide() -> None:
    page = PageReader(page_text(Summary(with_plan())))
    rows = page.table("地方目标").rows
    assert [row[0] for row in rows if row[0]] == list(with_plan().standard.local_targets)
    by_name = {row[1]: row for row in rows}
    assert by_name["财政教育拨款的增长高于财政经常性收入的增长"][2:4] == ["7.1%", "> 5.8%"]
    assert by_name["按在校学生人数平均的教育费用逐步增长（初中）"][3] == "> 0%"
    text = " ".join(page.words)
    assert LOCAL_NOTE in text
    assert "地方目标通过（不计入结论）" in text
    assert "地方目标" not in " ".join(PageReader(page_text(Summary(sample_assessment()))).words)


def test_the_sheets_list_the_local_targets_under_their_own_name(tmp_path: Path) -> None:
    write_sheets(Summary(with_plan()), tmp_path / "sheets.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "sheets.xlsx")["三十一项"]
    codes = {sheet.cell(row, 2).value for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == "地方目标"}
    assert codes == set(with_plan().standard.local_targets)
    assert any(LOCAL_NOTE in str(sheet.cell(row, 1).value) for row in range(1, sheet.max_row + 1))


def test_the_summary_shows_local_targets_on_lines_of_their_own(capsys: pytest.CaptureFixture[str]) -> None:
    present.assessment(with_plan(), [], as_json=False)
    lines = capsys.readouterr().out.splitlines()
    position = lines.index("地方目标（不影响法定结论）")
    assert lines[position + 1].split() == ["✓M1", "✓M2", "✓M3", "✓M4", "✓M5", "✗M6", "✗M7", "✓M8"]
    assert not any("M1" in line for line in lines[:position])
    present.assessment(sample_assessment(), [], as_json=False)
    assert "地方目标" not in capsys.readouterr().out


def test_an_explanation_of_a_growth_names_both_periods_the_fact_compared_and_that_it_does_not_decide() -> None:
    tree = explain(with_plan(), "M1")
    (node,) = [child for child in tree.children if "高于财政经常性收入" in child.text]
    cells = [child.text for child in node.children if child.kind == "cell"]
    assert [text.split(" ")[0] for text in cells] == ["本期", "上期", "对照", "对照"]
    assert any(child.text.startswith("对照:财政经常性收入的增长 = ") for child in node.children)
    assert "不影响法定结论" in " ".join(child.text for child in tree.children)
    assert "不影响法定结论" not in " ".join(child.text for child in explain(with_plan(), "C1").children)


# What a growth or a «more than half» lacks: fact, its amount that fails by far, the indicator and part.
LACKING = [
    ("education_appropriation_yuan", 612_480_300, "M1", "appropriation"),
    ("teacher_pay_total_yuan", 288_000_000, "M1", "teacher_pay"),
    ("new_funds_rural_yuan", 20_000_000, "M4", None),
    ("surcharge_spent_on_education_yuan", 8_000_000, "M2", "spent"),
]


@pytest.mark.parametrize(("name", "amount", "code", "part"), LACKING)
def test_adding_what_the_ledger_says_is_enough_and_one_less_is_not(name: str, amount: int, code: str, part: str | None) -> None:
    poor = fact(sample(), name, "FY2024", amount)
    gap = _gap(Summary(assess(poor, standard=PACK)), code)
    assert gap.shortfall is not None
    assert (gap.shortfall.unit, gap.tier) == ("元", "local")
    verdicts = []
    for more in (gap.shortfall.amount - 1, gap.shortfall.amount):
        mended = assess(fact(poor, name, "FY2024", amount + more), standard=PACK)
        verdicts.append(next(found.verdict for found in mended.findings_of(code) if found.part == part))
    assert verdicts == [Verdict.NOT_MET, Verdict.MET]


def _gap(summary: Summary, code: str) -> Gap:
    return next(gap for gap in gaps_of(summary) if gap.code == code)


def test_a_target_that_is_not_due_is_neither_a_gap_nor_missing_data() -> None:
    early = assess(sample(), standard=PACK, as_of=datetime.date(2018, 3, 1))
    assert {early.whole(code).verdict for code in early.standard.local_targets} == {Verdict.NOT_APPLICABLE}
    assert {early.whole(code).reason for code in ("M4", "M6", "M8")} == {"not_yet_due"}
    assert not [gap for gap in gaps_of(Summary(early)) if gap.tier == "local"]
