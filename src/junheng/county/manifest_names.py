"""What the entries of the manifest are called on the sheet 说明."""

from __future__ import annotations

from collections.abc import Mapping

# The manifest's facts on the sheet 说明: what may stand in front of the value.
MANIFEST_SHEET = "说明"
MANIFEST_NAMES: Mapping[str, tuple[str, ...]] = {
    "format": ("格式版本", "格式", "版本"),
    "county_code": ("县区划代码", "行政区划代码", "区划代码", "县代码", "县级行政区划代码"),
    "county_name": ("县名称", "县名", "县(市、区)名称", "县(市、区)", "区县名称"),
    "school_year": ("学年",),
    "as_of": ("数据时点", "统计时点", "截止日期", "数据截止日期", "时点"),
    "standard": ("评估标准", "标准"),
}
