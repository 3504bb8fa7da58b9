# SPDX-License-Identifier: Apache-2.0
"""How passwords are kept: Argon2id, as costly as OWASP asks for, not more."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """19 MiB, two rounds, one lane: the minimum of OWASP's Password Storage Cheat Sheet
    (https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html), read in a quotation on
    2026-11-26.

    Django's own 100 MiB in eight lanes keep a small server's cores busy for a quarter of a second at each sign-in, and
    twenty at once would fill its memory. A password kept otherwise still opens, and is kept anew in this way when it
    does.
    """

    time_cost = 2
    memory_cost = 19 * 1024  # KiB
    parallelism = 1
