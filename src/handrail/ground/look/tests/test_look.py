# SPDX-License-Identifier: Apache-2.0
import hashlib
import re
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.utils import timezone, translation

from handrail.ground.look.templatetags import look

STATIC = Path(__file__).parents[1] / "static"


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "0"), (15, "¼"), (30, "½"), (60, "1"), (105, "1¾"), (690, "11½"), (675, "11¼"), (50, "0.8"), (640, "10.7")],
)
def test_hours_are_said_in_quarters_where_they_can_be(minutes, said):
    assert look.hours(minutes) == said


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (1050, 1140, "5:30 – 7:00 pm"),
        (690, 780, "11:30 am – 1:00 pm"),
        (0, 60, "12:00 – 1:00 am"),
        (720, 780, "12:00 – 1:00 pm"),
        (1380, 1440, "11:00 pm – 12:00 am"),
    ],
)
def test_a_span_says_its_half_of_the_day_once_where_it_can(start, end, said):
    assert look.until(start, end) == said


@pytest.mark.parametrize(("minutes", "said"), [(480, "8"), (720, "noon"), (780, "1"), (0, "12"), (1320, "10")])
def test_the_axis_says_hours_as_people_do(minutes, said):
    assert look.hour(minutes) == said


def test_every_slot_of_a_day_has_its_class():
    css = (STATIC / "look" / "clock.css").read_text()

    for name, numbers in (("at", range(288)), ("for", range(1, 289)), ("from", range(0, 288, 12)), ("lane", range(24))):
        assert set(map(int, re.findall(rf"\.{name}-(\d+){{--{name}:\1}}", css))) == set(numbers)


def test_what_others_made_is_listed_with_its_checksum():
    vendor = STATIC / "vendor"
    told = tomllib.loads((vendor / "lock.toml").read_text())["file"]

    for file in told:
        assert hashlib.sha512((vendor / file["path"]).read_bytes()).hexdigest() == file["sha512"], file["path"]
        assert (vendor / file["path"]).with_name("LICENSE").exists()
    listed = {file["path"] for file in told}
    found = {path.relative_to(vendor).as_posix() for path in vendor.rglob("*/*") if path.name != "LICENSE"}
    assert listed == found


def test_no_stylesheet_fetches_from_elsewhere():
    for path in (STATIC / "look").iterdir():
        assert not re.findall(r"url\([\"']?(?:https?:)?//|@import", path.read_text()), path.name


EVENING = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)  # still Monday in Texas


def test_a_time_is_said_by_the_clocks_of_the_site():
    assert look.at(EVENING, "America/Chicago") == "6:30 pm"
    assert look.at(EVENING, "America/New_York") == "7:30 pm"
    assert look.moment(EVENING, "America/Chicago") == "Monday, November 23, 6:30 pm"
    assert look.short_day(EVENING, "America/Chicago") == "Nov 23"


def test_without_a_zone_the_zone_in_force_is_meant():
    with timezone.override("America/Phoenix"):
        assert look.moment(EVENING) == "Monday, November 23, 5:30 pm"


def test_a_day_without_a_time_is_the_same_everywhere():
    assert look.day(date(2026, 11, 23), "Pacific/Auckland") == "Monday, November 23"
    assert look.full_day(date(1994, 3, 1)) == "March 1, 1994"


def test_where_people_count_to_twenty_four_so_do_we():
    with translation.override("de"):
        assert look.at(EVENING, "America/Chicago") == "18:30"
        assert look.until(690, 780) == "11:30 – 13:00"
        assert look.hour(720) == "12"


@pytest.mark.parametrize(
    ("value", "said"),
    [(3, "3"), (7.0, "7"), (7.5, "7.5"), (0.25, "0.25"), (1 / 3, "0.33"), (12500, "12,500"), (-4, "-4")],
)
def test_a_number_has_no_more_places_than_it_needs(value, said):
    assert look.number(value) == said


def test_numbers_are_separated_as_the_language_does():
    with translation.override("de"):
        assert look.number(12500.5) == "12.500,5"


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Jo Lindqvist", "JL"),
        ("Guadalupe Fernández-Oyelaran", "GF"),
        ("Jo", "J"),
        ("Ana Beltrán, LMFT", "AB"),
        ("Ana María (Ann) de Cruz", "AC"),
        ("", "·"),
    ],
)
def test_an_avatar_has_the_first_and_last_initial(name, initials):
    assert look.avatar(name)["initials"] == initials
