"""Evidence: judged by its content, kept once under its hash, and only of one's own unit."""

from __future__ import annotations

import pytest

from junheng.web.archive.services import evidence_bytes, store_evidence
from junheng.web.archive.storage import evidence_path
from junheng.web.people.actor import NotAllowed
from web.county import County

PDF = b"%PDF-1.7 confirmed"


def test_evidence_is_given_back_as_it_came(county: County) -> None:
    evidence = store_evidence(county.actor("reporter"), county.place("9901000001"), "确认表.pdf", PDF, "text/html", "confirmation")
    assert evidence_bytes(evidence) == PDF
    assert evidence.content_type == "application/pdf"


def test_the_same_content_lies_there_once(county: County) -> None:
    school = county.place("9901000001")
    first, second = (store_evidence(county.actor("reporter"), school, name, PDF, "", "confirmation") for name in ("a.pdf", "b.pdf"))
    assert first.sha256 == second.sha256
    assert evidence_path(first.sha256).is_file()
    assert (first.name, second.name) == ("a.pdf", "b.pdf")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("表.html", b"<script>", "不能上传"),
        ("表.pdf", b"<script>", "后缀名不符"),
        ("表.pdf", b"", "空的"),
        ("表.pdf", b"%PDF" + bytes(30 * 1024 * 1024), "不能超过 30 MB"),
    ],
)
def test_what_is_no_paper_is_refused_in_words(county: County, name: str, content: bytes, words: str) -> None:
    with pytest.raises(NotAllowed, match=words):
        store_evidence(county.actor("reporter"), county.place("9901000001"), name, content, "application/pdf", "confirmation")


@pytest.mark.parametrize("username", ["reporter", "reviewer", "liaison"])
def test_nobody_files_papers_for_a_unit_that_is_not_theirs(county: County, username: str) -> None:
    with pytest.raises(NotAllowed):
        store_evidence(county.actor(username), county.place("9901000002"), "x.pdf", PDF, "", "confirmation")


def test_a_name_is_kept_without_folders_and_without_line_breaks(county: County) -> None:
    evidence = store_evidence(
        county.actor("reporter"), county.place("9901000001"), "C:\\表\r\n格\\" + "长" * 300 + ".pdf", PDF, "", "confirmation"
    )
    assert evidence.name == "长" * 196 + ".pdf"
