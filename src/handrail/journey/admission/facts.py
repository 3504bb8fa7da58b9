# SPDX-License-Identifier: Apache-2.0
"""What the papers of an admission are, as facts; the wording of a form, read from its file; the seal. Pure."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from handrail.journey.admission import rules

FORM = "handrail signature 1"  # the first line of what is hashed
OURS = Path(__file__).parents[4] / "data" / "admission" / "forms"
HEAD = re.compile(r"\A# (?P<title>.+)\n+Version (?P<version>\S+)\n+(?P<text>\S.*)\Z", re.DOTALL)


@dataclass(frozen=True)
class Packet:
    id: UUID
    patient_id: UUID
    admitted_at: datetime
    closed_at: datetime | None = None


@dataclass(frozen=True)
class Insurance:
    """One policy that stands, and who wrote it down. `place`: asked first, or second."""

    id: UUID
    place: int
    policy: rules.Policy
    at: datetime
    by: str


@dataclass(frozen=True)
class Wording:
    """The text of a form, of one version."""

    form: str
    version: str
    title: str
    text: str

    @property
    def digest(self) -> str:
        return sha256(f"{self.form}\n{self.version}\n{self.title}\n{self.text}".encode()).hexdigest()

    def spoken(self, **names: str) -> "Wording":
        """With the program's own name and number in it."""
        text = self.text
        for name, said in names.items():
            text = text.replace(f"{{{name}}}", said)
        return Wording(self.form, self.version, self.title, text)


@dataclass(frozen=True)
class Signature:
    """One form as it was signed, or declined."""

    id: UUID
    packet_id: UUID
    wording: Wording
    way: str
    role: str
    name: str
    relation: str
    because: str
    device: str
    signed_on: date
    at: datetime
    witness: str
    witness_letters: str
    hash: str
    struck_at: datetime | None = None
    struck_because: str = ""

    @property
    def is_intact(self) -> bool:
        return self.hash == seal(vars(self), self.wording.digest)


SEALED = ("packet_id", "way", "role", "name", "relation", "because", "device", "witness", "witness_letters")


def seal(told: Mapping[str, object], digest: str) -> str:
    """Over all that was signed: what is changed afterwards no longer fits it."""
    signed_on, at = told["signed_on"], told["at"]
    assert isinstance(signed_on, date)
    assert isinstance(at, datetime)
    whole = {name: str(told[name]) for name in SEALED}
    whole |= {"on": signed_on.isoformat(), "at": str(at.timestamp()), "digest": digest}
    return sha256("\n".join((FORM, json.dumps(whole, sort_keys=True))).encode()).hexdigest()


def wordings(folders: Iterable[Path]) -> dict[str, Wording]:
    """The forms in these folders, by name of their files; of two of one name that of the later folder.

    Raises ValueError with every fault of every file.
    """
    found: dict[str, Wording] = {}
    faults: list[str] = []
    for folder in folders:
        if not folder.is_dir():
            faults.append(f"{folder}: there is no such folder of forms")
            continue
        for path in sorted(folder.glob("*.md")):
            head = HEAD.match(path.read_text(encoding="utf-8"))
            if head is None:
                faults.append(f"{path.name}: begin with “# Title”, a line “Version 2026.1”, then the text")
            else:
                found[path.stem] = Wording(path.stem, head["version"], head["title"].strip(), head["text"].strip())
    if faults:
        raise ValueError("\n".join(faults))
    return found
