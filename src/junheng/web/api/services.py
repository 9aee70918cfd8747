"""Tokens of the API: made for a person, kept as a digest, ended with the account or by hand."""

from __future__ import annotations

import hashlib
import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from junheng.web.audit.services import record
from junheng.web.people.actor import Actor, NotAllowed
from junheng.web.people.models import Token, User

TOKEN_BYTES = 32


def digest_of(token: str) -> str:
    """What is kept of a token. It is random and long, so that a plain hash cannot be turned back."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_token(actor: Actor, user: User) -> str:
    """A new token that acts for the person, at once and with their posts of the day. It is shown this once.

    Raises NotAllowed for a stopped account, and where it is neither the actor's own nor an administrator asks.
    """
    own = actor.user is not None and actor.user.pk == user.pk
    if not own and not actor.has("admin"):
        raise NotAllowed(_("只能为自己的账号发放接口令牌。"))
    if not user.is_active:
        raise NotAllowed(_("账号“%(name)s”已停用，不能发放接口令牌。") % {"name": user.username})
    token = secrets.token_urlsafe(TOKEN_BYTES)
    made = Token.objects.create(user=user, digest=digest_of(token))
    record(actor, "token.make", f"user:{user.username}", unit=user.home, after={"token": made.pk})
    return token
