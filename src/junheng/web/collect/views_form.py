"""The web form: a table's rows as inputs, saved, checked, and kept as a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from junheng.web.access import Request, allow
from junheng.web.collect import states
from junheng.web.collect.checking import FoundProblem, anchor_of, problems_of
from junheng.web.collect.differences import place_words
from junheng.web.collect.edits import Clash
from junheng.web.collect.form_checking import clashes_of, problems_typed
from junheng.web.collect.form_page import FormPage, Said
from junheng.web.collect.forms import SubmittedForm, submitted_form
from junheng.web.collect.models import CellReturn, Draft, Submission
from junheng.web.collect.services_drafts import discard_draft, drafts_of, keep_draft, stood_at
from junheng.web.collect.services_entries import may_save
from junheng.web.collect.services_form import SavedForm, save_typed
from junheng.web.collect.typed import Posted, TypedRow, decided, from_json, posted, reduced
from junheng.web.people.actor import NotAllowed

MORE_ROWS = 5


@dataclass(frozen=True)
class Opened:
    """A submission opened at one table by somebody, with their drafts."""

    request: Request
    submission: Submission
    submitted: SubmittedForm
    table: str
    drafts: Sequence[Draft]

    @property
    def address(self) -> str:
        return reverse("collect:form", args=[self.submission.pk, self.table])

    @property
    def draft(self) -> Draft | None:
        return next((draft for draft in self.drafts if draft.table == self.table), None)

    @property
    def page_number(self) -> int:
        return _number(self.request.GET.get("page"), 1)

    def at(self, **query: int | str) -> str:
        """The address of this page, with the number of the page and whatever else is asked for."""
        kept: dict[str, int | str] = {"page": self.page_number if self.page_number > 1 else "", **query}
        return f"{self.address}?{urlencode({name: value for name, value in kept.items() if value})}".rstrip("?")


@allow()
def form_start(request: Request, submission_id: int) -> HttpResponse:
    """The first table of the form."""
    submission = _submission(request, submission_id)
    tables = submitted_form(submission).form.tables
    if not tables:
        raise Http404
    return redirect("collect:form", submission_id, tables[0].name)


@allow()
@require_http_methods(["GET", "HEAD", "POST"])
def form_table(request: Request, submission_id: int, table: str) -> HttpResponse:
    """One table: shown, or what was typed in it saved, checked, or given more rows."""
    opened = _open(request, submission_id, table)
    if request.method != "POST":
        resumed = opened.draft if request.GET.get("draft") else None
        typed = from_json(resumed.rows) if resumed else []
        since = resumed.base_revision if resumed else opened.submission.revision
        return _shown(opened, typed, since, new_rows=_number(request.GET.get("more"), _ready(opened)), resumed=resumed)
    page = _posted(opened)
    act = request.POST.get("act")
    if act == "more":
        keep_draft(request.actor, submission_id, table, page.rows, page.base, page.since)
        return redirect(f"{opened.at(draft=1, more=page.new_rows + MORE_ROWS)}#form-end")
    if not page.is_decided:
        messages.error(request, _("还有单元格没有选定用谁的值，没有保存。"))
        return _shown(opened, _changed(opened, page, page.rows), page.since, chosen=page.chosen, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _checked(opened, page) if act == "check" else _saved(opened, page)


@allow()
@require_POST
def draft_kept(request: Request, submission_id: int, table: str) -> HttpResponse:
    """What a page has typed so far, kept for its person: answers the time."""
    opened = _open(request, submission_id, table)
    page = _posted(opened)
    draft = keep_draft(request.actor, submission_id, table, page.rows, page.base, page.since)
    return JsonResponse({"at": _clock(draft.at) if draft else None})


@allow()
@require_POST
def draft_discarded(request: Request, submission_id: int, table: str) -> HttpResponse:
    """The draft thrown away, the page as saved."""
    opened = _open(request, submission_id, table)
    discard_draft(request.actor, submission_id, table)
    messages.info(request, _("草稿已放弃，页面显示的是已保存的内容。"))
    return redirect(opened.at())


def _saved(opened: Opened, page: Posted) -> HttpResponse:
    request = opened.request
    typed = decided(page)
    try:
        done = save_typed(request.actor, opened.submission.pk, opened.table, typed, page.base, page.rows)
    except (NotAllowed, states.NotAllowed) as refusal:
        # What was typed outlives a submission that was handed in or closed meanwhile.
        keep_draft(request.actor, opened.submission.pk, opened.table, typed, page.base, page.since)
        messages.error(request, str(refusal))
        messages.info(request, _("您输入的内容没有保存，已留作草稿。"))
        return _shown(_again(opened), _changed(opened, page, typed), page.since, status=HTTPStatus.CONFLICT)
    if done.saved.clashes:
        messages.error(request, _("没有保存：别人刚刚改了同样的内容。"))
        return _shown(_again(opened), done.left, page.base, status=HTTPStatus.CONFLICT)
    _tell(request, done)
    return redirect(opened.at())


def _tell(request: Request, done: SavedForm) -> None:
    changed, number = done.saved.changed, done.saved.revision
    if changed:
        said = ngettext(
            "已保存：改动 %(changed)d 个单元格（第 %(number)d 次保存）。",
            "已保存：改动 %(changed)d 个单元格（第 %(number)d 次保存）。",
            changed,
        )
        messages.success(request, said % {"changed": changed, "number": number})
    else:
        messages.info(request, _("没有改动，与已保存的内容相同。"))
    if done.repeated:
        messages.warning(request, _("有 %(count)d 行与您刚才新增的行相同，没有重复新增。") % {"count": done.repeated})


def _checked(opened: Opened, page: Posted) -> HttpResponse:
    """The checks as if the page were saved; it is kept as a draft and not saved."""
    typed = decided(page)
    draft = keep_draft(opened.request.actor, opened.submission.pk, opened.table, typed, page.base)
    typed = from_json(draft.rows) if draft else []
    found = problems_typed(opened.submitted, opened.table, typed)
    errors = sum(one.severity == "error" for one in found)
    warnings = len(found) - errors
    if found:
        said = _("逻辑校验：%(errors)d 个错误，%(warnings)d 条提示。校验的是页面上的内容，尚未保存。")
        messages.warning(opened.request, said % {"errors": errors, "warnings": warnings})
    else:
        messages.success(opened.request, _("逻辑校验：没有发现问题。校验的是页面上的内容，尚未保存。"))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    return _shown(_again(opened), typed, draft.base_revision if draft else page.base, problems=found, resumed=draft, status=status)


def _shown(
    opened: Opened,
    typed: Sequence[TypedRow],
    since: int,
    *,
    problems: Sequence[FoundProblem] | None = None,
    chosen: Mapping[tuple[str, str], str] | None = None,
    resumed: Draft | None = None,
    new_rows: int = 0,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    refused = _why_not(opened)
    stored = problems_of(opened.submission) if problems is None else problems
    returns = list(CellReturn.objects.within(opened.request.actor.scope).filter(submission=opened.submission, settled_at=None))
    clashes = clashes_of(opened.submitted, opened.table, typed, since)
    page = FormPage(
        opened.submitted,
        opened.table,
        number=opened.page_number,
        typed=typed,
        said=Said(stored, returns, clashes, _gone(opened, clashes, since), chosen or {}, is_of_typed=problems is not None),
        new_rows=new_rows,
        may_type=not refused,
    )
    context: dict[str, Any] = {
        "submission": opened.submission,
        "page": page,
        "tabs": tabs(opened, stored, returns),
        "problems": [
            Listed(one, page, opened.at(page=page.page_of(one.key)))
            for one in [*returns, *stored]
            if one.table == opened.table and not (isinstance(one, FoundProblem) and one.is_explained)
        ],
        "since": since,
        "refused": refused,
        "resumed": resumed if not refused else None,
        "offered": opened.draft if not refused and not typed else None,
    }
    return render(opened.request, "collect/form.html", context, status=status)


@dataclass(frozen=True)
class Tab:
    """One table of the form, with what is to be done in it."""

    table: str
    words: str
    address: str
    here: bool
    errors: int
    warnings: int
    returned: int
    has_draft: bool


def tabs(opened: Opened, problems: Sequence[FoundProblem], returns: Sequence[CellReturn]) -> list[Tab]:
    """The tables of the form in their order."""
    found = []
    for table in opened.submitted.form.tables:
        here = [one for one in problems if one.table == table.name]
        errors = sum(one.severity == "error" for one in here)
        warnings = sum(one.severity == "warning" and not one.is_explained for one in here)
        returned = sum(one.table == table.name for one in returns)
        address = reverse("collect:form", args=[opened.submission.pk, table.name])
        has_draft = any(draft.table == table.name for draft in opened.drafts)
        found.append(Tab(table.name, table.spec.sheet, address, table.name == opened.table, errors, warnings, returned, has_draft))
    return found


@dataclass(frozen=True)
class Listed:
    """A problem, or a cell that was sent back, in the list above the table: with the link to its cell on this page or another."""

    said: FoundProblem | CellReturn
    page: FormPage
    other_page: str

    @property
    def is_return(self) -> bool:
        return isinstance(self.said, CellReturn)

    @property
    def place(self) -> str:
        return place_words(self.said.table, self.said.key, self.said.column) if isinstance(self.said, CellReturn) else self.said.place

    @property
    def link(self) -> str:
        if not self.said.key:
            return ""
        is_here = self.page.page_of(self.said.key) == self.page.number
        return f"#{self.anchor}" if is_here else f"{self.other_page}#{self.anchor}"

    @property
    def anchor(self) -> str:
        return anchor_of(self.said.table, self.said.key, self.said.column)


def _open(request: Request, submission_id: int, table: str) -> Opened:
    submission = _submission(request, submission_id)
    submitted = submitted_form(submission)
    if table not in {one.name for one in submitted.form.tables}:
        raise Http404
    return Opened(request, submission, submitted, table, drafts_of(request.actor, submission))


def _again(opened: Opened) -> Opened:
    """The same page as it stands now."""
    return _open(opened.request, opened.submission.pk, opened.table)


def _submission(request: Request, submission_id: int) -> Submission:
    rows = Submission.objects.within(request.actor.scope).select_related("round__county", "unit__township", "check_unit")
    found: Submission = get_object_or_404(rows, pk=submission_id)
    return found


def _posted(opened: Opened) -> Posted:
    return posted(opened.request.POST, opened.submitted.duty(opened.table).columns, opened.submission.revision)


def _changed(opened: Opened, page: Posted, rows: Sequence[TypedRow]) -> list[TypedRow]:
    """What was really typed: what differs from what the page showed."""
    return reduced(opened.submitted.duty(opened.table).spec, rows, stood_at(opened.submission, opened.table, page.base))


def _gone(opened: Opened, clashes: Sequence[Clash], since: int) -> Mapping[str, Mapping[str, str]]:
    """The rows that somebody has deleted since, as they were, by key."""
    keys = {clash.key for clash in clashes if not clash.column and clash.theirs is None}
    stood = stood_at(opened.submission, opened.table, since) if keys else {}
    return {key: row for (_table, key), row in stood.items() if key in keys}


def _why_not(opened: Opened) -> str:
    """Why nothing can be typed now; "" where it can."""
    try:
        may_save(opened.request.actor, opened.submission)
    except (NotAllowed, states.NotAllowed) as refusal:
        return str(refusal)
    return ""


def _ready(opened: Opened) -> int:
    """How many blank rows a table begins with: an empty one should not look as if nothing could be filled in."""
    return 0 if opened.submitted.entries.get(opened.table) or opened.draft else MORE_ROWS


def _clock(at: Any) -> str:
    return date_format(timezone.localtime(at), "H:i")


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else otherwise
