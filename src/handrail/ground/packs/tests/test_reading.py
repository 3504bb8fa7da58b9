# SPDX-License-Identifier: Apache-2.0
from datetime import date
from pathlib import Path

import pytest

from handrail.ground.kit.answer import Refused
from handrail.ground.packs import rules
from handrail.ground.packs.reading import read

PACKS = Path(__file__).parents[5] / "packs"
HEAD = """
format = "handrail/pack@1"
id = "own"
name = "Our own"
jurisdiction = "US-TX"
version = "1"
effective_from = 2026-01-01
"""
ROW = 'words = "So."\nsource = "a book"\nsource_date = 2026-01-01\nverified = true\n'


def told(folder, text, name="own"):
    (folder / f"{name}.toml").write_text(HEAD + text)
    with pytest.raises(Refused) as no:
        read(folder)
    return no.value.because


def test_the_packs_that_come_with_handrail_say_what_a_week_of_intensive_outpatient_care_is():
    packs = rules.applying(read(PACKS), state="TX")

    def value(key, **how):
        return rules.limit(packs, key, on=date(2026, 11, 25), **how).value

    assert [pack.id for pack in packs] == ["us-federal", "us-tx"]
    assert (value("week.hours.min"), value("week.hours.min", whom="adolescents"), value("week.hours.max")) == (9, 6, 19)
    assert (value("week.days.min"), value("day.hours.min")) == (3, 3)
    assert (value("group.counseling.size.max"), value("group.education.size.max")) == (16, 35)


def test_what_was_not_read_in_a_source_is_marked_so():
    (plan,) = rules.deadline(read(PACKS), "plan.filed", on=date(2026, 11, 25))

    assert (plan.within, plan.unit, plan.verified) == (5, "service_days", False)


def test_every_number_of_every_pack_names_its_source_and_when_it_was_read():
    packs = read(PACKS)
    rows = [row for pack in packs for row in (*pack.limits, *pack.deadlines, *pack.duties)]

    assert len(rows) > 20
    assert all(row.source and row.words and row.source_date <= date(2026, 11, 25) for row in rows)


def test_every_fault_of_every_file_is_told_at_once(tmp_path):
    (tmp_path / "other.toml").write_text("format = ")
    because = told(
        tmp_path,
        f'[[limits]]\nid = "week.hours"\nvalue = 9\nunit = "hours_a_week"\n{ROW}'
        f'[[limits]]\nid = "week.hours.min"\nvalue = 0\nunit = "hours_a_moon"\n{ROW}'
        f'[[deadlines]]\nid = "note.signed"\nunit = "hours"\nafter = "it"\nhurry = 1\n{ROW}'
        '[[duties]]\nid = "be.kind"\nwords = "Be."\nsource = "a book"\nverified = "yes"\n',
    )

    assert any(said.startswith("other.toml: it is not TOML") for said in because)
    for said in (
        "own.toml: limits, week.hours: id: end it in .min or .max, to say which way it limits",
        "own.toml: limits, week.hours.min, value: must be above 0.0",
        "own.toml: deadlines, note.signed, hurry: there is no such key",
        "own.toml: duties, be.kind, source_date: missing",
        "own.toml: duties, be.kind, verified: must be true or false",
    ):
        assert said in because
    assert any("own.toml: limits, week.hours.min, unit: write one of 'hours_a_week'" in said for said in because)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('payer = "Acme"\n', "own.toml: write jurisdiction or payer, one of the two"),
        ("effective_until = 2025-12-31\n", "own.toml: effective_until: it is before effective_from"),
        (f'[[duties]]\nid = "be.kind"\n{ROW}' * 2, "own.toml: duties: be.kind is given twice"),
        (
            f'[[deadlines]]\nid = "note.signed"\nunit = "hours"\nafter = "it"\n{ROW}',
            "own.toml: deadlines, note.signed: within: every unit needs it but midpoint_of_stay, which has none",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_with_what_to_write(tmp_path, text, said):
    assert said in told(tmp_path, text)


def test_a_pack_is_called_as_its_file_is(tmp_path):
    assert told(tmp_path, "", name="theirs") == ("theirs.toml: id: write theirs, as the file is called, not own",)


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(Refused, match="there is no such folder"):
        read(tmp_path / "none")
