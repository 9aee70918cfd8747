"""The page of the trail: search it, look at one event, take a workbook away."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from junheng.web.access import Request, allow
from junheng.web.attachments import attached
from junheng.web.audit.filters import SearchForm, events_within
from junheng.web.audit.models import AuditEvent
from junheng.web.audit.tables import line_of, page_of, workbook_of
from junheng.web.audit.verify import chain_head

# Whoever has work in the trail: reviewers see frozen versions only, and leaders the results.
READERS = ("admin", "office", "inspector", "bureau_head", "approver", "checker", "reporter", "principal", "liaison")


@allow(*READERS)
def search(request: Request) -> HttpResponse:
    """Events within the actor's scope, newest first."""
    form = SearchForm(request.GET)
    shown = {"form": form, "head": chain_head(), "asked": urlencode(_asked(form))}
    if not form.is_valid():
        return render(request, "audit/search.html", shown, status=422)
    page = page_of(events_within(request.actor.scope, form.cleaned_data), form.cleaned_data["before"])
    return render(request, "audit/search.html", {**shown, "page": page})


@allow(*READERS)
def one(request: Request, number: int) -> HttpResponse:
    """One event with everything that it holds."""
    event = get_object_or_404(AuditEvent.objects.within(request.actor.scope).select_related("unit"), number=number)
    return render(request, "audit/one.html", {"line": line_of(event)})


@allow(*READERS)
def export(request: Request) -> HttpResponse:
    """What was asked for, as a workbook."""
    form = SearchForm(request.GET)
    if not form.is_valid():
        return render(request, "audit/search.html", {"form": form, "head": chain_head()}, status=422)
    asked = _("，").join(f"{form.fields[name].label}{_('：')}{value}" for name, value in _asked(form).items())
    return attached(workbook_of(events_within(request.actor.scope, form.cleaned_data), asked), "audit.xlsx")


def _asked(form: SearchForm) -> dict[str, str]:
    """The filters that say anything, as the address keeps them."""
    return {name: form.data[name] for name in form.fields if name != "before" and form.data.get(name)}
