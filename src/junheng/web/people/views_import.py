"""Accounts by the list: the template, the upload that answers with first passwords or with all faults, and the export."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from junheng.web.access import Request, allow
from junheng.web.attachments import attached
from junheng.web.people import account_sheet
from junheng.web.people.account_list import AccountFilter, accounts_within, lines_of
from junheng.web.people.account_reading import AccountList, SheetFault, read_accounts
from junheng.web.people.keeping import KEEPERS
from junheng.web.people.models import Unit
from junheng.web.people.services_people import take_on_all

PASSWORDS_FILE = "first-passwords.xlsx"


@allow(*KEEPERS)
@never_cache
def import_accounts(request: Request) -> HttpResponse:
    """The upload. Sound: everybody is taken on, and the answer is the workbook of first passwords, made only this once."""
    if request.method != "POST":
        return render(request, "people/import.html")
    name, found = _uploaded(request)
    if found.faults:
        return render(request, "people/import.html", {"problems": found.faults}, status=422)
    taken = take_on_all(request.actor, found.people, name)
    words = _("导入成功：新建 %(count)d 个账号，初始密码单已经下载。") % {"count": len(taken)}
    messages.success(request, words)
    return attached(account_sheet.first_passwords(taken), PASSWORDS_FILE)


@allow(*KEEPERS)
@require_safe
def template(request: Request) -> HttpResponse:
    """The list to fill in, with the units that the actor keeps."""
    return attached(account_sheet.template(Unit.objects.within(request.actor.scope)), "accounts-template.xlsx")


@allow(*KEEPERS)
@require_safe
def export(request: Request) -> HttpResponse:
    """The list of accounts as it was asked for."""
    asked = AccountFilter(request.GET)
    wanted, words = (asked.cleaned_data, asked.words()) if asked.is_valid() else ({}, "")
    return attached(account_sheet.export(lines_of(accounts_within(request.actor.scope, wanted)), words), "accounts.xlsx")


def _uploaded(request: Request) -> tuple[str, AccountList]:
    """The name of the file, and what it says."""
    file = request.FILES.get("file")
    if file is None:
        return "", AccountList(faults=[SheetFault(_("文件"), _("没有选文件"), _("须是填好的模板"), _("请选文件后再上传"))])
    name = file.name or ""
    if (file.size or 0) > settings.WORKBOOK_MAX_BYTES:
        return name, AccountList(faults=[SheetFault(name, _("文件太大"), _("不能超过 20 MB"), _("请删去多余的表和图片"))])
    return name, read_accounts(request.actor, file.read(), name)
