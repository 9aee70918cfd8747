"""Whether everything that must never change is as it was: the audit chain, the frozen packages, the evidence."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from junheng.county import PackageError
from junheng.web.archive.models import Evidence, FrozenPackage, StoredAssessment
from junheng.web.archive.services import evidence_bytes, frozen_bytes, open_frozen
from junheng.web.archive.storage import Damaged
from junheng.web.audit.models import AuditEvent
from junheng.web.audit.verify import chain_state


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
    packages = list(FrozenPackage.objects.unscoped().order_by("pk"))
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
        row = {"sha256": package.sha256, "file_sha256": package.file_sha256, "version": package.version, "school_year": package.school_year}
        yield from _against_trail(name, row, said.get(f"package:{package.pk}"))
        try:
            frozen_bytes(package)
            found = open_frozen(package).sha256
        except Damaged as error:
            yield f"{name}：文件缺失或被改动：{error}"
        except PackageError as error:
            yield f"{name}：不能读取，有 {len(error.problems)} 处问题"
        else:
            if found != package.sha256:
                yield f"{name}：数据包指纹应为 {package.sha256}，实为 {found}"


def _of_assessments(assessments: Iterable[StoredAssessment]) -> Iterator[str]:
    said = _said("assessment.make")
    for stored in assessments:
        row = {"sha256": hashlib.sha256(bytes(stored.results_gz)).hexdigest(), "verdict": stored.verdict}
        yield from _against_trail(f"第 {stored.pk} 份评估结果", row, said.get(f"assessment:{stored.pk}"))


def _of_evidence(evidence: Iterable[Evidence]) -> Iterator[str]:
    said = _said("evidence.store")
    for piece in evidence:
        name = f"第 {piece.pk} 件“{piece.name}”"
        yield from _against_trail(name, {"sha256": piece.sha256, "purpose": piece.purpose}, said.get(f"evidence:{piece.pk}"))
        try:
            evidence_bytes(piece)
        except Damaged as error:
            yield f"{name}：文件缺失或被改动：{error}"


def _said(action: str) -> Mapping[str, Mapping[str, Any]]:
    """What the trail says of each object when it came to be."""
    return dict(AuditEvent.objects.unscoped().filter(action=action).values_list("subject", "after"))


def _against_trail(name: str, row: Mapping[str, object], said: Mapping[str, Any] | None) -> Iterator[str]:
    if said is None:
        yield f"{name}：审计日志里没有它的来历"
        return
    for field, value in row.items():
        if said.get(field) != value:
            yield f"{name}：{field} 应为 {said.get(field)}，实为 {value}"
