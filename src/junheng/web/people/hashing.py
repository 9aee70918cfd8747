"""How passwords are hashed: Argon2id at about a tenth of a second, so that a morning's sign-ins do not starve the pages."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class OfficeArgon2Hasher(Argon2PasswordHasher):
    """Argon2id with the memory of OWASP's second profile (19 MiB, two passes, one lane)."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
