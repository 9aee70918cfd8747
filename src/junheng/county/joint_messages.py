"""The sentences of problems that only show when the data meet the standard."""

from __future__ import annotations

from collections.abc import Mapping

from junheng.county.sentences import Pair

JOINT_MESSAGES: Mapping[str, Pair] = {
    "two_ways_disagree": {
        "zh": (
            "同一个数有两种填法而结果不同：{first_where} 合计为 {first}，此处为 {second}",
            "同一个数不能有两个值",
            "请核对后改正其中一处，或将合计留空",
        ),
        "en": (
            "One amount is reported in two ways: {first_where} add up to {first}, here it is {second}",
            "One number cannot have two values",
            "Mend the one that is wrong, or leave the total empty",
        ),
    },
    "interviews_below_threshold": {
        "zh": (
            "实地走访满意 {satisfied}，有效 {valid}，低于社会认可度标准",
            "结论以问卷为准，走访结果只作提示",
            "请分析走访中的意见，列入整改",
        ),
        "en": (
            "Of {valid} valid interviews {satisfied} were satisfied, below the standard for public approval",
            "The questionnaires decide; interviews are a warning",
            "Look into what was said and act on it",
        ),
    },
    "no_law_in_force": {
        "zh": ("{detail}", "评估日期早于标准的施行日期，或标准没有给出当时的值", "请核对 --as-of 或数据时点"),
        "en": ("{detail}", "The standard gives no value for that day", "Check --as-of or the package's as_of"),
    },
    "standard_unusable": {
        "zh": ("{detail}", "没有标准就无法核对口径和评估", "请核对说明中的评估标准，junheng standard list 可查"),
        "en": ("{detail}", "Without a standard nothing can be assessed", "Check `standard`; junheng standard list names those installed"),
    },
}
