"""Workbooks sent in: taken school by school, whole or not at all, never over what somebody else changed, never a riddle."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from junheng.web.archive.models import Evidence
from junheng.web.audit.models import AuditEvent
from junheng.web.collect.checking import from_json
from junheng.web.collect.edits import RowEdit
from junheng.web.collect.models import Entry, Revision, Submission, Upload
from junheng.web.collect.services_entries import save_rows
from junheng.web.collect.services_upload import take_workbook
from junheng.web.collect.states import NotAllowed as StepRefused
from junheng.web.people.actor import NotAllowed
from web.collect.rounds import opened, submission_of, values_of
from web.collect.workbooks import Book, cell_at, edited, filled, send, template
from web.county import County

SCHOOL = "9901000001"
BOOKS = ("schools", 2, "books")


@pytest.fixture
def submission(county: County) -> Submission:
    return submission_of(county, opened(county), SCHOOL)


@pytest.fixture
def division(county: County, submission: Submission) -> Submission:
    county.person("personnel", "reporter", "personnel")
    return submission_of(county, submission.round, "personnel")


def codes(upload: Upload) -> list[str]:
    return [problem["code"] for problem in upload.problems if problem["severity"] == "error"]


def standing() -> tuple[object, ...]:
    """All that a refused file must leave as it was."""
    entries = Entry.objects.unscoped().order_by("pk").values_list("submission", "table", "key", "values")
    return (list(entries), Revision.objects.unscoped().count(), list(Submission.objects.unscoped().values_list("pk", "state", "revision")))


def test_a_filled_in_workbook_is_taken_with_the_cell_of_every_change(county: County, submission: Submission) -> None:
    content = filled(template(submission), {BOOKS: 3000, ("sections", 2, "pupils"): 480, ("schools", 2, "lease_until"): "2027-08-31"})
    upload = send(county, submission, content)
    assert (upload.taken, upload.refused, upload.cells_changed, codes(upload)) == (1, 0, 3, [])
    assert values_of(submission, "schools", SCHOOL)["books"] == "3000"
    assert values_of(submission, "sections", f"{SCHOOL}|primary")["pupils"] == "480"
    revision = Revision.objects.unscoped().get(submission=submission, number=2)
    assert (revision.source, revision.file) == ("workbook", upload.file)
    cells = {change["column"]: change["cell"] for change in revision.changes}
    book_cell = cells["books"]
    seen: list[object] = []
    edited(content, lambda book: seen.append(book["学校"][book_cell].value))
    assert seen == [3000]
    submission.refresh_from_db()
    assert submission.state == "saved"


def test_rows_are_added_by_a_workbook_and_found_again_by_the_next(county: County, submission: Submission) -> None:
    rows = {("classes", 3, "level"): "小学", ("classes", 3, "grade"): "一年级", ("classes", 3, "pupils"): 41}
    more = {("classes", 4, "level"): "小学", ("classes", 4, "grade"): "二年级", ("classes", 4, "pupils"): 43}
    send(county, submission, filled(template(submission), rows | more))
    submission.refresh_from_db()
    # The first of two rows is deleted and the second mended: the second keeps its name.
    kept = filled(edited(template(submission), lambda book: book["班级"].delete_rows(3)), {("classes", 3, "pupils"): 44})
    send(county, submission, kept)
    left = Entry.objects.unscoped().filter(submission=submission, table="classes")
    assert [(entry.key, entry.values["grade"], entry.values["pupils"]) for entry in left] == [("#2", "二年级", "44")]


def test_a_workbook_sorted_in_another_way_changes_nothing(county: County, submission: Submission) -> None:
    cells: dict[tuple[str, int, str], object] = {}
    for line, grade in enumerate(("一年级", "二年级", "三年级"), 3):
        cells |= {("classes", line, "level"): "小学", ("classes", line, "grade"): grade, ("classes", line, "pupils"): 40 + line}
    content = filled(template(submission), cells)
    send(county, submission, content)
    submission.refresh_from_db()

    def swap(book: Book) -> None:
        for column in ("grade", "pupils"):
            first, last = cell_at(book, "classes", 3, column), cell_at(book, "classes", 5, column)
            first.value, last.value = last.value, first.value

    upload = send(county, submission, edited(template(submission), swap))
    assert (upload.taken, upload.cells_changed) == (1, 0)


def test_one_error_refuses_the_whole_school_and_names_the_cell(county: County, submission: Submission) -> None:
    before = standing()
    upload = send(county, submission, filled(template(submission), {BOOKS: "三千", ("schools", 2, "computers"): 50}))
    assert (upload.taken, upload.refused, upload.cells_changed) == (0, 1, 0)
    assert standing() == before
    (problem,) = [from_json(one) for one in upload.problems if one["severity"] == "error"]
    assert (problem.code, problem.table, problem.column) == ("not_a_number", "schools", "books")
    assert problem.problem.where.sheet == "学校"
    assert (problem.problem.where.cell or "").endswith("2")
    assert "三千" in problem.what


def test_a_contradiction_between_cells_refuses_the_school_too(county: County, submission: Submission) -> None:
    before = standing()
    upload = send(
        county, submission, filled(template(submission), {("schools", 2, "computers"): 5, ("schools", 2, "computers_expired"): 9})
    )
    assert codes(upload) == ["computers_expired_exceed_computers"]
    assert standing() == before


def test_a_school_with_an_error_does_not_keep_the_others_from_being_taken(county: County, division: Submission) -> None:
    content = filled(template(division), {("schools", line, "authorised_posts"): value for line, value in ((2, 30), (3, "许多"), (4, 50))})
    upload = send(county, division, content, by="personnel")
    assert (upload.taken, upload.refused) == (2, 1)
    stored = [values_of(division, "schools", f"990100000{number}").get("authorised_posts") for number in (1, 2, 3)]
    assert stored == ["30", None, "50"]


def test_the_same_file_twice_is_one_upload(county: County, submission: Submission) -> None:
    content = filled(template(submission), {BOOKS: 3000})
    first = send(county, submission, content)
    before = (standing(), AuditEvent.objects.unscoped().count(), Evidence.objects.unscoped().count())
    again = send(county, submission, content)
    assert (again.pk, first.is_repeat, again.is_repeat) == (first.pk, False, True)
    assert (standing(), AuditEvent.objects.unscoped().count(), Evidence.objects.unscoped().count()) == before


def test_what_somebody_saved_since_the_download_stays_where_the_file_says_nothing_new(county: County, submission: Submission) -> None:
    content = filled(template(submission), {BOOKS: 3000})
    computers = {"schools": [RowEdit(SCHOOL, {"computers": "66"})]}
    save_rows(county.actor("reporter"), submission.pk, computers, base_revision=1, source="form")
    upload = send(county, submission, content)
    assert (upload.taken, upload.cells_changed) == (1, 1)
    stored = values_of(submission, "schools", SCHOOL)
    assert (stored["books"], stored["computers"]) == ("3000", "66")


def test_what_somebody_saved_since_the_download_is_not_overwritten(county: County, submission: Submission) -> None:
    content = filled(template(submission), {BOOKS: 3000})
    books = {"schools": [RowEdit(SCHOOL, {"books": "2900"})]}
    save_rows(county.actor("reporter"), submission.pk, books, base_revision=1, source="form")
    before = standing()
    upload = send(county, submission, content)
    assert (upload.taken, upload.refused, codes(upload)) == (0, 1, ["cell_changed_meanwhile"])
    (problem,) = [from_json(one) for one in upload.problems if one["severity"] == "error"]
    assert all(word in problem.what for word in ("3000", "2900", "reporter"))
    assert problem.problem.where.sheet == "学校"
    assert problem.problem.where.cell
    assert standing() == before


def test_of_many_schools_only_the_one_with_a_clash_is_refused(county: County, division: Submission) -> None:
    content = filled(template(division), {("schools", line, "authorised_posts"): 30 + line for line in (2, 3, 4)})
    other = {"schools": [RowEdit("9901000002", {"authorised_posts": "99"})]}
    save_rows(county.actor("personnel"), division.pk, other, base_revision=1, source="form")
    upload = send(county, division, content, by="personnel")
    assert (upload.taken, upload.refused) == (2, 1)
    stored = [values_of(division, "schools", f"990100000{number}").get("authorised_posts") for number in (1, 2, 3)]
    assert stored == ["32", "99", "34"]


def damaged(content: bytes) -> bytes:
    return content[: len(content) // 2]


def without_stamp(content: bytes) -> bytes:
    return edited(content, lambda book: book.remove(book["说明"]))


def with_macros(content: bytes) -> bytes:
    """The workbook with a macro project put in, as one that was saved with macros."""
    buffer = io.BytesIO(content)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (damaged, "damaged_workbook"),
        (lambda _content: b"school_code,books\n9901000001,3000\n", "damaged_workbook"),
        (lambda _content: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_workbook"),
        (without_stamp, "form_without_stamp"),
    ],
    ids=["damaged", "csv renamed", "old or encrypted", "without stamp"],
)
def test_a_file_that_is_no_form_is_named_and_changes_nothing(
    county: County, submission: Submission, spoil: Callable[[bytes], bytes], code: str
) -> None:
    before = standing()
    upload = send(county, submission, spoil(template(submission)))
    assert (upload.taken, upload.refused, codes(upload)) == (0, 1, [code])
    assert standing() == before


def test_the_form_of_another_unit_is_refused(county: County, submission: Submission) -> None:
    before = standing()
    for other in ("9901000002", "personnel"):
        upload = send(county, submission, template(submission_of(county, submission.round, other)))
        assert codes(upload) == ["form_of_other_unit"]
    assert standing() == before


def test_the_form_of_another_round_is_refused(county: County, submission: Submission) -> None:
    second = submission_of(county, opened(county, title="再次采集"), SCHOOL)
    assert codes(send(county, second, filled(template(submission), {BOOKS: 3000}))) == ["form_of_other_round"]
    assert "books" not in values_of(second, "schools", SCHOOL)


def test_a_row_of_another_school_is_refused(county: County, submission: Submission) -> None:
    cells = {("classes", 3, "school_code"): "9901000002", ("classes", 3, "level"): "小学", ("classes", 3, "pupils"): 40}
    before = standing()
    assert "form_other_school" in codes(send(county, submission, filled(template(submission), cells)))
    assert standing() == before


def test_macros_are_never_run_and_the_cells_are_read(county: County, submission: Submission) -> None:
    content = with_macros(filled(template(submission), {BOOKS: 3000}))
    upload = send(county, submission, content, name="填报表.xlsm")
    assert (upload.taken, values_of(submission, "schools", SCHOOL)["books"]) == (1, "3000")


@pytest.mark.parametrize("name", ["填报表.csv", "填报表.xlsx.exe", "填报表.pdf", "填报表"])
def test_a_file_of_another_kind_is_not_even_kept(county: County, submission: Submission, name: str) -> None:
    before = standing()
    with pytest.raises(NotAllowed, match=r"\.xlsx"):
        send(county, submission, template(submission), name=name)
    assert standing() == before
    assert not Evidence.objects.unscoped().exists()


def test_a_file_that_is_too_large_is_refused_before_it_is_read(county: County, submission: Submission) -> None:
    class Huge(SimpleUploadedFile):
        def read(self, num_bytes: int | None = None) -> bytes:
            raise AssertionError("read into memory")

    huge = Huge("填报表.xlsx", b"PK")
    huge.size = 25 * 1024 * 1024
    with pytest.raises(NotAllowed, match=r"25 MB.*20 MB"):
        take_workbook(county.actor("reporter"), submission, huge)
    assert not Upload.objects.unscoped().exists()


@pytest.mark.parametrize("state", ["submitted", "checked", "approved", "locked"])
def test_nothing_is_taken_after_handing_in_and_the_reason_is_said(county: County, submission: Submission, state: str) -> None:
    content = filled(template(submission), {BOOKS: 3000})
    Submission.objects.unscoped().filter(pk=submission.pk).update(state=state)
    with pytest.raises(StepRefused, match="保存"):
        send(county, submission, content)
    assert not Upload.objects.unscoped().exists()


@pytest.mark.parametrize("username", ["principal", "checker", "office", "liaison", "approver"])
def test_only_the_units_reporters_send_its_workbook(county: County, submission: Submission, username: str) -> None:
    with pytest.raises(NotAllowed):
        send(county, submission, template(submission), by=username)
    assert not Evidence.objects.unscoped().exists()
