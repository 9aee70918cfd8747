"""Units that may be written, and what they are in the units that we keep."""

from __future__ import annotations

from collections.abc import Mapping

# Units that a heading or the column `unit` of a fact may name → (the unit we keep, factor as text).
UNIT_FACTORS: Mapping[str, tuple[str, str]] = {
    "元": ("元", "1"),
    "千元": ("元", "1000"),
    "万元": ("元", "10000"),
    "亿元": ("元", "100000000"),
    "㎡": ("㎡", "1"),
    "m2": ("㎡", "1"),
    "m²": ("㎡", "1"),
    "平方米": ("㎡", "1"),
    "平米": ("㎡", "1"),
    "亩": ("㎡", "2000/3"),
    "公顷": ("㎡", "10000"),
    "%": ("", "1/100"),
    "％": ("", "1/100"),
    "百分比": ("", "1/100"),
    "‰": ("", "1/1000"),
    "万人": ("人", "10000"),
}
