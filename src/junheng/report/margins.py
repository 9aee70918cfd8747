"""临界清单: values that pass so narrowly that a few pupils more or a teacher less would fail them, nearest to failing first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from junheng.assessment.compare import SHARE_UNIT, judge
from junheng.assessment.context import Context
from junheng.assessment.results import COUNTY, DispersionResult, Finding, Verdict
from junheng.county.values import Number
from junheng.report.gaps import counted_in, is_quotient, per_of, section_share, terms_of, weighed_pupils
from junheng.report.numbers import brief_percent
from junheng.report.summary import Summary
from junheng.report.wording import compare_of, full_title, place_text, spec_of, title_of, unit_of

# Ours, not the law's: a school's pupils, or its teachers by retirement and transfer, commonly change by a few per cent from one
# year to the next, so a value nearer to its limit than this can fail at the next assessment without anybody's neglect.
NEAR_SHARE = Fraction(5, 100)
# Room for a search of whole units: no county has as many pupils, teachers, square metres or yuan.
MOST_UNITS = 10**15
PUPILS = "名学生"
# Forms whose value is a number of pupils, and where one pupil more is counted.
PUPIL_FORMS: Mapping[str, str] = {"pupils_limit": "再增加", "largest_class": "最大班再增加"}
# Forms that ask for what is owed and no more: rooms for so many classes, funds for a hundred pupils.
OWED_FORMS = ("rooms_for_classes", "funding_base")
NEAR_NOTE = (
    f"已达标但距标准不超过 {brief_percent(NEAR_SHARE, 0)} 的各项，最近的在前；这个幅度由本软件选定，不是规定。"
    "变动量是只变这一样、其余不变时使结论改变的最小整数；一贯制学校减少的校舍、场地、设备按全校计。"
    "应配尽配、刚好足数的教室和公用经费，以及标准为全部人员的比例，达标即为足额，不列入。"
)
ValueWith = Callable[[int], Fraction]


@dataclass(frozen=True, slots=True)
class Change:
    """The fewest whole units that, alone, make a pass fail: 「减少 1 名教师」."""

    verb: str
    amount: int
    unit: str

    def __str__(self) -> str:
        return f"{self.verb} {self.amount:,} {self.unit}"


@dataclass(frozen=True, slots=True)
class Margin:
    """One narrow pass. `distance` is |value − limit| ÷ limit; without `changes` no whole unit moves it (a published rate)."""

    code: str
    title: str
    place: str
    school_code: str | None
    level: str | None
    value: Number | float
    limit: Number
    compare: str
    unit: str
    distance: Fraction | float
    changes: tuple[Change, ...] = ()

    @property
    def until_failing(self) -> str:
        """「再增加 3 名学生，或减少 1 名教师，即不达标」."""
        return f"{'，或'.join(map(str, self.changes))}，即不达标" if self.changes else ""

    @property
    def is_at_limit(self) -> bool:
        return self.distance == 0


def margins_of(summary: Summary) -> tuple[Margin, ...]:
    """Every pass within NEAR_SHARE of its limit: exactly at the limit first, then by distance, then in the standard's order."""
    assessment = summary.assessment
    context = Context(assessment.package, assessment.standard, assessment.as_of)
    order = {code: position for position, code in enumerate(assessment.standard.indicators)}
    findings = [margin for found in assessment.findings if (margin := _margin(summary, context, found)) is not None]
    tests = [margin for test in assessment.dispersion if (margin := _dispersion_margin(summary, test)) is not None]
    return tuple(sorted([*findings, *tests], key=lambda margin: (margin.distance, order.get(margin.code.partition(".")[0], len(order)))))


def _margin(summary: Summary, context: Context, found: Finding) -> Margin | None:
    value, limit = found.value, found.threshold
    # An inherited finding is its parent school's, which is listed itself.
    if found.verdict is not Verdict.MET or found.rollup or found.inherited_from or value is None or not limit:
        return None
    if not _can_be_near(summary, found):
        return None
    distance = _distance(value, limit, compare_of(summary, found))
    if distance > NEAR_SHARE:
        return None
    return Margin(
        code=found.indicator,
        title=full_title(summary, found),
        place=place_text(summary, found),
        school_code=None if found.subject == COUNTY else found.subject,
        level=found.level,
        value=value,
        limit=limit,
        compare=compare_of(summary, found),
        unit=unit_of(summary, found),
        distance=distance,
        changes=tuple(_changes(summary, context, found)),
    )


def _can_be_near(summary: Summary, found: Finding) -> bool:
    """Whether nearness says something.

    What is owed in whole is as a rule provided exactly, and a share of people whose limit is all of them can only pass at its
    limit: listing those would bury what can be strengthened.
    """
    spec = spec_of(summary, found)
    if spec.get("form") in OWED_FORMS and found.value == found.threshold:
        return False
    is_share_of_people = unit_of(summary, found) == SHARE_UNIT and counted_in(spec, found.level) == "人"
    return not (is_share_of_people and found.threshold == 1)


def _distance(value: Number, limit: Number, compare: str) -> Fraction:
    """How far the value is on the passing side, as a share of the limit."""
    beyond = Fraction(limit - value) if compare in ("at_most", "less_than") else Fraction(value - limit)
    return beyond / abs(Fraction(limit))


def _dispersion_margin(summary: Summary, test: DispersionResult) -> Margin | None:
    """Compared by squares, like the test itself: sd² against (share of the limit × mean)²."""
    if test.verdict is not Verdict.MET or test.variance is None or test.mean is None or test.cv is None:
        return None
    if test.variance < ((1 - NEAR_SHARE) * test.limit * test.mean) ** 2:
        return None
    is_at_limit = test.variance == (test.limit * test.mean) ** 2
    return Margin(
        code=test.code,
        title=title_of(summary, test.code),
        place=place_text(summary, test),
        school_code=None,
        level=test.level,
        value=test.cv,
        limit=test.limit,
        compare="at_most",
        unit="",
        distance=Fraction(0) if is_at_limit else 1 - test.cv / float(test.limit),
    )


def _changes(summary: Summary, context: Context, found: Finding) -> Iterator[Change]:
    for verb, value_with, unit in _ways(summary, found):
        amount = _first_failing(summary, context, found, value_with)
        if amount is not None:
            yield Change(verb, amount, unit)


def _ways(summary: Summary, found: Finding) -> Iterator[tuple[str, ValueWith, str]]:
    """Each change that brings the value nearer to its limit: how it is told, the value after it, and the unit that it is counted in."""
    spec, value = spec_of(summary, found), found.value
    if not is_quotient(found, spec):
        if isinstance(value, int) and spec.get("form") in PUPIL_FORMS:
            yield PUPIL_FORMS[str(spec["form"])], lambda units: Fraction(value + units), PUPILS
        return
    if spec.get("denominator") == "sections.pupils" and (grown := _grown(summary, found, spec)) is not None:
        yield "再增加", grown, PUPILS
    yield "减少", _shrunk(summary, found, spec), _unit_of_term(spec, found.level)


def _shrunk(summary: Summary, found: Finding, spec: Mapping[str, object]) -> ValueWith:
    """The value with so many units less at the whole school, of which a section of several loses its share."""
    top, bottom, per = Fraction(found.numerator or 0), Fraction(found.denominator or 1), per_of(spec)
    share = section_share(summary, found)
    return lambda units: (top - share * units) / bottom * per


def _grown(summary: Summary, found: Finding, spec: Mapping[str, object]) -> ValueWith | None:
    """The value with so many pupils more, who also draw premises from the school's other sections; None where that is not known."""
    top, bottom, per = Fraction(found.numerator or 0), Fraction(found.denominator or 1), per_of(spec)
    if not any(cell.role == "weight" for cell in found.inputs):
        return lambda units: top / (bottom + units) * per
    weighed = weighed_pupils(summary, found)
    own, total = weighed.get(found.level or "", Fraction(0)), sum(weighed.values(), start=Fraction(0))
    # Mixed campuses and merged teaching points share by more than this school's own sections.
    if not own or any(cell.role == "weight" and cell.table != "sections" for cell in found.inputs) or _is_merged(found):
        return None
    weight = own / bottom
    whole = top * total / own
    return lambda units: whole * (own + weight * units) / (total + weight * units) / (bottom + units) * per


def _is_merged(found: Finding) -> bool:
    return any(cell.row.text("school_code") != found.subject for cell in found.inputs if cell.role == "denominator")


def _first_failing(summary: Summary, context: Context, found: Finding, value_with: ValueWith) -> int | None:
    """The fewest whole units with which the value is no longer met, as the assessment itself compares; None where none suffice."""
    limit, compare, unit = found.threshold or 0, compare_of(summary, found), summary.assessment.standard.indicators[found.indicator].unit

    def fails(units: int) -> bool:
        return judge(context, value_with(units), compare, limit, unit)[0] is not Verdict.MET

    high = 1
    while not fails(high):
        if high > MOST_UNITS:
            return None
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if fails(middle) else (middle, high)
    return high


def _unit_of_term(spec: Mapping[str, object], level: str | None) -> str:
    """名教师 for a column that counts teachers, else the unit of the numerator's first column."""
    first = next(iter(terms_of(spec, level)), "")
    return "名教师" if first.endswith("teachers") else counted_in(spec, level)
