# SPDX-License-Identifier: Apache-2.0
"""`handrail week` as people and machines meet it: files in, files out, an exit status, and a way to stop it."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.clinics import main as clinics
from handrail.doors.cli.week import main
from handrail.journey.timetable.problem import read_problem, read_week
from handrail.journey.timetable.rules import faults
from tests.weeks.judge import JUDGE, problem_file

ROOT = Path(__file__).parents[1]
TWENTY = str(problem_file("20-1"))
SIXTY = str(problem_file("60-1"))


@pytest.fixture
def built(tmp_path):
    """A clerk's week of twenty people, in a file."""
    made = tmp_path / "week.json"
    assert main(["build", TWENTY, "-o", str(made), "--by", "clerk"]) == 0
    return made


def is_lawful(problem, week):
    return faults(read_problem(Path(problem).read_bytes()), read_week(Path(week).read_bytes())) == []


def in_a_process(*words):
    command = [sys.executable, "-m", "handrail", "week", *words]
    told = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.Popen(command, env=told, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


# ---- build ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["clerk", "tracks", "solver"])
def test_a_week_is_built_and_told(tmp_path, capsys, by):
    made = tmp_path / "week.json"

    status = main(["build", TWENTY, "-o", str(made), "--by", by, "--seconds", "1"])

    assert status == 0
    assert is_lawful(TWENTY, made)
    assert "of 20 people whole, score " in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == ["week.json"]


def test_the_week_can_go_to_stdout(capsys):
    assert main(["build", TWENTY, "-o", "-", "--by", "clerk"]) == 0

    told = capsys.readouterr()
    assert read_week(told.out).groups
    assert "people whole" in told.err


def test_a_machine_reads_one_object_on_stdout(tmp_path, capsys):
    made = str(tmp_path / "week.json")

    main(["build", TWENTY, "-o", made, "--by", "clerk", "--json"])

    told = json.loads(capsys.readouterr().out)
    assert told["status"] == 0
    assert (told["people"], told["written"], told["stopped"], told["faults"]) == (20, made, False, [])
    assert told["hours"]["ordered"] == 228


def test_a_week_is_no_longer_there_or_all_there(built):
    before = built.read_text()

    assert main(["build", TWENTY, "-o", str(built), "--by", "tracks"]) == 0

    assert built.read_text() != before
    assert is_lawful(TWENTY, built)


def test_the_problem_is_not_written_over(capsys, tmp_path):
    problem = tmp_path / "problem.json"
    problem.write_text(Path(TWENTY).read_text())

    assert main(["build", str(problem), "-o", str(problem), "--by", "clerk"]) == 2

    assert capsys.readouterr().err == f"{problem}: is what was given; name another file\n"
    assert problem.read_text() == Path(TWENTY).read_text()


def test_every_fault_of_a_bad_problem_is_told_and_nothing_written(tmp_path, capsys):
    bad = json.loads(Path(TWENTY).read_text())
    bad["patients"][12]["busy"]["mon"] = [["10:00", "09:00"]]
    bad["rooms"][0]["seats"] = 0
    given = tmp_path / "bad.json"
    given.write_text(json.dumps(bad))

    status = main(["build", str(given), "-o", str(tmp_path / "week.json")])

    assert status == 2
    assert capsys.readouterr().err.splitlines() == [
        f"{given}: patients[12].busy.mon[0]: ends before it starts",
        f"{given}: rooms[0].seats: must be 1 or more",
    ]
    assert list(tmp_path.iterdir()) == [given]


@pytest.mark.parametrize(
    ("out", "told"),
    [
        ("nowhere/week.json", "there is no folder"),
        (".", "is a folder; name a file in it"),
        ("problem.json/week.json", "there is no folder"),
    ],
)
def test_a_place_that_cannot_be_written_is_told_before_any_work(tmp_path, capsys, out, told):
    (tmp_path / "problem.json").write_text("{}")

    assert main(["build", TWENTY, "-o", str(tmp_path / out), "--seconds", "60"]) == 2

    (line,) = capsys.readouterr().err.splitlines()
    assert told in line


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_is_told(tmp_path, capsys):
    tmp_path.chmod(0o500)

    assert main(["build", TWENTY, "-o", str(tmp_path / "week.json")]) == 2

    assert "may not be written" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["bake"],
        ["build"],
        ["build", TWENTY],
        ["build", TWENTY, "-o", "x", "--seconds", "0"],
        ["build", TWENTY, "-o", "x", "--seconds", "nan"],
        ["build", TWENTY, "-o", "x", "--workers", "0"],
        ["build", TWENTY, "-o", "x", "--seed", "-1"],
        ["build", TWENTY, "-o", "x", "--by", "magic"],
        ["build", TWENTY, "-o", "-", "--json"],
        ["build", "nowhere.json", "-o", "x"],
        ["build", "/", "-o", "x"],
        ["build", "a\0b", "-o", "x"],
        ["check", TWENTY, TWENTY],
    ],
)
def test_words_that_make_no_sense_are_refused(words, capsys):
    assert main(words) == 2

    told = capsys.readouterr()
    assert told.err
    assert "Traceback" not in told.err


# ---- a real process -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_build_stopped_half_way_leaves_the_best_week_so_far(tmp_path, sign):
    made = tmp_path / "week.json"
    process = in_a_process("build", SIXTY, "-o", str(made), "--seconds", "120", "--json")
    assert "people whole" in process.stderr.readline()  # a first week stands

    process.send_signal(sign)
    out, err = process.communicate(timeout=60)

    assert process.returncode == 0
    assert json.loads(out)["stopped"] is True
    assert "Stopping with the best week so far" in err
    assert is_lawful(SIXTY, made)


@pytest.mark.parametrize("after", [0.02, 0.2, 0.4, 0.8])
def test_a_signal_at_any_instant_leaves_nothing_or_a_whole_week(tmp_path, after):
    made = tmp_path / "week.json"
    process = in_a_process("build", SIXTY, "-o", str(made), "--seconds", "1")

    time.sleep(after)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)

    assert {path.name for path in tmp_path.iterdir()} <= {"week.json"}
    assert not made.exists() or is_lawful(SIXTY, made)


def test_the_other_judge_reads_what_is_written(built):
    judged = subprocess.run([sys.executable, JUDGE, TWENTY, built], check=False, capture_output=True, text=True)

    assert (judged.returncode, json.loads(judged.stdout)["faults"]) == (0, 0)


def test_reading_a_week_waits_for_neither_django_nor_the_solver(built):
    words = f"['check', {TWENTY!r}, {str(built)!r}]"
    code = f"import sys; from handrail.doors.cli.week import main; main({words})"
    code += "; sys.exit('django' in sys.modules or 'ortools' in sys.modules)"

    seen = subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": str(ROOT / "src")}, check=False)

    assert seen.returncode == 0


# ---- check and show -------------------------------------------------------------------------------------------


def test_a_lawful_week_is_told_with_its_score(built, capsys):
    capsys.readouterr()

    assert main(["check", TWENTY, str(built)]) == 0

    assert capsys.readouterr().out.startswith("breaks no rule\n")


def test_a_week_that_breaks_rules_is_told_with_each_of_them(built, capsys):
    week = json.loads(built.read_text())
    week["groups"][0]["start"] = "03:00"
    built.write_text(json.dumps(week))
    capsys.readouterr()

    assert main(["check", TWENTY, str(built), "--json"]) == 1

    told = json.loads(capsys.readouterr().out)
    assert told["status"] == 1
    assert "group g001: outside opening hours on mon" in told["faults"]


def test_machines_are_told_of_bad_input_too(capsys):
    assert main(["check", TWENTY, "nowhere.json", "--json"]) == 2

    told = capsys.readouterr()
    assert json.loads(told.out) == {"status": 2, "faults": ["nowhere.json: cannot be read (No such file or directory)"]}
    assert told.err == "nowhere.json: cannot be read (No such file or directory)\n"


def test_a_week_is_shown_day_by_day(built, capsys):
    capsys.readouterr()

    assert main(["show", str(built), "--problem", TWENTY]) == 0

    told = capsys.readouterr().out
    assert told.index("mon") < told.index("tue") < told.index("wed")
    assert "08:00-09:30" in told


def test_a_week_is_shown_without_its_problem_and_to_machines(built, capsys):
    capsys.readouterr()

    assert main(["show", str(built), "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert told["days"]["mon"][0][:2] == ["08:00", "process"]


def test_names_that_look_like_markup_are_shown_as_they_are(built, capsys):
    built.write_text(built.read_text().replace('"p0003"', '"[red]"'))
    capsys.readouterr()

    main(["show", str(built)])

    assert "[red]" in capsys.readouterr().out


# ---- fit ------------------------------------------------------------------------------------------------------


@pytest.fixture
def someone_new(tmp_path):
    """An entry like that of the first person of the twenty, in a file."""
    entry = json.loads(Path(TWENTY).read_text())["patients"][0]
    path = tmp_path / "person.json"
    path.write_text(json.dumps({**entry, "id": "new"}))
    return path


def test_one_more_person_is_fitted_in_and_nobody_moved(built, someone_new, tmp_path, capsys):
    out, problem = tmp_path / "with.json", tmp_path / "problem.json"
    capsys.readouterr()

    assert main(["fit", TWENTY, str(built), str(someone_new), "-o", str(out), "--problem-out", str(problem)]) == 0

    assert is_lawful(problem, out)
    before, after = read_week(built.read_bytes()), read_week(out.read_bytes())
    others = [tuple(name for name in group.members if name != "new") for group in after.groups]
    assert others == [group.members for group in before.groups]
    assert capsys.readouterr().out.startswith("new ")


def test_what_a_fit_gives_is_told_to_machines(built, someone_new, tmp_path, capsys):
    capsys.readouterr()

    main(["fit", TWENTY, str(built), str(someone_new), "-o", str(tmp_path / "with.json"), "--json"])

    told = json.loads(capsys.readouterr().out)
    assert (told["patient"], told["status"]) == ("new", 0)
    assert set(told) >= {"whole", "score", "joined", "sessions", "unmet"}


def test_a_person_who_is_there_already_is_not_fitted_in_again(built, someone_new, tmp_path, capsys):
    someone_new.write_text(someone_new.read_text().replace('"new"', '"p0003"'))

    assert main(["fit", TWENTY, str(built), str(someone_new), "-o", str(tmp_path / "x.json")]) == 2

    assert "p0003 is in " in capsys.readouterr().err
    assert not (tmp_path / "x.json").exists()


def test_every_fault_of_a_person_is_told(built, someone_new, tmp_path, capsys):
    entry = {**json.loads(someone_new.read_text()), "mode": "tele", "busy": {"mon": [["10:00", "09:00"]]}}
    someone_new.write_text(json.dumps(entry))

    assert main(["fit", TWENTY, str(built), str(someone_new), "-o", str(tmp_path / "x.json")]) == 2

    assert len(capsys.readouterr().err.splitlines()) == 2


def test_nobody_is_fitted_into_a_week_that_breaks_a_rule(built, someone_new, tmp_path, capsys):
    week = json.loads(built.read_text())
    week["groups"][0]["start"] = "03:00"
    built.write_text(json.dumps(week))
    capsys.readouterr()

    assert main(["fit", TWENTY, str(built), str(someone_new), "-o", str(tmp_path / "x.json")]) == 1

    assert "group g001: outside opening hours on mon" in capsys.readouterr().err
    assert not (tmp_path / "x.json").exists()


# ---- explain --------------------------------------------------------------------------------------------------


def test_what_is_unmet_is_explained_with_what_would_free_it(built, capsys):
    capsys.readouterr()

    assert main(["explain", TWENTY, str(built)]) == 0

    told = capsys.readouterr().out
    assert "lacks 1 medication-education. " in told


def test_machines_read_why_something_is_unmet(built, capsys):
    capsys.readouterr()

    assert main(["explain", TWENTY, str(built), "--json"]) == 0

    told = json.loads(capsys.readouterr().out)["unmet"]
    assert {"patient", "service", "count", "because", "blocks", "free_by", "freed"} <= set(told[0])


def test_where_everyone_has_everything_there_is_nothing_to_explain(tmp_path, capsys):
    problem, week = tmp_path / "problem.json", tmp_path / "week.json"
    clinics(["--people", "20", "--seed", "1", "-o", str(problem), "--planted", str(week)])

    assert main(["explain", str(problem), str(week)]) == 0

    assert capsys.readouterr().out == "Nothing is unmet, and no day is short.\n"


# ---- repair ---------------------------------------------------------------------------------------------------


def test_a_week_is_mended_when_a_clinician_is_away(built, tmp_path, capsys):
    out, problem = tmp_path / "mended.json", tmp_path / "without.json"
    capsys.readouterr()

    words = ["--absent", "c02:mon,tue", "-o", str(out), "--problem-out", str(problem), "--json"]
    assert main(["repair", TWENTY, str(built), *words]) == 0

    told = json.loads(capsys.readouterr().out)
    assert set(told) >= {"lost", "moved", "substituted", "proven"}
    assert is_lawful(problem, out)
    mended = read_week(out.read_bytes())
    assert not [a for a in mended.appointments if a.clinician == "c02" and a.day in ("mon", "tue")]


def test_a_week_is_mended_when_a_room_is_lost(built, tmp_path, capsys):
    out = tmp_path / "mended.json"

    assert main(["repair", TWENTY, str(built), "--room", "r0:wed", "-o", str(out)]) == 0

    assert not [group for group in read_week(out.read_bytes()).groups if group.rooms.get("wed") == "r0"]
    assert "changes" in capsys.readouterr().out


def test_a_week_is_mended_when_a_persons_hours_change(built, tmp_path):
    entry = json.loads(Path(TWENTY).read_text())["patients"][3]
    entry["busy"]["mon"] = [["07:00", "20:00", "new work"]]
    person, out, problem = tmp_path / "p.json", tmp_path / "mended.json", tmp_path / "now.json"
    person.write_text(json.dumps(entry))

    words = ["--person", str(person), "-o", str(out), "--problem-out", str(problem)]
    assert main(["repair", TWENTY, str(built), *words]) == 0

    assert is_lawful(problem, out)
    assert read_problem(problem.read_bytes()).patient_of["p0003"].busy["mon"][0].why == "new work"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "nothing to repair: say --absent, --room or --person"),
        (["--absent", "zoe"], "there is no clinician zoe"),
        (["--absent", "zoe:mon"], "there is no clinician zoe"),
        (["--absent", "c02:mon,day"], "c02:mon,day: day is no day; write mon, tue, wed, thu, fri, sat, sun"),
        (["--room", "cellar"], "there is no room cellar"),
    ],
)
def test_a_repair_that_makes_no_sense_is_refused(built, tmp_path, capsys, words, told):
    capsys.readouterr()

    assert main(["repair", TWENTY, str(built), *words, "-o", str(tmp_path / "x.json")]) == 2

    assert capsys.readouterr().err == f"{told}\n"
    assert not (tmp_path / "x.json").exists()
