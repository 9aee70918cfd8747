"""Whatever two people type, open and save in whatever order: no cell of either is lost, and none is overwritten unseen."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from junheng.county.schema import TABLE_BY_NAME
from junheng.web.collect.folding import rows_at
from junheng.web.collect.models import Revision, Submission
from junheng.web.collect.services_form import SavedForm, save_typed
from junheng.web.collect.typed import MINE, THEIRS, Posted, TypedRow, decided, edits, from_json, merged, posted, reduced
from web.collect.rounds import opened, submission_of, values_of
from web.county import County

SCHOOL = "9901000001"
COLUMNS = ("books", "computers", "site_area_m2")
EDITORS = ("reporter", "second")
TEXTS = st.sampled_from(["", "1", "2", "3,0"])
TYPED = st.dictionaries(st.sampled_from(COLUMNS), TEXTS, min_size=1)
# Who types what, whether it is saved then, and which values are given up where both have one.
STEPS = st.tuples(st.sampled_from(EDITORS), TYPED, st.booleans(), st.lists(st.booleans(), min_size=3, max_size=3))


@dataclass
class Editor:
    """One person's open page: the revision and the values that it showed, and what was typed on it."""

    name: str
    base: int = 1
    shown: dict[str, str | None] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)


@pytest.fixture
def submission(county: County) -> Submission:
    county.person("second", "reporter", SCHOOL)
    return submission_of(county, opened(county), SCHOOL)


def standing(submission: Submission) -> dict[str, str | None]:
    values = values_of(submission, "schools", SCHOOL)
    return {column: values.get(column) for column in COLUMNS}


def save(county: County, submission: Submission, editor: Editor) -> SavedForm:
    row = TypedRow(SCHOOL, is_new=False, cells={**{name: text or "" for name, text in editor.shown.items()}, **editor.typed})
    return save_typed(county.actor(editor.name), submission.pk, "schools", [row], editor.base)


def wanted(editor: Editor) -> dict[str, str | None]:
    """What the editor really changed, as it is stored."""
    typed = {column: text or None for column, text in editor.typed.items()}
    return {column: text for column, text in typed.items() if text != editor.shown.get(column)}


def open_page(submission: Submission, editor: Editor) -> None:
    submission.refresh_from_db(fields=["revision"])
    editor.base, editor.shown, editor.typed = submission.revision, standing(submission), {}


def save_and_decide(county: County, submission: Submission, editor: Editor, choices: list[bool]) -> None:
    """Saves; where that is refused, checks that it was for good reason and nothing changed, decides, and saves again."""
    before, mine = standing(submission), wanted(editor)
    saved = save(county, submission, editor).saved
    if saved.clashes:
        assert standing(submission) == before
        clashing = {clash.column: (clash.mine, clash.theirs) for clash in saved.clashes}
        assert clashing == {column: (mine[column], before[column]) for column in clashing}
        given_up = {column for column, gives_up in zip(COLUMNS, choices, strict=True) if gives_up and column in clashing}
        mine = {column: text for column, text in mine.items() if column not in given_up}
        open_page(submission, editor)
        editor.typed = {column: text or "" for column, text in mine.items()}
        assert save(county, submission, editor).saved.clashes == ()
    else:
        # Nothing that another person put there since the page was opened was written over.
        changed = {column for column in COLUMNS if before[column] != editor.shown.get(column)}
        assert all(mine[column] == before[column] for column in changed & set(mine))
    assert standing(submission) == {**before, **mine}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=2, max_size=10))
def test_no_cell_of_two_editors_is_lost_or_overwritten_unseen(county: County, submission: Submission, steps: list[tuple]) -> None:
    with transaction.atomic():
        editors = {name: Editor(name) for name in EDITORS}
        for editor in editors.values():
            open_page(submission, editor)
        put: set[tuple[str, str | None]] = set()
        for name, typed, saves, choices in steps:
            editor = editors[name]
            editor.typed.update(typed)
            if saves:
                save_and_decide(county, submission, editor, choices)
                put |= set(standing(submission).items())
                open_page(submission, editor)
        history = Revision.objects.unscoped().filter(submission=submission)
        texts = {(change["column"], change[side]) for one in history for change in one.changes for side in ("before", "after")}
        # Whatever ever stood there is in the history, and the history adds up to what stands.
        assert {(column, text) for column, text in put if text is not None} <= texts
        submission.refresh_from_db()
        kept = rows_at(submission, submission.revision)["schools", SCHOOL]
        assert {column: kept.get(column) for column in COLUMNS} == standing(submission)
        transaction.set_rollback(True)


NAMES = st.one_of(
    st.text(max_size=12), st.from_regex(r"(cell|key|gone|delete|asked|choose)-(n?[0-9a-f]{0,4})(-(grade|pupils|x))?", fullmatch=True)
)


@given(st.dictionaries(NAMES, st.text(max_size=6), max_size=25))
def test_no_form_however_odd_breaks_the_reading_of_it(data: dict[str, str]) -> None:
    page = posted(data, ("grade", "pupils"), 3)
    rows = decided(page)
    assert all(set(row.cells) <= {"grade", "pupils"} for row in rows)
    assert "\x00" not in "".join(text for row in rows for text in row.cells.values())
    spec = TABLE_BY_NAME["classes"]
    kept = reduced(spec, merged(spec, [], rows, {}), {})
    assert from_json([row.as_json() for row in kept]) == kept
    assert all(edit.deleted or edit.values for edit in edits(spec, kept))


def test_a_form_tells_rows_cells_questions_and_choices_apart() -> None:
    data = {
        "base": "4", "since": "2", "key-1": "#1", "cell-1-grade": "一年级", "cell-1-other": "x", "delete-1": "0", "cell-nab-grade": "",
        "gone-g7": "#7", "cell-g7-grade": "二\x00", "asked-g7-": "1", "choose-g7-": "mine", "asked-1-grade": "1", "choose-1-grade": "both",
        "cell-9-grade": "nobody's", "cell-n-x-grade": "y",
    }  # fmt: skip
    page = posted(data, ("grade",), 9)
    assert (page.base, page.since, page.new_rows) == (4, 2, 1)
    assert [(row.name, row.is_new, row.cells, row.deleted) for row in page.rows] == [
        ("#1", False, {"grade": "一年级"}, False),
        ("nab", True, {"grade": ""}, None),
        ("#7", False, {"grade": "二\ufffd"}, None),
    ]
    assert page.asked == {("#7", ""), ("#1", "grade")}
    assert page.chosen == {("#7", ""): MINE}
    assert not page.is_decided
    assert [(row.name, row.is_new) for row in decided(page)] == [("#1", False), ("nab", True), ("#7", True)]


def test_what_is_left_to_the_others_is_no_longer_typed() -> None:
    rows = [TypedRow("#1", is_new=False, cells={"grade": "a", "pupils": "1"}), TypedRow("#2", is_new=False, deleted=True)]
    page = Posted(rows, 1, 1, chosen={("#1", "grade"): THEIRS, ("#2", ""): THEIRS})
    assert decided(page) == [TypedRow("#1", is_new=False, cells={"pupils": "1"})]
