# SPDX-License-Identifier: Apache-2.0
import hashlib
import re
import tomllib
from pathlib import Path

import pytest

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
