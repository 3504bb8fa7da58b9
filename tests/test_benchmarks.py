# SPDX-License-Identifier: Apache-2.0
"""The benchmark measures what it says, keeps it at once, and calls a bar met only when it was measured so."""

import json

import pytest

from benchmarks import week as benchmark
from benchmarks.agenda import QUICK, WHOLE, agenda
from benchmarks.bars import bars
from benchmarks.changes import absences, cost_of, others_moved, strangely_moved, without
from benchmarks.figures import Figures, gap, stand, whole_after, worst
from benchmarks.judging import broken
from benchmarks.report import Report, table
from benchmarks.store import Store, Task, percentile
from benchmarks.subjects import PERFECT, Subject, callers
from handrail.journey.timetable.problem import names_of as names
from handrail.journey.timetable.problem import patient_faults
from handrail.journey.timetable.rules import WEIGHTS, score
from handrail.journey.timetable.week import Week


def a_build(**but):
    steps = [[0.1, 9000, 3], [4.0, 950, 18], [20.0, 900, 20]]
    facts = {"piece": "build", "clinic": "20-1", "people": 20, "seed": 1, "seconds": 60.0, "perfect": 941}
    measured = {"score": 900, "whole": 20, "first": 0.1, "first_from_start": 0.4, "mebibytes": 150, "took": 60.0}
    return {**facts, **measured, "broken": [], "steps": steps, **but}


def verdicts(*runs):
    return {bar.name: bar.verdict for bar in bars(Figures(list(runs)))}


@pytest.fixture(scope="module")
def made():
    return Subject("made-20-1").made()


# ---- what is asked of the figures -----------------------------------------------------------------------------


def test_a_build_stood_as_its_last_better_week_by_then():
    run = a_build()

    assert [stand(run, second).whole for second in (1, 5, 60)] == [3, 18, 20]
    assert stand(run, 120) is None


def test_the_worst_seed_counts_and_one_that_had_less_time_leaves_it_open():
    slow = a_build(seed=2, steps=[[0.2, 9500, 2], [50.0, 940, 20]])

    assert worst([a_build(), slow], 30).whole == 2
    assert whole_after([a_build(), slow]) == 50.0
    assert whole_after([a_build(), a_build(steps=[[0.1, 9000, 19]])]) is None
    assert worst([a_build(), a_build(seconds=5.0)], 30) is None


def test_percentiles_are_values_that_were_measured():
    times = list(range(1, 101))

    assert [percentile(times, share) for share in (0.5, 0.95, 1.0)] == [50, 95, 100]
    assert percentile([7.0], 0.95) == 7.0
    assert percentile([], 0.95) == 0.0


def test_the_gap_is_the_part_of_the_score_that_is_not_proven():
    assert gap(1000, 800) == 20.0


# ---- bars -----------------------------------------------------------------------------------------------------


def test_a_good_build_meets_its_bars_and_the_others_stay_open():
    told = verdicts(a_build())

    met = ("rules broken", "first publishable week", "whole people", "score")
    assert {name for name, verdict in told.items() if verdict == "PASS"} == set(met)
    assert set(told.values()) == {"PASS", "-"}


@pytest.mark.parametrize(
    ("but", "missed"),
    [
        ({"broken": ["nobody is in two places"]}, "rules broken"),
        ({"first": 1.0}, "first publishable week"),
        ({"steps": [[0.1, 900, 19]]}, "whole people"),
        ({"score": 941}, "score"),
        ({"people": 500, "seconds": 120.0, "mebibytes": 1025}, "memory"),
    ],
)
def test_what_falls_short_misses_its_bar(but, missed):
    assert verdicts(a_build(**but))[missed] == "MISS"


def test_a_short_run_says_nothing_of_what_a_minute_gives():
    told = verdicts(a_build(seconds=5.0))

    assert told["whole people"] == told["score"] == "-"


def test_at_500_people_one_of_a_hundred_may_lack_something():
    clinic = {"clinic": "500-1", "people": 500, "seconds": 120.0}

    assert verdicts(a_build(**clinic, steps=[[0.1, 900, 495]]))["whole people"] == "PASS"
    assert verdicts(a_build(**clinic, steps=[[0.1, 900, 494]]))["whole people"] == "MISS"


def test_a_repair_must_be_quick_and_proven():
    spread = {"n": 2, "p95": 50.0, "broken": []}
    absence = {"piece": "repair", "clinic": "250-1", "people": 250, "seed": 1, **spread, "moving": spread}

    assert verdicts({**absence, "proven": 2})["repair of an absence"] == "PASS"
    assert verdicts({**absence, "proven": 1})["repair of an absence"] == "MISS"
    assert verdicts({**absence, "proven": 2, "p95": 50.1})["repair of an absence"] == "MISS"
    assert verdicts({**absence, "proven": 2})["repair, groups moving"] == "MISS"


# ---- what is done to a week -----------------------------------------------------------------------------------


def test_everyone_s_own_cost_and_the_staff_make_up_the_score(made):
    problem, week = made
    found = score(problem, week)

    own = sum(cost_of(problem, week, patient) for patient in problem.patients)
    assert own + WEIGHTS["staff_quarter"] * found.terms["staff_quarter"] == found.total


def test_whoever_is_taken_out_has_nothing_and_the_others_what_they_had(made):
    problem, week = made
    gone = problem.patients[0]

    left = without(week, gone.id)

    assert cost_of(problem, left, gone) >= WEIGHTS["unmet"]
    assert others_moved(week, left) == 1
    assert others_moved(left, week) == 0


def test_every_clinician_is_away_once_on_her_busiest_day_before_any_other_day(made):
    problem, week = made
    everyone = {leader for group in week.groups for leader in group.leaders} | {a.clinician for a in week.appointments}

    away = list(absences(problem, week, 1000))

    assert {clinician for clinician, _ in away[: len(everyone)]} == everyone
    assert len(away) == len(set(away)) > len(everyone)


def test_only_people_whose_hours_stayed_count_as_moved(made):
    problem, week = made
    empty = Week(groups=(), appointments=())
    changed = problem.model_copy(update={"patients": (problem.patients[0].model_copy(update={"busy": {}}),)})

    assert strangely_moved(problem, problem, week, week)[0] == 0
    assert strangely_moved(problem, changed, week, empty) == (0, 0)
    moved, meetings = strangely_moved(problem, problem, week, empty)
    assert moved == meetings > 0


def test_callers_order_only_what_the_clinic_has(made):
    problem, week = made
    there, _ = Subject("made-20-2").made()

    calls = list(callers(problem, week, there))

    assert len(calls) == 20
    for asked in calls:
        assert all(list(patient_faults(names(problem), one)) == [] for one in asked)


def test_both_judges_are_asked(made):
    problem, week = made
    doubled = week.model_copy(update={"appointments": (*week.appointments, *week.appointments)})

    assert broken(problem, week) == []
    told = broken(problem, doubled)
    assert any(fault.startswith("judge: ") for fault in told)
    assert any(not fault.startswith("judge: ") for fault in told)


# ---- what is to be done ---------------------------------------------------------------------------------------


def test_a_whole_run_measures_every_known_clinic_on_every_seed():
    tasks = list(agenda(WHOLE))

    builds = {(task.clinic, task.seed) for task in tasks if task.piece == "build"}
    assert builds >= {(clinic, seed) for clinic in PERFECT for seed in (1, 2, 3)}
    assert ("made-1000-1", 1) in builds
    assert len({task.name for task in tasks}) == len(tasks)
    assert {task.seconds for task in tasks if task.clinic == "500-1" and task.piece == "build"} == {120.0}


def test_names_narrow_what_is_measured():
    asked = benchmark.parser().parse_args(["--only", "60-1", "fit", "repair"])

    assert [task.name for task in agenda(benchmark.scope(asked))] == ["fit-60-1-1", "repair-60-1-1"]


def test_a_clinic_that_is_not_in_the_list_can_be_asked_for():
    asked = benchmark.parser().parse_args(["--quick", "--only", "made-40-7", "--seeds", "1"])

    assert [task.piece for task in agenda(benchmark.scope(asked))] == [
        "peers", "build", "fit", "callers", "repair", "next", "bound",
    ]  # fmt: skip


def test_a_wrong_name_is_told():
    with pytest.raises(SystemExit):
        benchmark.parser().parse_args(["--only", "61-1"])


def test_quick_leaves_out_large_clinics():
    assert max(Subject(task.clinic).people for task in agenda(QUICK)) <= 60


# ---- what is told ---------------------------------------------------------------------------------------------


def test_nothing_measured_is_told_as_such(tmp_path, capsys):
    assert benchmark.main(["--report", "--out", str(tmp_path)]) == 0

    assert "not measured" in capsys.readouterr().out


def test_runs_of_several_times_are_one_report(tmp_path):
    store = Store(tmp_path)
    for clinic, whole in (("20-1", 20), ("20-2", 19)):
        run = a_build(whole=whole, steps=[[0.1, 900, whole]])
        store.keep(Task("build", clinic, 60.0), {k: run[k] for k in run if k not in ("clinic", "people")})

    report = Report(store)
    report.write()

    assert not report.is_met(partly=True)
    assert "20-2 95.0 %" in (tmp_path / "bench.txt").read_text()
    assert len(json.loads((tmp_path / "bench.json").read_text())["runs"]) == 2
    assert "<svg" in (tmp_path / "bench.svg").read_text()


def test_a_table_has_numbers_to_the_right():
    assert table([("clinic", "s"), ("20-1", "10"), ("120-1", "9")]) == "clinic   s\n20-1    10\n120-1    9"


def test_one_clinic_is_measured_from_end_to_end(tmp_path, capsys):
    words = ["--quick", "--only", "20-1", "peers", "build", "fit", "--seconds", "0.3", "--seeds", "1"]

    assert benchmark.main([*words, "--out", str(tmp_path)]) == 0

    told = capsys.readouterr().out
    assert "rules broken            0                          PASS  0 in 3 runs" in told
    assert [run["piece"] for run in Store(tmp_path).runs()] == ["build", "fit", "peers"]
