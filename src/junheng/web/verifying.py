"""Whether everything that must never change is as it was: the audit chain, the frozen packages, the evidence."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from junheng.county import PackageError
from junheng.county.package import Manifest
from junheng.web.archive.models import Evidence, FrozenPackage, StoredAssessment
from junheng.web.archive.services import evidence_bytes, frozen_bytes, open_frozen
from junheng.web.archive.storage import Damaged
from junheng.web.audit.models import AuditEvent
from junheng.web.audit.verify import chain_state

_FROZEN_FACTS = ("sha256", "file_sha256", "version", "school_year", "origin", "is_application")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the examination: what was looked at, and every fault, the first one first."""

    title: str
    looked_at: str
    faults: tuple[str, ...]


def verify() -> Iterator[Part]:
    """All parts, each as soon as it is done."""
    state = chain_state()
    broken = (str(state.broken),) if state.broken else ()
    yield Part("审计日志", f"{state.events} 条，链尾指纹 {state.head.hash}", broken)
    packages = list(FrozenPackage.objects.unscoped().select_related("county").order_by("pk"))
    yield Part("冻结的数据包", f"{len(packages)} 个", tuple(_of_packages(packages)))
    assessments = StoredAssessment.objects.unscoped().order_by("pk")
    yield Part("评估结果", f"{assessments.count()} 份", tuple(_of_assessments(assessments.iterator(chunk_size=20))))
    evidence = Evidence.objects.unscoped().order_by("pk")
    yield Part("佐证材料", f"{evidence.count()} 件", tuple(_of_evidence(evidence.iterator(chunk_size=500))))


def _of_packages(packages: Iterable[FrozenPackage]) -> Iterator[str]:
    """The file against its row, the row against what the trail said when it was frozen."""
    said = _said("package.freeze")
    for package in packages:
        name = f"{package.county_name} {package.school_year} 第{package.version}版"
        row = {field: getattr(package, field) for field in _FROZEN_FACTS}
        yield from _against_trail(name, row, said.pop(f"package:{package.pk}", None))
        try:
            frozen_bytes(package)
            found = open_frozen(package)
        except Damaged as error:
            yield f"{name}：文件缺失或被改动：{error}"
        except PackageError as error:
            yield f"{name}：不能读取，有 {len(error.problems)} 处问题"
        else:
            if found.sha256 != package.sha256:
                yield f"{name}：数据包指纹应为 {package.sha256}，实为 {found.sha256}"
            yield from _against_file(name, package, found.manifest)
    yield from _gone(said)


def _against_file(name: str, package: FrozenPackage, manifest: Manifest) -> Iterator[str]:
    """What the row repeats of the file decides whose data it is, and by which rules and day it is assessed."""
    row = {"county_code": package.county.code, "standard": package.standard, "as_of": package.as_of}
    for field, value in row.items():
        if getattr(manifest, field) != value:
            yield f"{name}：{field} 应为 {getattr(manifest, field)}，实为 {value}"


def _of_assessments(assessments: Iterable[StoredAssessment]) -> Iterator[str]:
    said = _said("assessment.make")
    for stored in assessments:
        row = {"sha256": hashlib.sha256(bytes(stored.results_gz)).hexdigest(), "verdict": stored.verdict}
        yield from _against_trail(f"第 {stored.pk} 份评估结果", row, said.pop(f"assessment:{stored.pk}", None))
    yield from _gone(said)


def _of_evidence(evidence: Iterable[Evidence]) -> Iterator[str]:
    said = _said("evidence.store")
    for piece in evidence:
        name = f"第 {piece.pk} 件“{piece.name}”"
        yield from _against_trail(name, {"sha256": piece.sha256, "purpose": piece.purpose}, said.pop(f"evidence:{piece.pk}", None))
        try:
            evidence_bytes(piece)
        except Damaged as error:
            yield f"{name}：文件缺失或被改动：{error}"
    yield from _gone(said)


def _gone(said: Iterable[str]) -> Iterator[str]:
    """What the trail knows and nobody holds any more: nothing here is ever deleted."""
    for subject in said:
        yield f"审计日志里有 {subject}，数据库里已经没有"


def _said(action: str) -> dict[str, Mapping[str, Any]]:
    """What the trail says of each object when it came to be."""
    return dict(AuditEvent.objects.unscoped().filter(action=action).values_list("subject", "after"))


def _against_trail(name: str, row: Mapping[str, object], said: Mapping[str, Any] | None) -> Iterator[str]:
    if said is None:
        yield f"{name}：审计日志里没有它的来历"
        return
    for field, value in row.items():
        if said.get(field) != value:
            yield f"{name}：{field} 应为 {said.get(field)}，实为 {value}"
