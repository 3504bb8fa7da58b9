# SPDX-License-Identifier: Apache-2.0
"""A determination as a fact: what it holds, what is missing before it is signed, its hash, what changed. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from handrail.journey.placement import rules
from handrail.journey.placement.rules import Judgement, Pack, Situation

OCCASIONS = ("admission", "review", "change", "discharge")
AGREED = ("yes", "partly", "no")


@dataclass(frozen=True)
class Rated:
    """One area: what the answers proposed (None: nothing), what was given (None: not yet), and why it differs."""

    area: str
    proposed: int | None
    given: int | None
    reason: str = ""

    @property
    def is_changed(self) -> bool:
        return self.proposed is not None and self.given is not None and self.given != self.proposed


@dataclass(frozen=True)
class Determination:
    id: UUID
    patient_id: UUID
    occasion: str
    judged_on: date
    version: str
    pack_digest: str
    ratings: tuple[Rated, ...]
    gates: tuple[str, ...]
    supports: tuple[str, ...]
    facts: tuple[str, ...]
    answers: Mapping[str, Any]
    dismissed: Mapping[str, str]
    begun_at: datetime
    recommended: str = ""
    decided: str = ""
    override_reason: str = ""
    agreed: str = ""
    agreed_words: str = ""
    available: bool = True
    alternatives: str = ""
    interim_plan: str = ""
    tool_name: str = ""
    tool_version: str = ""
    tool_on: date | None = None
    tool_level: str = ""
    summary: str = ""
    author_id: UUID | None = None
    author: str = ""
    author_letters: str = ""
    signed_at: datetime | None = None
    signed_hash: str = ""
    needs_cosign: bool = False
    cosigner: str = ""
    cosigner_letters: str = ""
    cosigned_at: datetime | None = None

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None

    @property
    def signed_by(self) -> str:
        return f"{self.author} {self.author_letters}".strip()

    @property
    def cosigned_by(self) -> str:
        return f"{self.cosigner} {self.cosigner_letters}".strip()

    @property
    def is_in_force(self) -> bool:
        """Signed, and co-signed where that is needed."""
        return self.is_signed and (self.cosigned_at is not None or not self.needs_cosign)

    @property
    def is_rated(self) -> bool:
        return all(one.given is not None for one in self.ratings)

    @property
    def situation(self) -> Situation:
        """What is judged; only once every area is rated."""
        ratings = tuple(one.given for one in self.ratings if one.given is not None)
        return Situation(ratings, frozenset(self.gates), frozenset(self.supports), frozenset(self.facts))

    @property
    def given(self) -> dict[str, int]:
        return {one.area: one.given for one in self.ratings if one.given is not None}


@dataclass(frozen=True)
class Lack:
    """What still stands in the way of a signature: a code the page has words for, and what it speaks of."""

    code: str
    about: str = ""

    @property
    def step(self) -> str:
        """Where it is put right."""
        return "rate" if self.code in ("not_rated", "no_reason", "gate_no_reason") else "decide"


def lacks(pack: Pack, paper: Determination) -> list[Lack]:
    """Everything that is missing before it can be signed, in the order of the steps."""
    found = [Lack("not_rated", one.area) for one in paper.ratings if one.given is None]
    found += [Lack("no_reason", one.area) for one in paper.ratings if one.is_changed and not one.reason.strip()]
    found += [Lack("gate_no_reason", gate) for gate, reason in paper.dismissed.items() if not reason.strip()]
    if found:
        return found
    if not paper.decided:
        return [Lack("not_decided")]
    judgement = rules.judge(pack, paper.situation)
    decided = pack.place_of(paper.decided)
    if judgement.gates and decided < judgement.level:
        found.append(Lack("gate_stands", pack.levels[judgement.level].id))
    elif decided != judgement.level and not paper.override_reason.strip():
        found.append(Lack("no_override_reason"))
    if not paper.agreed:
        found.append(Lack("not_agreed"))
    elif paper.agreed != "yes" and not paper.agreed_words.strip():
        found.append(Lack("no_agreed_words"))
    if not paper.available and not paper.interim_plan.strip():
        found.append(Lack("no_interim_plan"))
    return found


@dataclass(frozen=True)
class Since:
    """What is otherwise than at the determination before."""

    before: Determination
    areas: tuple[tuple[str, int, int], ...]  # code, then, now: those that changed
    new: tuple[str, ...]  # gates, supports and facts
    gone: tuple[str, ...]

    @property
    def is_any(self) -> bool:
        return bool(self.areas or self.new or self.gone)


def since(before: Determination, now: Determination) -> Since:
    told, tells = ({*one.gates, *one.supports, *one.facts} for one in (before, now))
    areas = tuple((a, before.given[a], n) for a, n in now.given.items() if a in before.given and before.given[a] != n)
    return Since(before, areas, tuple(sorted(tells - told)), tuple(sorted(told - tells)))


def way(pack: Pack, before: Determination | None, decided: str) -> str:
    """first, same, up or down: where this decision leads from the one before."""
    if before is None:
        return "first"
    levels = [level.id for level in pack.levels]
    if before.decided not in levels:
        return "same"
    then, now = levels.index(before.decided), levels.index(decided)
    return "same" if then == now else "up" if now > then else "down"


UNSIGNED = {"patient_id", "signed_hash", "cosigner", "cosigner_letters", "cosigned_at", "author", "author_letters"}


def hash_of(paper: Determination) -> str:
    """Of all that was signed: what is changed afterwards no longer fits it. A co-signature comes later, and two
    entries of one patient may become one."""
    told = {name: value for name, value in vars(paper).items() if name not in UNSIGNED}
    told["ratings"] = [vars(one) for one in paper.ratings]
    told["signed_at"] = paper.signed_at.timestamp() if paper.signed_at else None
    told["begun_at"] = paper.begun_at.timestamp()
    return sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


@dataclass(frozen=True)
class Explained:
    """A determination with the rules it was made by, and what they say of it (None: not all is rated yet)."""

    paper: Determination
    pack: Pack
    judgement: Judgement | None
    since: Since | None = None
    way: str = "first"
    lacks: tuple[Lack, ...] = field(default_factory=tuple)
