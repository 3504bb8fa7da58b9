# SPDX-License-Identifier: Apache-2.0
"""The catalogue that is shipped holds together, and one that does not is told what is wrong with it."""

from pathlib import Path

import pytest

from handrail.journey.intake import catalogue
from handrail.journey.intake.catalogue import FILES, Unsound, current, read

DOCUMENT = Path(__file__).parents[5] / "docs" / "assessment.md"


def shipped():
    return {path.stem: path.read_text() for path in FILES.glob("*.toml")}


def test_the_assessment_asks_all_that_a_history_needs():
    asked = {question.key for question in current().questions()}

    assert [section.key for section in current().sections][:3] == ["coming", "use", "criteria"]
    assert len(current().criteria) == 11
    assert {"withdrawal.detox_needed", "health.pregnant", "risk.suicide_plan", "home.who", "strengths.wants"} <= asked


def test_every_key_and_every_answer_stands_in_the_document():
    rows = DOCUMENT.read_text()

    for question in current().questions():
        codes = ", ".join(code for code, _words in question.choices)
        each = "each" if question.per_substance else ""
        assert f"| `{question.key}` | {question.kind} | {each} | {codes} |" in rows, question.key


def test_the_edges_of_remission_are_those_the_answers_name():
    numbers = current().numbers
    codes = [code for code, _words in current().criteria[0].choices]

    assert codes == [
        f"months_{numbers.early_from_months}",
        f"months_{numbers.sustained_from_months}",
        "earlier",
        "never",
    ]


@pytest.mark.parametrize(
    ("file", "before", "after", "fault"),
    [
        ("legal", 'kind = "several"', 'kind = "sevral"', "legal.status: its kind must be one of choice, several"),
        ("legal", 'key = "ordered"', 'key = "status"', "legal.status is there twice"),
        ("legal", 'choices = "yes_no"', 'choices = "maybe"', "legal.ordered: there is no list of answers named maybe"),
        ("legal", "[[questions]]", "[[questions", "legal.toml: "),
        ("legal", 'key = "legal"', 'key = "law"', 'legal.toml: say key = "legal"'),
        ("legal", "lines = 2", "line = 2", "legal.notes: line is not known here"),
        ("legal", 'words = "At present"', 'words = ""', "legal.status: say its words"),
        ("use", "over = 0", "above = 0", "use.main: when = {"),
        ("home", 'key = "home.children"', 'key = "home.kids"', "home.children_where: when speaks of home.kids"),
        ("home", '"home.children", over', '"home.support", over', "over is for numbers, and home.support is none"),
        (
            "risk",
            'is = ["now", "month"]',
            'is = ["soon"]',
            "risk.suicide_plan: risk.suicide_thoughts has no answer soon",
        ),
        ("use", "per_substance = true", "", "use.names"),
        ("catalogue", "mild = 2", "mild = 7", "mild, moderate, severe must rise"),
        ("catalogue", '"legal", ', "", "legal.toml: name it under sections"),
        ("catalogue", '"legal", ', '"legal", "court", ', "no file court.toml"),
        ("catalogue", "criteria.craving", "criteria.longing", "there is no question criteria.longing"),
        ("catalogue", "source =", "origin =", "say the source of [severity]"),
    ],
)
def test_a_file_broken_on_purpose_is_told_where_and_what(file, before, after, fault):
    files = shipped()
    files[file] = files[file].replace(before, after, 1)
    if file == "use" and not after:
        files[file] = files[file].replace('key = "names"', 'only = ["alcohol"]\nkey = "names"')

    with pytest.raises(Unsound) as told:
        read(files)

    assert any(fault in line for line in told.value.faults), told.value.faults


def test_without_its_first_file_there_is_no_catalogue():
    with pytest.raises(Unsound, match=r"catalogue\.toml is missing"):
        read({"legal": shipped()["legal"]})


def test_a_condition_asks_for_an_answer_or_for_more_than_a_number():
    chosen, counted = catalogue.When("a.b", frozenset({"yes"})), catalogue.When("a.b", over=0)

    assert chosen.holds("yes")
    assert chosen.holds(("no", "yes"))
    assert not chosen.holds(None)
    assert counted.holds(1)
    assert counted.holds(("alcohol",))
    assert not counted.holds(0)
    assert not counted.holds(None)
