"""What stands at the head of every report: the county, the year, the day, the standard, and what the reader must be warned of."""

from __future__ import annotations

from junheng.report.summary import Summary

INVENTED_BANNER = "虚构数据：本县及其学校均为虚构，仅供演示和测试"
REPEATABLE = "同样的数据包、标准、评估日和口径，任何人测算都得到同样的结果。"
EXERCISE_BANNER = "练习标准，不具法律效力"


def banners_of(summary: Summary) -> tuple[str, ...]:
    """The warnings that go on every page, on screen and in print."""
    found = []
    if summary.is_invented:
        found.append(INVENTED_BANNER)
    if summary.is_exercise:
        found.append(EXERCISE_BANNER)
    return tuple(found)


def county_of(summary: Summary) -> str:
    manifest = summary.assessment.package.manifest
    return manifest.county_name or manifest.county_code


def school_year_of(summary: Summary) -> str:
    year = summary.assessment.package.manifest.school_year
    return f"{year}—{year + 1}学年"


def facts_of(summary: Summary) -> tuple[tuple[str, str], ...]:
    """The facts that fix a result: with the same ones anybody gets the same numbers."""
    assessment = summary.assessment
    manifest = assessment.package.manifest
    return (
        ("县（市、区）", f"{county_of(summary)}（{manifest.county_code}）"),
        ("学年", school_year_of(summary)),
        ("评估日", assessment.as_of.isoformat()),
        ("标准", f"{assessment.standard.title}[{assessment.standard.id}]"),
        ("数据包指纹", assessment.package.sha256),
    )


def short_facts(summary: Summary) -> str:
    """The facts at the foot of every printed page."""
    assessment = summary.assessment
    return f"{county_of(summary)} {school_year_of(summary)} 评估日{assessment.as_of.isoformat()} {assessment.standard.id}"


def facts_line(summary: Summary) -> str:
    return "  ".join(f"{name}：{value}" for name, value in facts_of(summary) if name != "数据包指纹")
