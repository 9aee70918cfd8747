"""A pack's nested mapping → a Standard, refusing unknown keys and whatever lacks citation, unit or first date."""

from __future__ import annotations

import calendar
import datetime
import itertools
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, cast

from junheng.standard import forms
from junheng.standard.model import (
    ALL_LEVELS,
    Certainty,
    Choice,
    Citation,
    Conclusion,
    DatedValue,
    Indicator,
    Number,
    Parameter,
    Reading,
    Relaxation,
    Source,
    Standard,
    Standing,
)
from junheng.standard.raw import Raw

_DAY = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")
_DECIMAL = re.compile(r"\d+(\.\d+)?")
_CONCLUSION_SPEC = ("small_teaching_point_pupils", "premises_weights", "printing")


class Builder:
    """Builds the values of one pack and collects its faults."""

    def __init__(self, raw: Raw, faults: list[str]) -> None:
        self.raw = raw
        self.faults = faults
        self.known_sources = set(raw.get("source", {}))
        self.known_parameters = set(raw.get("parameter", {}))

    def fault(self, place: str, what: str) -> None:
        self.faults.append(f"{place}:{what}")

    def keys(self, place: str, table: Mapping[str, Any], allowed: frozenset[str], needed: frozenset[str] = frozenset()) -> None:
        for key in sorted(set(table) - allowed):
            self.fault(place, f"不认识的项 {key}")
        for key in sorted(needed - set(table)):
            self.fault(place, f"缺少 {key}")

    def citation(self, place: str, table: Mapping[str, Any]) -> Citation:
        source, clause = table.get("source", ""), table.get("clause", "")
        if not source or not clause:
            self.fault(place, "缺少出处（source）或条款（clause）")
        elif source not in self.known_sources:
            self.fault(place, f"出处 {source} 没有登记")
        return Citation(str(source), str(clause), str(table.get("quote", "")))

    def one_of(self, place: str, key: str, value: object, allowed: Sequence[str]) -> None:
        if value not in allowed:
            self.fault(place, f"{key} 为「{value}」，只能是 {'、'.join(allowed)}")

    def names_parameters(self, place: str, table: Mapping[str, Any], form: forms.Form) -> None:
        for key in sorted(form.parameters & set(table)):
            if table[key] not in self.known_parameters:
                self.fault(place, f"{key} 指向不存在的参数 {table[key]}")
        for key in ("threshold_of_kinds", "limit_of_kinds"):
            for name in table.get(key, {}).values():
                if name not in self.known_parameters:
                    self.fault(place, f"{key} 指向不存在的参数 {name}")

    def source(self, id: str, table: Mapping[str, Any]) -> Source:
        place = f"source.{id}"
        self.keys(place, table, forms.SOURCE_KEYS, frozenset({"title", "certainty"}))
        self.one_of(place, "certainty", table.get("certainty"), forms.CERTAINTIES)
        known = {key: str(value) for key, value in table.items() if key in forms.SOURCE_KEYS - {"title", "certainty"}}
        return Source(id, str(table.get("title", "")), cast("Certainty", table.get("certainty")), **known)

    def parameter(self, name: str, table: Mapping[str, Any]) -> Parameter:
        place = f"parameter.{name}"
        self.keys(place, table, forms.PARAMETER_KEYS, frozenset({"title", "unit", "values"}))
        if not table.get("unit"):
            self.fault(place, "缺少单位")
        values = [value for dated in table.get("values", ()) if (value := self.dated_value(place, dated))]
        if not values and not table.get("fact"):
            self.fault(place, "没有任何带日期的值，也没有注明由哪个县级数据提供（fact）")
        if any(later.start <= earlier.start for earlier, later in itertools.pairwise(values)):
            self.fault(place, "各个值须按生效日期先后排列")
        return Parameter(
            name,
            str(table.get("title", "")),
            str(table.get("unit", "")),
            self.citation(place, table),
            tuple(values),
            str(table.get("fact", "")),
            cast("Standing", table.get("standing", "law")),
        )

    def dated_value(self, place: str, table: Mapping[str, Any]) -> DatedValue | None:
        start = self.day(place, table.get("from"), last=False)
        if start is None:
            self.fault(place, "值缺少生效日期（from）")
            return None
        end = self.day(place, table.get("until"), last=True)
        values: dict[str, Number] = {}
        for key, text in table.items():
            if key in ("from", "until", "note"):
                continue
            number = self.number(place, text)
            if number is not None:
                values[ALL_LEVELS if key == "value" else key] = number
        if not values:
            self.fault(place, "值为空")
        return DatedValue(start, end, values, str(table.get("note", "")))

    def number(self, place: str, text: object) -> Number | None:
        """Law is written as text, so that 4.2 is 4.2 and no binary fraction of it."""
        if not isinstance(text, str) or not _DECIMAL.fullmatch(text):
            self.fault(place, f'数值须写成带引号的十进制数，如 "4.2"，现为 {text!r}')
            return None
        exact = Fraction(text)
        return exact.numerator if exact.denominator == 1 else exact

    def day(self, place: str, text: object, *, last: bool) -> datetime.date | None:
        """A day; a month stands for its first or last day."""
        if text in (None, ""):
            return None
        match = _DAY.fullmatch(str(text))
        try:
            if match:
                year, month = int(match[1]), int(match[2])
                day = int(match[3]) if match[3] else (calendar.monthrange(year, month)[1] if last else 1)
                return datetime.date(year, month, day)
        except ValueError:
            pass
        self.fault(place, f"「{text}」不是日期")
        return None

    def indicator(self, code: str, table: Mapping[str, Any]) -> Indicator:
        place = f"indicator.{code}"
        form = forms.INDICATOR_FORMS.get(str(table.get("form")))
        if form is None:
            self.one_of(place, "form", table.get("form"), tuple(forms.INDICATOR_FORMS))
            form = forms.Form(frozenset(), frozenset(table))
        self.keys(
            place,
            table,
            forms.INDICATOR_KEYS | form.needs | form.may,
            frozenset({"stem", "title", "title_en", "dimension", "form", "quote"}) | form.needs,
        )
        self.one_of(place, "dimension", table.get("dimension"), forms.DIMENSIONS)
        self.spec(place, table, form)
        parts = {name: self.part(f"{place}.part.{name}", part) for name, part in table.get("part", {}).items()}
        return Indicator(
            code,
            str(table.get("stem", "")),
            str(table.get("title", "")),
            str(table.get("title_en", "")),
            str(table.get("dimension", "")),
            str(table.get("form", "")),
            str(table.get("unit", "")),
            self.citation(place, table),
            str(table.get("who_counts", "")),
            str(table.get("formula", "")),
            {key: table[key] for key in (form.needs | form.may) - {"part"} if key in table},
            parts,
            str(table.get("lead", "")),
            tuple(table.get("evidence", ())),
        )

    def part(self, place: str, table: Mapping[str, Any]) -> Mapping[str, object]:
        form = forms.INDICATOR_FORMS.get(str(table.get("form")))
        if form is None:
            self.one_of(place, "form", table.get("form"), tuple(forms.INDICATOR_FORMS))
            return dict(table)
        self.keys(place, table, forms.PART_KEYS | form.needs | form.may, forms.PART_KEYS | form.needs)
        self.spec(place, table, form)
        return dict(table)

    def spec(self, place: str, table: Mapping[str, Any], form: forms.Form) -> None:
        self.names_parameters(place, table, form)
        if "compare" in table:
            self.one_of(place, "compare", table["compare"], forms.COMPARES)
        if "period" in table:
            self.one_of(place, "period", table["period"], forms.PERIODS)

    def reading(self, id: str, table: Mapping[str, Any]) -> Reading:
        place = f"reading.{id}"
        self.keys(place, table, forms.READING_KEYS, forms.READING_KEYS)
        choices = {name: self.choice(f"{place}.{name}", name, choice) for name, choice in table.get("choice", {}).items()}
        if table.get("default") not in choices:
            self.fault(place, f"默认口径 {table.get('default')} 不在可选项中")
        for code in table.get("affects", ()):
            if code not in self.raw.get("indicator", {}):
                self.fault(place, f"affects 指向不存在的指标 {code}")
        return Reading(id, str(table.get("question", "")), tuple(table.get("affects", ())), str(table.get("default", "")), choices)

    def choice(self, place: str, id: str, table: Mapping[str, Any]) -> Choice:
        self.keys(place, table, forms.CHOICE_KEYS, frozenset({"label", "why", "source"}))
        if table.get("source") not in self.known_sources:
            self.fault(place, f"出处 {table.get('source')} 没有登记")
        sets = {str(entry.get("path")): entry.get("value") for entry in table.get("sets", ())}
        return Choice(id, str(table.get("label", "")), str(table.get("why", "")), str(table.get("source", "")), sets)

    def relaxation(self, id: str, table: Mapping[str, Any]) -> Relaxation:
        place = f"relaxation.{id}"
        form = forms.RELAXATION_FORMS.get(str(table.get("form")))
        if form is None:
            self.one_of(place, "form", table.get("form"), tuple(forms.RELAXATION_FORMS))
            form = forms.Form(frozenset(), frozenset(table))
        self.keys(place, table, forms.RELAXATION_KEYS | form.needs | form.may, frozenset({"title", "indicator", "from"}) | form.needs)
        self.names_parameters(place, table, form)
        if table.get("indicator") not in self.raw.get("indicator", {}):
            self.fault(place, f"指标 {table.get('indicator')} 不存在")
        start = self.day(place, table.get("from"), last=False) or datetime.date.min
        spec = {key: table[key] for key in (form.needs | form.may) if key in table} | {"form": table.get("form")}
        end = self.day(place, table.get("until"), last=True)
        return Relaxation(id, str(table.get("title", "")), str(table.get("indicator", "")), start, end, self.citation(place, table), spec)

    def local_targets(self, place: str, conclusion: Mapping[str, Any]) -> None:
        """An indicator is either needed by the conclusion or shown as a local target: never taken for what it is not."""
        needed = {code for key in ("section_indicators", "county_needs") for code in conclusion.get(key, ())}
        for code, table in self.raw.get("indicator", {}).items():
            is_local = table.get("dimension") == forms.LOCAL_DIMENSION
            if is_local and code in needed:
                self.fault(place, f"地方目标 {code} 不得列入结论")
            if not is_local and code not in needed:
                self.fault(place, f"指标 {code} 不在结论中，dimension 只能是 {forms.LOCAL_DIMENSION}")

    def conclusion(self) -> Conclusion:
        table = self.raw.get("conclusion", {})
        place = "conclusion"
        self.keys(place, table, forms.CONCLUSION_KEYS, forms.CONCLUSION_KEYS)
        for key, allowed in forms.CONCLUSION_CHOICES.items():
            self.one_of(place, key, table.get(key), allowed)
        for key in ("met_at_least", "floor_share", "dispersion_limit", "small_teaching_point_pupils"):
            if table.get(key) not in self.known_parameters:
                self.fault(place, f"{key} 指向不存在的参数 {table.get(key)}")
        for key in ("section_indicators", "dispersion_indicators", "county_needs"):
            for code in table.get(key, ()):
                if code not in self.raw.get("indicator", {}):
                    self.fault(place, f"{key} 指向不存在的指标 {code}")
        self.local_targets(place, table)
        for key in ("premises_weights", "printing"):
            for name in table.get(key, {}).values():
                if name not in self.known_parameters:
                    self.fault(place, f"{key} 指向不存在的参数 {name}")
        return Conclusion(
            tuple(table.get("levels", ())),
            tuple(table.get("section_indicators", ())),
            str(table.get("met_at_least", "")),
            str(table.get("floor_share", "")),
            tuple(table.get("dispersion_indicators", ())),
            str(table.get("dispersion_limit", "")),
            tuple(table.get("county_needs", ())),
            {key: table[key] for key in (*forms.CONCLUSION_CHOICES, *_CONCLUSION_SPEC) if key in table},
            self.citation(place, table),
        )


def build(raw: Raw, chosen: Mapping[str, str], faults: list[str]) -> Standard:
    """The Standard of a resolved pack; what is wrong with it is added to `faults`."""
    builder = Builder(raw, faults)
    builder.keys("pack", raw, forms.PACK_KEYS, frozenset({"id", "title", "standing", "conclusion"}))
    builder.one_of("pack", "standing", raw.get("standing"), forms.STANDINGS)
    return Standard(
        str(raw.get("id", "")),
        str(raw.get("title", "")),
        cast("Standing", raw.get("standing")),
        str(raw.get("note", "")),
        raw.get("based_on"),
        {id: builder.source(id, table) for id, table in raw.get("source", {}).items()},
        {name: builder.parameter(name, table) for name, table in raw.get("parameter", {}).items()},
        {code: builder.indicator(code, raw["indicator"][code]) for code in _in_order(raw)},
        {id: builder.reading(id, table) for id, table in raw.get("reading", {}).items()},
        {id: builder.relaxation(id, table) for id, table in raw.get("relaxation", {}).items()},
        builder.conclusion(),
        chosen,
    )


def _in_order(raw: Raw) -> list[str]:
    """Codes in the order of the conclusion (sections first), then what it does not need: M2 before M10."""
    conclusion = raw.get("conclusion", {})
    wanted = [*conclusion.get("section_indicators", ()), *conclusion.get("county_needs", ())]
    indicators = raw.get("indicator", {})
    others = sorted(set(indicators) - set(wanted), key=lambda code: (len(code), code))
    return [code for code in dict.fromkeys([*wanted, *others]) if code in indicators]
