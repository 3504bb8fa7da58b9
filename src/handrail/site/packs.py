# SPDX-License-Identifier: Apache-2.0
"""The rule packs and the forms to sign, read at the start: a faulty one stops it, with every fault of every file."""

from pathlib import Path

from handrail.ground.kit.answer import Refused
from handrail.ground.packs.reading import read
from handrail.ground.packs.rules import Pack
from handrail.journey.admission import facts
from handrail.site.environment import Environment


def packs(env: Environment, ours: Path) -> tuple[Pack, ...]:
    """Those that come with Handrail, and those in the folder the environment names; of two of one id the latter."""
    own = env.path("HANDRAIL_PACKS")
    found: dict[str, Pack] = {}
    for folder in (ours, own):
        try:
            found |= {pack.id: pack for pack in read(folder)} if folder else {}
        except Refused as no:
            for because in no.because:
                env.amiss(f"{'HANDRAIL_PACKS' if folder == own else 'packs'}: {because}")
    return tuple(found.values())


def forms(env: Environment) -> tuple[Path, ...]:
    """The folder with forms of one's own, if the environment names one."""
    own = env.path("HANDRAIL_FORMS")
    try:
        facts.wordings([own] if own else [])
    except (ValueError, OSError) as no:
        for because in str(no).splitlines():
            env.amiss(f"HANDRAIL_FORMS: {because}")
    return (own,) if own else ()
