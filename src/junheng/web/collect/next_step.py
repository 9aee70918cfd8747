"""What the reader of a submission does next, in one sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _

from junheng.web.collect.reviewing import Review
from junheng.web.collect.services_entries import COLLECTING

# Steps that take back one's own: open to whoever is done, and nothing that anybody waits for.
_TAKING_BACK = {"recall", "withdraw"}


def next_words(review: Review) -> str:
    """The one thing to do now, or whom everybody waits for."""
    submission = review.submission
    if submission.round.state != COLLECTING:
        return _("本轮采集没有在进行，现在不用办理。")
    if review.is_with_unit:
        return _for_reporter(review)
    unit = {"unit": submission.unit, "check_unit": submission.check_unit}
    waiting = {
        "blank": _("等待%(unit)s填报。"),
        "saved": _("等待%(unit)s填完并提交。"),
        "returned": _("已经退回，等待%(unit)s改正后重新提交。"),
        "submitted": _("等待%(check_unit)s初审。"),
        "checked": _("初审已经通过，等待教体局审核。"),
        "approved": _("审核已经通过，等待创建办冻结本轮数据。"),
        "locked": _("数据已经锁定；需要改动的，请提出补报。"),
    }
    if set(review.step_names) - _TAKING_BACK:
        return _("请核对数据后办理：可以办理的操作在下面“办理”一栏。")
    return waiting[submission.state] % unit


def _for_reporter(review: Review) -> str:
    submission = review.submission
    if submission.state == "blank":
        return _("请下载填报表填好后上传，或者直接在网页上填写。")
    if submission.errors:
        return _("还有 %(number)d 条错误，请先逐条改正。") % {"number": submission.errors}
    if open_cells := [one for one in review.open_returns if one.table]:
        return _("有 %(number)d 处退回意见没有处理，请改正数值，或者说明情况。") % {"number": len(open_cells)}
    if submission.unexplained:
        return _("有 %(number)d 条提示没有核实，请改正数值，或者说明情况。") % {"number": submission.unexplained}
    if review.unconfirmed:
        return _("有空表没有确认，请填写，或者确认没有需要填报的内容。")
    return _("没有发现问题，核对无误后请提交。")
