"""What the lists of results can be asked for: filters and orders that are refused, never ignored, when they are not known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from junheng.report.gaps import TIER_WORDS
from junheng.report.summary import SectionRow, Summary
from junheng.report.wording import level_word
from junheng.web.results.tables import GapLine
from junheng.web.results.words import TIERS, VERDICTS

ALL = ("", _("全部"))


class SectionFilter(forms.Form):
    """The row of filters above the sections."""

    name = forms.CharField(label=_("学校名称或代码"), required=False, max_length=60)
    level = forms.ChoiceField(label=_("学段"), required=False)
    township = forms.ChoiceField(label=_("乡镇"), required=False)
    verdict = forms.ChoiceField(label=_("综合结论"), required=False)
    failed = forms.ChoiceField(label=_("未达标指标"), required=False)
    sort = forms.ChoiceField(label=_("排序"), required=False)

    def __init__(self, data: Any, summary: Summary) -> None:
        super().__init__(data)
        self.summary = summary
        codes = summary.section_indicators
        townships = sorted({school.township for school in summary.schools.values() if school.township})
        self._offer("level", [(level, level_word(level)) for level in summary.levels])
        self._offer("township", [(township, township) for township in townships])
        self._offer("verdict", [(verdict.value, words) for verdict, words in VERDICTS.items()])
        self._offer("failed", [(code, code) for code in codes])
        orders = [("name", _("学校名称")), ("pupils", _("在校生从多到少")), ("met", _("达标项从少到多"))]
        self._offer("sort", [*orders, *((code, _("%(code)s 从低到高") % {"code": code}) for code in codes)])

    def _offer(self, name: str, choices: Iterable[tuple[str, object]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [ALL, *choices]

    def rows(self) -> list[SectionRow]:
        """The counted sections that answer the question, in the order asked for; the form must be valid."""
        asked = self.cleaned_data
        rows = [row for row in self.summary.rows if row.result.excluded_by is None and self._answers(row, asked)]
        order = asked["sort"]
        if order == "name":
            return sorted(rows, key=lambda row: (row.school.name, row.school.code))
        if order == "pupils":
            return sorted(rows, key=lambda row: (row.pupils is None, -(row.pupils or 0)))
        if order == "met":
            return sorted(rows, key=lambda row: (row.result.met is None, row.result.met or 0))
        return sorted(rows, key=lambda row: _value_first(row, order)) if order else rows

    @staticmethod
    def _answers(row: SectionRow, asked: dict[str, str]) -> bool:
        school, result = row.school, row.result
        return (
            (not asked["name"] or asked["name"] in school.name or school.code.startswith(asked["name"]))
            and (not asked["level"] or result.level == asked["level"])
            and (not asked["township"] or school.township == asked["township"])
            and (not asked["verdict"] or result.verdict.value == asked["verdict"])
            and (not asked["failed"] or asked["failed"] in result.failed)
        )


def _value_first(row: SectionRow, code: str) -> tuple[bool, Any]:
    """Sections without a value come last: nothing is known of them, which is not little."""
    found = row.findings.get(code)
    value = found.value if found else None
    return value is None, value or 0


class GapFilter(forms.Form):
    """The row of filters above the gaps."""

    name = forms.CharField(label=_("学校名称或代码"), required=False, max_length=60)
    code = forms.ChoiceField(label=_("指标"), required=False)
    tier = forms.ChoiceField(label=_("类别"), required=False)
    lead = forms.ChoiceField(label=_("责任单位"), required=False)

    def __init__(self, data: Any, lines: list[GapLine]) -> None:
        super().__init__(data)
        self.lines = lines
        for name, values in (
            ("code", {line.gap.code: line.gap.code for line in lines}),
            ("tier", {words: TIERS[tier] for tier, words in TIER_WORDS.items()}),
            ("lead", {line.gap.lead: line.gap.lead for line in lines if line.gap.lead}),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = [ALL, *values.items()]

    def rows(self) -> list[GapLine]:
        """The gaps that answer the question; the form must be valid."""
        asked = self.cleaned_data
        return [
            line
            for line in self.lines
            if (not asked["name"] or asked["name"] in line.gap.place or (line.gap.school_code or "").startswith(asked["name"]))
            and (not asked["code"] or line.gap.code == asked["code"])
            and (not asked["tier"] or line.tier == asked["tier"])
            and (not asked["lead"] or line.gap.lead == asked["lead"])
        ]
