"""The menu on the left: what a person's roles open, in the order of a day's work."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy as _

from junheng.web.access import rule_of
from junheng.web.people.actor import Actor


@dataclass(frozen=True)
class Item:
    """One line of the menu: the page's URL name and its words."""

    view: str
    words: object


MENU: tuple[Item, ...] = (
    Item("home", _("我的待办")),
    Item("collect:rounds", _("数据填报")),
    Item("archive:packages", _("数据版本")),
    Item("results:county_list", _("评估结果")),
    Item("people:accounts", _("人员与单位")),
    Item("jobs:list", _("后台任务")),
    Item("audit:search", _("操作日志")),
)


def menu_of(request: HttpRequest, actor: Actor) -> list[dict[str, object]]:
    """The items that the actor may open, each with its address, and whether the page shown lies below it (`here`) or is it (`exactly`)."""
    shown = []
    for item in MENU:
        address = reverse(item.view)
        rule = rule_of(resolve(address).func)
        if rule is None or rule.admits(actor):
            exactly = request.path == address
            here = exactly or (address != "/" and request.path.startswith(address))
            shown.append({"address": address, "words": item.words, "here": here, "exactly": exactly})
    return shown
