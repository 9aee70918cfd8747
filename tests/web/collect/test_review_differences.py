"""Folding saves: what changed between two of them, cell by cell."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from junheng.web.collect.differences import changes_between, changes_from_last_year, folded, row_words
from junheng.web.collect.folding import fold
from junheng.web.collect.models import Entry, Revision
from web.collect import reviews
from web.collect.reviews import SCHOOL, reread, save
from web.county import County

CELLS = [("schools", SCHOOL, "books"), ("schools", SCHOOL, "computers"), ("classes", "#1", "pupils")]
SAVES = st.lists(st.lists(st.tuples(st.sampled_from(CELLS), st.sampled_from([None, "1", "2"])), max_size=4), max_size=6)


@given(SAVES)
def test_the_fold_leads_from_the_first_rows_to_the_last(saves: list[list[tuple[tuple[str, str, str], str | None]]]) -> None:
    now: dict[tuple[str, str, str], str | None] = {}
    revisions = []
    for number, cells in enumerate(saves, 1):
        changes = []
        for cell, after in dict(cells).items():
            if now.get(cell) != after:
                changes.append(dict(zip(("table", "key", "column"), cell, strict=True)) | {"before": now.get(cell), "after": after})
                now[cell] = after
        revisions.append(Revision(number=number, changes=changes))
    found = {change.cell: change for change in folded(revisions)}
    assert {cell: change.after for cell, change in found.items()} == {cell: text for cell, text in now.items() if text is not None}
    rows = fold(change for revision in revisions for change in revision.changes)
    assert {cell for cell, text in now.items() if text is not None} == {(*place, column) for place, row in rows.items() for column in row}


def test_a_cell_that_came_back_is_no_change_and_the_last_saver_is_named(county: County) -> None:
    submission = reviews.blank(county)
    save(county, submission, {"books": "1", "computers": "5"})
    save(county, submission, {"books": "2"})
    save(county, submission, {"books": "1", "computers": "6"})
    now = reread(submission)
    assert changes_between(now, 2, 4) == changes_between(now, 3, 4)[-1:]
    (change,) = changes_between(now, 2, 4)
    assert (change.column, change.before, change.after, change.by, change.revision) == ("computers", "5", "6", "reporter", 4)


def test_the_other_way_round_the_changes_are_turned(county: County) -> None:
    submission = reviews.blank(county)
    save(county, submission, {"books": "1"})
    save(county, submission, {"books": "2"})
    (back,) = changes_between(reread(submission), 3, 2)
    assert (back.before, back.after) == ("2", "1")


def test_a_coded_value_is_shown_in_words(county: County) -> None:
    change = folded(
        [Revision(number=1, changes=[{"table": "schools", "key": SCHOOL, "column": "kind", "before": None, "after": "primary"}])]
    )
    assert (change[0].heading, change[0].shown_before, change[0].shown_after) == ("办学类型", "", "小学")


def test_only_cells_that_had_a_value_a_year_ago_differ_from_it() -> None:
    row = Entry(table="schools", key=SCHOOL, values={"books": "9000"}, last_year={"books": "8000", "computers": None, "site_area_m2": "1"})
    assert [(one.column, one.before, one.after) for one in changes_from_last_year([row])] == [
        ("books", "8000", "9000"),
        ("site_area_m2", "1", None),
    ]


def test_a_row_is_called_by_the_words_of_its_key() -> None:
    assert row_words("sections", f"{SCHOOL}|primary") == f"{SCHOOL} 小学"
    assert row_words("facts", "migrant_children_eligible|||").startswith("符合")
    assert row_words("classes", "#7") == "#7"
    assert row_words("sections", "a\\|b|primary") == "a|b 小学"
