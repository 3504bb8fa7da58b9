# SPDX-License-Identifier: Apache-2.0
"""How passwords are kept: Argon2id, as costly as OWASP asks for, not more."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """7 MiB, five rounds, one lane: of the five minima that OWASP's Password Storage Cheat Sheet calls equally strong
    (https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html, read in a quotation on
    2026-11-26), the one that takes a server least time, as its memory stays near the processor.

    Django's own 100 MiB in eight lanes keep a small server's cores busy for a quarter of a second at each sign-in, and
    twenty at once would fill its memory. A password kept otherwise still opens, and is kept anew in this way when it
    does.
    """

    time_cost = 5
    memory_cost = 7 * 1024  # KiB
    parallelism = 1
