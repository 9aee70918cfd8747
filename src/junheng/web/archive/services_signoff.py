"""The chain of signatures that an application's data needs: 创建办 → 局长 → 分管副县长 → 县长, each once and in this order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from junheng.web.archive.models import FrozenPackage, SignOff
from junheng.web.archive.services import latest_package
from junheng.web.audit.services import record
from junheng.web.people.actor import Actor, NotAllowed, actor_of
from junheng.web.people.models import Unit

# Role of each signer, in the order of the chain.
STEPS: Mapping[str, object] = {
    "office": gettext_lazy("创建办"),
    "bureau_head": gettext_lazy("局长"),
    "vice_county_head": gettext_lazy("分管副县长"),
    "county_head": gettext_lazy("县长"),
}


@dataclass(frozen=True, slots=True)
class ChainStep:
    """One step of a chain. `standing`: «done», «refused», «now» or «next»."""

    role: str
    words: object
    standing: str
    signature: SignOff | None

    @property
    def note(self) -> str:
        """Who signed, and when."""
        if self.signature is None:
            return ""
        day = timezone.localtime(self.signature.signed_at).strftime("%Y-%m-%d %H:%M")
        return f"{self.signature.signed_by.name} {day}"


def chain_of(package: FrozenPackage) -> list[ChainStep]:
    """The chain of an application with the signatures given; empty for data that are no application."""
    if not package.is_application:
        return []
    given = {one.step: one for one in SignOff.objects.unscoped().filter(package=package).select_related("signed_by")}
    return laid_out(given)


def laid_out(given: Mapping[str, SignOff]) -> list[ChainStep]:
    """All steps, with the signatures by role that there are."""
    steps: list[ChainStep] = []
    is_open = True
    for role, words in STEPS.items():
        signature = given.get(role)
        if signature:
            standing = "refused" if signature.refused else "done"
            is_open = is_open and not signature.refused
        else:
            standing, is_open = ("now", False) if is_open else ("next", False)
        steps.append(ChainStep(role, words, standing, signature))
    return steps


def next_role(steps: Sequence[ChainStep]) -> str | None:
    """Whose turn it is; None where the chain is complete or was stopped."""
    return next((step.role for step in steps if step.standing == "now"), None)


def is_complete(package: FrozenPackage) -> bool:
    """Whether everybody has signed."""
    steps = chain_of(package)
    return bool(steps) and all(step.standing == "done" for step in steps)


@transaction.atomic
def sign_off(actor: Actor, package_id: int, remark: str = "") -> SignOff:
    """Sign where it is the actor's turn. Raises NotAllowed, saying whose turn it is or why not."""
    return _decide(actor, package_id, refused=False, remark=remark)


@transaction.atomic
def refuse(actor: Actor, package_id: int, reason: str) -> SignOff:
    """Stop the chain, with a reason: the data must be mended and frozen anew. Raises NotAllowed."""
    if not reason.strip():
        raise NotAllowed(_("不同意必须写明理由；请填写后重试。"))
    return _decide(actor, package_id, refused=True, remark=reason)


def _decide(actor: Actor, package_id: int, *, refused: bool, remark: str) -> SignOff:
    package: FrozenPackage = FrozenPackage.objects.unscoped().select_for_update(of=("self",)).select_related("county").get(pk=package_id)
    role = _turn(package)
    if actor.user is None or not actor.holds(role, package.county):
        raise NotAllowed(_("现在轮到%(role)s签批；请等待，或请其办理。") % {"role": STEPS[role]})
    _refuse_second_signature(actor, role, package)
    signature = SignOff(
        package=package,
        step=role,
        position=list(STEPS).index(role) + 1,
        signed_by=actor.user,
        signed_at=timezone.now(),
        refused=refused,
        remark=remark.strip(),
    )
    signature.save()
    action = "package.refuse" if refused else "package.sign"
    after = {"step": role, "version": package.version, "sha256": package.sha256}
    record(actor, action, f"package:{package.pk}", unit=package.county, after=after, reason=remark.strip())
    return signature


def _turn(package: FrozenPackage) -> str:
    if not package.is_application:
        raise NotAllowed(_("这一版数据不用于申报，不需要签批。"))
    if latest_package(package.county, package.school_year) != package:
        raise NotAllowed(_("这一版之后又冻结了新的版本；请在最新的版本上签批。"))
    steps = chain_of(package)
    role = next_role(steps)
    if role is None:
        if any(step.standing == "refused" for step in steps):
            raise NotAllowed(_("签批已被退回；请改正数据，重新冻结后再签批。"))
        raise NotAllowed(_("签批已经全部完成。"))
    return role


def _refuse_second_signature(actor: Actor, role: str, package: FrozenPackage) -> None:
    """Four signatures are four persons': nobody signs twice, in their own name or for somebody else."""
    mine = _signing_as(actor, role, package.county)
    for earlier in SignOff.objects.unscoped().filter(package=package).select_related("signed_by"):
        signer = actor_of(earlier.signed_by, day=timezone.localdate(earlier.signed_at))
        if mine & _signing_as(signer, earlier.step, package.county):
            raise NotAllowed(
                _("同一个人（包括代理）不能签批两级：%(step)s一级已由%(name)s签批。")
                % {"step": STEPS[earlier.step], "name": earlier.signed_by.name}
            )


def _signing_as(actor: Actor, role: str, county: Unit) -> frozenset[int]:
    """The accounts whose signature it is: the signer's, and where the post is held as a deputy, that of whoever is stood in for."""
    posts = [post for post in actor.posts if post.role == role and post.county_id == county.pk]
    stood_for = {post.for_user_id for post in posts}
    own = {actor.user.pk} if actor.user else set()
    return frozenset(own if None in stood_for else own | {person for person in stood_for if person is not None})
