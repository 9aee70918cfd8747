"""report.html says what the assessment says, asks nothing of a network, and runs no script but its own."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from pathlib import Path

import pytest

from junheng import Assessment, assess
from junheng.assessment.results import Verdict
from junheng.assessment.words import VERDICT_WORDS
from junheng.report import page
from junheng.report.heading import EXERCISE_BANNER, INVENTED_BANNER
from junheng.report.numbers import fixed
from junheng.report.page import page_text
from junheng.report.summary import Summary
from junheng.report.wording import STATE_MARKS
from reported import RELAXED_DAY, PageReader, changed, sample, sample_assessment

GOLDEN = Path(__file__).parents[1] / "golden" / "package"
LEVELS = {"primary": "小学", "junior": "初中"}
CHARTS = page.CHART_LIBRARY.is_file()


def read(assessment: Assessment) -> PageReader:
    return PageReader(page_text(Summary(assessment)))


@pytest.fixture(scope="module")
def sample_page() -> PageReader:
    return read(sample_assessment())


@pytest.mark.parametrize("level", sorted(LEVELS))
def test_every_value_of_every_section_is_the_assessments_own(sample_page: PageReader, level: str) -> None:
    summary = Summary(sample_assessment())
    rows = summary.counted(level)
    shown = sample_page.table(f"{LEVELS[level]}各校段七项指标").rows
    assert len(shown) == len(rows) > 10
    for cells, row in zip(shown, rows, strict=True):
        assert cells[0] == f"{row.school.name} {row.school.code}"
        for cell, code in zip(cells[2:-2], summary.section_indicators, strict=True):
            number, mark = cell.split(" ")
            found = row.findings[code]
            assert number == fixed(found.value, len(number.partition(".")[2]))
            assert len(number.partition(".")[2]) == 2 or found.verdict is Verdict.NOT_MET
            assert mark == STATE_MARKS[row.state(code)]
        assert cells[-2] == f"{row.result.met} / 7"
        assert cells[-1].endswith(VERDICT_WORDS[row.result.verdict])


@pytest.mark.parametrize("level", sorted(LEVELS))
def test_every_dispersion_test_shows_mean_deviation_coefficient_limit_and_distance(sample_page: PageReader, level: str) -> None:
    summary = Summary(sample_assessment())
    *rows, composite = sample_page.table(f"{LEVELS[level]}校际差异系数").rows
    tests = summary.dispersion(level)
    assert [row[0] for row in rows] == [test.indicator for test in tests]
    for cells, test in zip(rows, tests, strict=True):
        assert test.cv is not None
        assert cells[2] == str(test.sections)
        assert cells[4:9] == [
            fixed(test.mean, 2),
            fixed(test.sd, 3),
            fixed(test.cv, 3),
            f"≤ {fixed(test.limit, 2)}",
            fixed(float(test.limit) - test.cv, 3),
        ]
        assert VERDICT_WORDS[test.verdict] in cells[9]
    assert composite[6] == fixed(dict(sample_assessment().composite)[level], 3)


def test_every_indicator_of_the_standard_is_there_with_its_verdict_in_words(sample_page: PageReader) -> None:
    assessment = sample_assessment()
    shown = {row[0]: row for table in sample_page.tables if table.heads[1:3] == ["名称", "数值"] for row in table.rows if row[0]}
    for code in assessment.standard.conclusion.county_needs:
        assert shown[code][4].endswith(VERDICT_WORDS[assessment.whole(code).verdict])


def test_the_conclusion_names_every_reason(sample_page: PageReader) -> None:
    assert "未达到优质均衡标准" in sample_page.text
    for code in sample_assessment().county.reasons:
        assert sum(item.startswith(f"{code} ") for item in sample_page.items) == 1, code


def test_the_passes_of_each_indicator_are_counted_by_state(sample_page: PageReader) -> None:
    summary = Summary(sample_assessment())
    for row in sample_page.table("小学各项指标达标的校段数").rows:
        states = summary.states("primary", row[0])
        assert [int(cell) for cell in row[2:6]] == [states[state] for state in list(STATE_MARKS)[:4]]
        assert sum(int(cell) for cell in row[2:6]) == len(summary.counted("primary"))


def test_excluded_sections_are_listed_with_their_reason(sample_page: PageReader) -> None:
    excluded = Summary(sample_assessment()).excluded
    rows = sample_page.table("未计入的校段").rows
    assert [row[1] for row in rows] == [row.school.code for row in excluded]
    assert all(row[4] for row in rows)


def test_classes_are_counted_into_bands_without_losing_one(sample_page: PageReader) -> None:
    classes = [row for row in sample().table("classes") if row.text("level") in LEVELS]
    rows = sample_page.table("各档学生数的班级个数").rows
    assert sum(int(cell) for row in rows for cell in row[1:]) == len(classes)


def test_the_basis_holds_what_is_needed_to_obtain_the_result_again(sample_page: PageReader) -> None:
    facts = dict(sample_page.table("结果的依据").rows)
    assessment = sample_assessment()
    assert facts["数据包指纹"] == assessment.package.sha256
    assert assessment.standard.id in facts["标准"]
    assert facts["评估日"] == assessment.as_of.isoformat()
    readings = {row[0] for row in sample_page.table("采用的口径").rows}
    assert readings == set(assessment.standard.readings)


def test_a_verdict_that_rounding_would_turn_round_is_listed_with_its_exact_value(sample_page: PageReader) -> None:
    sensitive = Summary(sample_assessment()).rounding_sensitive
    assert sensitive
    assert len(sample_page.table("四舍五入后会显示成另一结论").rows) == len(sensitive)


def test_a_pass_that_rests_on_a_relaxation_is_listed_with_the_day_it_ends() -> None:
    rows = read(sample_assessment(RELAXED_DAY)).table("凭过渡性放宽达标").rows
    assert len(rows) == len(Summary(sample_assessment(RELAXED_DAY)).relaxed)
    assert {row[4] for row in rows} == {"2022-10-31"}


def test_an_unreported_value_is_a_question_mark_and_never_a_number() -> None:
    code = Summary(sample_assessment()).counted("primary")[0].school.code
    bare = read(assess(changed(sample(), "schools", "equipment_value_yuan", {"school_code": code}, None)))
    row = next(row for row in bare.table("小学各校段七项指标").rows if code in row[0])
    assert row[7] == "— ?"
    missing = bare.table("待补数据").rows
    assert any(row[0] == "A6" and "教学仪器设备值" in row[3] for row in missing)


def test_an_invented_county_says_so_on_the_page_in_its_margin_and_across_every_printed_sheet(sample_page: PageReader) -> None:
    text = page_text(Summary(sample_assessment()))
    assert INVENTED_BANNER in sample_page.text
    assert "@top-center" in text
    assert any(attributes.get("class") == "watermark" for _, attributes in sample_page.attributes)
    assert INVENTED_BANNER not in read(assess(GOLDEN)).text
    assert "@top-center" not in page_text(Summary(assess(GOLDEN)))


def test_an_exercise_says_that_it_has_no_force_of_law() -> None:
    law = sample_assessment()
    exercise = replace(law, standard=replace(law.standard, standing="exercise"))
    assert EXERCISE_BANNER in read(exercise).text
    assert EXERCISE_BANNER not in read(law).text


def test_names_that_look_like_markup_stay_text() -> None:
    wicked = "<script>alert(1)</script>\"'&"
    code = Summary(sample_assessment()).counted("primary")[0].school.code
    named = changed(sample(), "schools", "school_name", {"school_code": code}, wicked)
    county = replace(named, manifest=replace(named.manifest, county_name='县</style><b>";x:y'))
    reader = read(assess(county))
    assert f"{wicked} {code}" in [row[0] for row in reader.table("小学各校段七项指标").rows]
    assert sum(tag == "script" for tag, _ in reader.attributes) == (3 if CHARTS else 0)
    assert sum(tag == "style" for tag, _ in reader.attributes) == 1
    assert "县</style><b>" in reader.text


def test_the_page_refers_to_nothing_outside_itself(sample_page: PageReader) -> None:
    for _, attributes in sample_page.attributes:
        assert {"src", "srcset", "action", "background", "poster"} & set(attributes) == set()
        assert (attributes.get("href") or "#").startswith("#")
    styles = re.findall(r"<style>(.*?)</style>", page_text(Summary(sample_assessment())), re.S)
    assert len(styles) == 1
    assert not re.search(r"url\(|@import", styles[0])


def test_the_policy_allows_exactly_the_scripts_that_the_page_brings() -> None:
    text = page_text(Summary(sample_assessment()))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    assert policy[1].startswith("default-src 'none'")
    scripts = re.findall(r"<script>(.*?)</script>", text, re.S)
    hashes = {f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in scripts}
    assert set(re.findall(r"'sha256-[^']+'", policy[1])) == hashes
    assert len(scripts) == (2 if CHARTS else 0)


def test_without_the_charts_library_the_page_has_its_tables_and_says_how_to_get_charts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sample_page: PageReader
) -> None:
    monkeypatch.setattr(page, "CHART_LIBRARY", tmp_path / "absent.js")
    page._library.cache_clear()
    try:
        bare = PageReader(page_text(Summary(sample_assessment())))
    finally:
        page._library.cache_clear()
    assert "scripts/build_assets.py" in bare.text
    assert not any(tag in ("script", "figure") for tag, _ in bare.attributes)
    assert [table.rows for table in bare.tables] == [table.rows for table in sample_page.tables]


def test_the_links_of_the_contents_all_lead_somewhere(sample_page: PageReader) -> None:
    places = {attributes.get("id") for _, attributes in sample_page.attributes}
    links = [(attributes.get("href") or "")[1:] for tag, attributes in sample_page.attributes if tag == "a"]
    assert len(links) >= 10
    assert set(links) <= places


def test_the_notes_say_how_coefficients_are_made_and_judged_under_the_readings_taken() -> None:
    usual = page_text(Summary(assess(GOLDEN)))
    other = page_text(Summary(assess(GOLDEN, readings={"dispersion_judged": "composite", "dispersion_weights": "schools"})))
    for words in ("县均值，均按在校生数加权", "只列出，不作判定"):
        assert words in usual
        assert words not in other
    for words in ("县均值，各校同等权重", "按综合差异系数（各项的算术平均）一并判定"):
        assert words in other
        assert words not in usual
