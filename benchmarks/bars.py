# SPDX-License-Identifier: Apache-2.0
"""The bars: what is asked of the week, and whether what was measured meets it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from benchmarks.figures import Figures, gap, moved_share, seconds_asked, worst, worst_score
from benchmarks.store import Run
from benchmarks.subjects import PERFECT

LARGEST = 500  # what is larger shows how cost grows; no bar is set for it
FIRST, GAP, FIT, MOVING, REPAIR, MOVED, MEMORY = 1.0, 25.0, 15.0, 1.5, 50.0, 2.0, 1024


@dataclass(frozen=True)
class Bar:
    """One bar. `met` is None when it was not measured as it asks to be."""

    name: str
    asked: str
    met: bool | None
    figure: str

    @property
    def verdict(self) -> str:
        return "-" if self.met is None else "PASS" if self.met else "MISS"


def bars(figures: Figures) -> list[Bar]:
    return [one(figures) for one in BARS]


def _bar(name: str, asked: str, met: Iterable[bool], figure: str) -> Bar:
    """Met when every single one is; not measured when there is none."""
    each = list(met)
    return Bar(name, asked, all(each) if each else None, figure if each else "not measured")


def rules_broken(figures: Figures) -> Bar:
    judged = [run for run in figures.runs if "broken" in run]
    count = sum(len(run["broken"]) for run in judged)
    where = _named(run for run in judged if run["broken"])
    met = [not run["broken"] for run in judged]
    return _bar("rules broken", "0", met, f"{count} in {len(judged)} runs{where}")


def interrupted(figures: Figures) -> Bar:
    runs = figures.of("interrupt")
    left = sum(run["absent"] + run["lawful"] for run in runs)
    told = f"{left} of {sum(run['n'] for run in runs)} times no file or a lawful week"
    return _bar("interrupted", "no file or a lawful week", [not run["broken"] for run in runs], told)


def first_week(figures: Figures) -> Bar:
    runs = [run for piece in ("build", "next") for run in figures.of(piece) if run["people"] <= LARGEST]
    slowest = max(runs, key=lambda run: float(run["first"]), default={})
    from_start = max((run.get("first_from_start", 0) for run in runs), default=0)
    told = f"{slowest.get('first', 0):.2f} s ({slowest.get('clinic')}); {from_start:.2f} s from process start"
    return _bar("first publishable week", "under 1 s up to 500", [run["first"] < FIRST for run in runs], told)


def whole(figures: Figures) -> Bar:
    """Judged only where builds had as long as the bar gives them."""
    met, missed = [], []
    for clinic, runs in figures.builds.items():
        people = runs[0]["people"]
        stood = worst(runs, seconds_asked(people))
        if stood is None or people > LARGEST:
            continue
        met.append(stood.whole >= (people if people < LARGEST else 0.99 * people))
        if not met[-1]:
            missed.append(f"{clinic} {100 * stood.whole / people:.1f} %")
    told = ", ".join(missed) or f"{sum(met)} clinics"
    return _bar("whole people", "100 %, at 500 99 %", met, told)


def score(figures: Figures) -> Bar:
    timely = {c: runs for c, runs in figures.builds.items() if all(map(_has_its_time, runs)) and c in PERFECT}
    over = {clinic: worst_score(runs) / runs[0]["perfect"] for clinic, runs in timely.items()}
    told = ", ".join(f"{clinic} {100 * (share - 1):+.0f} %" for clinic, share in over.items())
    return _bar("score", "below the perfect week's", [share < 1 for share in over.values()], told)


def score_made(figures: Figures) -> Bar:
    """No bar of the issue, but the same asked of clinics nobody tuned to."""
    timely = [runs for c, runs in figures.builds.items() if all(map(_has_its_time, runs)) and c not in PERFECT]
    shares = [worst_score(runs) / runs[0]["perfect"] for runs in timely if runs[0]["people"] <= LARGEST]
    told = f"{sum(share < 1 for share in shares)} of {len(shares)} below, worst {100 * max(shares, default=0):.0f} %"
    return _bar("score, clinics we make", "below the planted week's", [share < 1 for share in shares], told)


def bound(figures: Figures) -> Bar:
    gaps = {
        run["clinic"]: gap(worst_score(figures.builds[run["clinic"]]), run["bound"])
        for run in figures.of("bound")
        if run["clinic"] in figures.builds and run["people"] == 250
    }
    told = ", ".join(f"{clinic} {share:.1f} %" for clinic, share in gaps.items())
    return _bar("proven bound", "within 25 % at 250", [share <= GAP for share in gaps.values()], told)


def fit(figures: Figures) -> Bar:
    runs = [run for run in (*figures.of("fit"), *figures.of("callers")) if 250 <= run["people"] <= LARGEST]
    told = f"p95 {max((run['p95'] for run in runs), default=0):.1f} ms"
    return _bar("fit, nobody moved", "p95 15 ms at 250 and 500", [run["p95"] <= FIT for run in runs], told)


def fitted_again(figures: Figures) -> Bar:
    runs = figures.of("fit")
    told = f"{sum(len(run['worse']) for run in runs)} of {sum(run['n'] for run in runs)} worse"
    return _bar("fit of one taken out", "at least as well off", [not run["worse"] for run in runs], told)


def moving(figures: Figures) -> Bar:
    runs = [run["moving"] for run in figures.of("callers") if run["moving"] and run["people"] <= LARGEST]
    told = f"p95 {max((run['p95'] for run in runs), default=0):.2f} s, {sum(run['helped'] for run in runs)} of "
    told += f"{sum(run['n'] for run in runs)} helped"
    return _bar("fit, 3 others moved", "p95 under 1.5 s", [run["p95"] < MOVING for run in runs if run["n"]], told)


def repair(figures: Figures) -> Bar:
    """Groups keep their times or close, as for an absence of a day or two."""
    return _repair("repair of an absence", [run for run in figures.of("repair") if run["people"] == 250])


def repair_moving(figures: Figures) -> Bar:
    """The same asked of the wider question, in which groups may also move to another time."""
    runs = [{**run["moving"], "clinic": run["clinic"]} for run in figures.of("repair") if run["people"] == 250]
    return _repair("repair, groups moving", runs)


def _repair(name: str, runs: list[Run]) -> Bar:
    met = [run["p95"] <= REPAIR and run.get("proven", 0) == run["n"] for run in runs]
    each = [f"{r['clinic']} p95 {r['p95']:.0f} ms, {r.get('proven', 0)} of {r['n']} proven" for r in runs]
    return _bar(name, "p95 50 ms at 250, proven", met, "; ".join(each))


def next_week(figures: Figures) -> Bar:
    runs = [run for run in figures.of("next") if _has_its_time(run)]
    met = [run["whole"] == run["people"] and moved_share(run) <= MOVED for run in runs]
    lacking = sum(run["whole"] < run["people"] for run in runs)
    most = max(map(moved_share, runs), default=0)
    told = f"at most {most:.1f} % moved, someone lacks something in {lacking} of {len(runs)}"
    return _bar("next week", "whole as above, 2 % moved", met, told)


def memory(figures: Figures) -> Bar:
    runs = [run for run in figures.of("build") if run["people"] == LARGEST]
    told = f"{max((run['mebibytes'] for run in runs), default=0)} MiB"
    return _bar("memory", "1 GiB at 500", [run["mebibytes"] <= MEMORY for run in runs], told)


def _has_its_time(run: Run) -> bool:
    return bool(run["seconds"] >= seconds_asked(run["people"]))


def _named(runs: Iterable[Run]) -> str:
    names = sorted({f"{run['piece']} {run['clinic']}" for run in runs})
    return f": {', '.join(names)}" if names else ""


BARS: tuple[Callable[[Figures], Bar], ...] = (
    rules_broken,
    interrupted,
    first_week,
    whole,
    score,
    score_made,
    bound,
    fit,
    fitted_again,
    moving,
    repair,
    repair_moving,
    next_week,
    memory,
)
