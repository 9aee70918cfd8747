"""report.html: one self-contained page to read on a screen and to print, with charts beside their tables."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path

from junheng.report import page_lists, page_results
from junheng.report.charts import Chart, charts
from junheng.report.heading import banners_of, county_of, facts_line, short_facts
from junheng.report.markup import Markup, tag
from junheng.report.summary import Summary

HERE = Path(__file__).parent
CHART_LIBRARY = HERE / "assets" / "echarts.min.js"
NO_CHARTS = "本页没有图表：安装时未带图表脚本。在源码目录运行 python scripts/build_assets.py 后重新生成即可；表格不受影响。"
_NOTHING = "'none'"
SECTIONS = (
    ("conclusion", "结论"),
    ("glance", "各项指标"),
    ("dispersion", "校际差异系数"),
    ("sections", "各校七项指标"),
    ("class-size", "班额分布"),
    ("excluded", "未计入"),
    ("gaps", "差距清单"),
    ("near", "临界清单"),
    ("unknown", "待补数据"),
    ("marginal", "须留意"),
    ("warnings", "数据提示"),
    ("readings", "口径"),
    ("basis", "依据"),
)


def page_text(summary: Summary) -> str:
    """The whole page. It asks nothing of a network: styles, scripts and data are inside."""
    library = _library()
    drawn = charts(summary.assessment) if library else ()
    scripts = [library, (HERE / "page.js").read_text("utf-8")] if library else []
    title = f"{county_of(summary)}义务教育优质均衡发展测算报告"
    head = tag("head", _head(summary, title, scripts))
    body = tag("body", _body(summary, title, drawn), _scripts(drawn, scripts))
    return f'<!DOCTYPE html>\n<html lang="zh-CN">{head}{body}</html>\n'


@cache
def _library() -> str:
    """The charts' library, "" where the installation came without it."""
    return CHART_LIBRARY.read_text("utf-8") if CHART_LIBRARY.is_file() else ""


def _head(summary: Summary, title: str, scripts: Sequence[str]) -> list[Markup]:
    allowed = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in scripts)
    # ECharts sets inline styles and draws its decals as data images; scripts run only if they are the ones written here.
    rules = ("default-src 'none'", "style-src 'unsafe-inline'", "img-src data:", f"script-src {allowed or _NOTHING}")
    policy = "; ".join((*rules, "base-uri 'none'", "form-action 'none'"))
    style = (HERE / "page.css").read_text("utf-8") + _margin_boxes(summary)
    return [
        tag("meta", charset="utf-8"),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{policy}">'),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="generator", content=f"Junheng {version('junheng')}"),
        tag("title", title),
        tag("style", Markup(style)),
    ]


def _margin_boxes(summary: Summary) -> str:
    """The print header and footer; browsers that know no margin boxes still print the watermark on every page."""
    banner = "  ".join(banners_of(summary))
    facts = short_facts(summary)
    top = f'@top-center {{ content: "{_css_text(banner)}"; font-size: 9pt; font-weight: 700; color: #8a1c5b; }}' if banner else ""
    bottom = f'@bottom-left {{ content: "{_css_text(facts)}"; font-size: 7pt; color: #52606d; }}'
    number = '@bottom-right { content: "第 " counter(page) " 页，共 " counter(pages) " 页"; font-size: 8pt; color: #52606d; }'
    return f"@page {{ {top} {bottom} {number} }}\n"


def _css_text(text: str) -> str:
    """Text inside a CSS string: whatever could end the string or the style element is written as its code."""
    return "".join(character if character.isalnum() or character in " ,。:;()—-[]〔〕" else f"\\{ord(character):x} " for character in text)


def _body(summary: Summary, title: str, drawn: Sequence[Chart]) -> list[Markup]:
    by_key = {chart.key: chart for chart in drawn}
    parts = [
        page_results.conclusion(summary),
        page_results.glance(summary),
        page_results.dispersion(summary, by_key),
        page_results.sections(summary, by_key),
        page_results.class_sizes(summary, by_key),
        page_lists.excluded(summary),
        page_lists.gaps(summary),
        page_lists.near(summary),
        page_lists.unknown(summary),
        page_lists.marginal(summary),
        page_lists.warnings(summary),
        page_lists.readings(summary),
        page_lists.basis(summary, version("junheng"), "" if drawn else NO_CHARTS),
    ]
    banners = banners_of(summary)
    return [
        *(tag("p", banner, class_="banner") for banner in banners),
        *(tag("div", banner.split("：")[0], class_="watermark", aria_hidden="true") for banner in banners[:1]),
        tag("header", tag("h1", title), tag("p", facts_line(summary), class_="facts")),
        _contents(parts),
        tag("main", parts),
        tag("footer", tag("p", f"均衡 Junheng {version('junheng')}  数据包指纹 {summary.assessment.package.sha256}")),
    ]


def _contents(parts: Sequence[Markup]) -> Markup:
    present = "".join(parts)
    return tag("nav", [tag("a", words, href=f"#{key}") for key, words in SECTIONS if f'id="{key}"' in present], aria_label="目录")


def _scripts(drawn: Sequence[Chart], scripts: Sequence[str]) -> list[Markup]:
    if not drawn:
        return []
    options = json.dumps({chart.key: chart.option for chart in drawn}, ensure_ascii=False, separators=(",", ":"))
    data = tag("script", Markup(options.replace("<", "\\u003c")), type="application/json", id="chart-options")
    return [data, *(tag("script", Markup(script)) for script in scripts)]
