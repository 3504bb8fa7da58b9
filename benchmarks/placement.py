# SPDX-License-Identifier: Apache-2.0
"""How long one determination takes, and the whole proof: `python -m benchmarks.placement`. Bars: 5 ms, 30 s."""

from time import process_time

from handrail.journey.placement import pack, rules
from handrail.journey.placement.cases import ASSESSED_ON, FOLDER, cases
from handrail.journey.placement.proof import Proof, document, every_rating
from handrail.journey.placement.proposals import proposed
from handrail.journey.placement.rules import Pack, Situation

PACKS = FOLDER.parents[1] / "packs" / "placement"


def measured() -> dict[str, float]:
    """Milliseconds of the processor: a judgement with its reasons; ratings from answers; the proof in s."""
    held = newest()
    times = []
    for ratings in every_rating(held):
        began = process_time()
        rules.judge(held, Situation(ratings))
        times.append(1000 * (process_time() - began))
    times.sort()
    began = process_time()
    people = [proposed(held, case.answers, on=ASSESSED_ON) for case in cases()]
    from_answers = 1000 * (process_time() - began) / len(people)
    began = process_time()
    document(held)
    assert not Proof(held).lowered
    return {
        "judged, middle (ms)": times[len(times) // 2],
        "judged, 99 % (ms)": times[int(0.99 * len(times))],
        "judged, slowest (ms)": times[-1],
        "ratings from answers (ms)": from_answers,
        "the whole proof (s)": process_time() - began,
    }


def newest() -> Pack:
    return pack.read(max(PACKS.glob("*.toml")).read_text(encoding="utf-8"))


if __name__ == "__main__":
    for name, figure in measured().items():
        print(f"{name:28}{figure:8.3f}")
