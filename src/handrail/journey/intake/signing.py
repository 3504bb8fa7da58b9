# SPDX-License-Identifier: Apache-2.0
"""Who may assess and sign, by her letters (`data/intake/signers.toml`), and the hash of what is signed. Pure."""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from handrail.ground.people.rules import Member, Role
from handrail.journey.intake.rules import Answers, as_kept

PARTS = ("author", "cosigner")
FORM = "handrail assessment 1"  # the first line of what is hashed
FILE = Path(__file__).parents[4] / "data" / "intake" / "signers.toml"


@dataclass(frozen=True)
class Signers:
    """Letters that sign alone, and letters that need another signature beside theirs."""

    version: str
    sign: frozenset[str]
    cosigned: frozenset[str]


@dataclass(frozen=True)
class Standing:
    """What a member of staff may do: `may` is sign, cosigned or nothing, `because` a code why it is not more."""

    may: str
    letters: str = ""
    because: str = ""  # no_letters, unknown_letters, expired, intern

    @property
    def alone(self) -> bool:
        return self.may == "sign"


@cache
def current() -> Signers:
    return read(FILE.read_text(encoding="utf-8"))


def read(text: str) -> Signers:
    """Raises ValueError where letters are in both lists, or in none."""
    told = tomllib.loads(text)
    sign, cosigned = frozenset(told.get("sign", ())), frozenset(told.get("cosigned", ()))
    if not sign or sign & cosigned:
        both = ", ".join(sorted(sign & cosigned))
        raise ValueError(f"signers.toml: {both or 'nobody'} under sign" + (" and under cosigned" if both else ""))
    return Signers(str(told.get("version", "")), sign, cosigned)


def standing(member: Member, *, on: date, signers: Signers) -> Standing:
    """By the best of her letters that has not run out on this day."""
    letters = [part for part in re.split(r"[,;/\s]+", member.letters) if part]
    over = {one.name for one in member.credentials if one.runs_out(on) == "over"}
    valid = [part for part in letters if part not in over]
    alone = [part for part in valid if part in signers.sign]
    beside = [part for part in valid if part in signers.cosigned]
    is_intern = any(post.role is Role.INTERN for post in member.posts)
    if alone and not is_intern:
        return Standing("sign", member.letters)
    if alone or beside or is_intern:
        return Standing("cosigned", member.letters, "intern" if is_intern else "")
    if not letters:
        return Standing("", "", "no_letters")
    return Standing("", member.letters, "expired" if set(letters) & over else "unknown_letters")


def hash_of(*, assessment: UUID, patient: UUID, catalogue: str, answers: Answers) -> str:
    """Of every answer with its source, in the order of their keys: the same answers, the same hash."""
    sections = sorted({key.partition(".")[0] for key, _substance in answers.given})
    told: Mapping[str, Any] = {section: as_kept(answers, section) for section in sections}
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256("\n".join((FORM, str(assessment), str(patient), catalogue, text)).encode()).hexdigest()
