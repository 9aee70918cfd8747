"""What kinds of file each purpose takes, judged by ending and content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

from django.conf import settings
from django.utils.translation import gettext as _

from junheng.web.attachments import XLSX
from junheng.web.people.actor import NotAllowed

NAME_LENGTH = 200
_OFFICE_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class FileType:
    """What a file of some ending must begin with, and what browsers are told that it is."""

    content_type: str
    begins: tuple[bytes, ...]


_WORDS = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PAPERS: Mapping[str, FileType] = {
    ".pdf": FileType("application/pdf", (b"%PDF",)),
    ".jpg": FileType("image/jpeg", (b"\xff\xd8\xff",)),
    ".jpeg": FileType("image/jpeg", (b"\xff\xd8\xff",)),
    ".png": FileType("image/png", (b"\x89PNG\r\n\x1a\n",)),
}
DOCUMENTS: Mapping[str, FileType] = {
    **PAPERS,
    ".docx": FileType(_WORDS, (_OFFICE_ZIP,)),
    ".doc": FileType("application/msword", (_OLD_OFFICE,)),
    ".xlsx": FileType(XLSX, (_OFFICE_ZIP,)),
    ".xls": FileType("application/vnd.ms-excel", (_OLD_OFFICE,)),
    ".zip": FileType("application/zip", (_OFFICE_ZIP,)),
}
# A workbook is kept as it came, damaged or not: the reader says what is wrong with it, and the sender gets it back.
WORKBOOKS: Mapping[str, FileType] = {
    ".xlsx": FileType(XLSX, (b"",)),
    ".xlsm": FileType("application/vnd.ms-excel.sheet.macroEnabled.12", (b"",)),
    ".xls": FileType("application/vnd.ms-excel", (b"",)),
    ".et": FileType("application/octet-stream", (b"",)),
}
PURPOSES: Mapping[str, Mapping[str, FileType]] = {
    "workbook": WORKBOOKS,
    "confirmation": PAPERS,
    "supplement": DOCUMENTS,
    "document": DOCUMENTS,
}


def plain_name(name: str) -> str:
    """The file's own name: browsers of old sent whole paths, and a line break would break a header."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept_letters = "".join(letter for letter in last if letter.isprintable())
    suffix = PurePath(kept_letters).suffix
    return kept_letters[: NAME_LENGTH - len(suffix)] + suffix if len(kept_letters) > NAME_LENGTH else kept_letters


def judged(name: str, content: bytes, purpose: str) -> FileType:
    """What the file is. Raises NotAllowed where it is empty, too large, or of a kind that the purpose does not take."""
    allowed = PURPOSES[purpose]
    limit = settings.WORKBOOK_MAX_BYTES if purpose == "workbook" else settings.EVIDENCE_MAX_BYTES
    if not content:
        raise NotAllowed(_("文件“%(name)s”是空的；请检查后重新上传。") % {"name": plain_name(name)})
    if len(content) > limit:
        raise NotAllowed(
            _("文件“%(name)s”有 %(found)s MB，不能超过 %(limit)s MB；请压缩或分开上传。")
            % {"name": plain_name(name), "found": -(-len(content) // 1024**2), "limit": limit // 1024**2}
        )
    file_type = allowed.get(PurePath(plain_name(name)).suffix.lower())
    if file_type is None:
        raise NotAllowed(
            _("不能上传“%(name)s”；这里可以上传的文件有：%(allowed)s。") % {"name": plain_name(name), "allowed": "、".join(sorted(allowed))}
        )
    if not content.startswith(file_type.begins):
        raise NotAllowed(_("文件“%(name)s”的内容与后缀名不符；请用原来的软件重新另存后上传。") % {"name": plain_name(name)})
    return file_type
