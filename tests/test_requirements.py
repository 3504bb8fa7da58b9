# SPDX-License-Identifier: Apache-2.0
"""The compiled requirement files: they match pyproject.toml, are hashed, and name no address."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
FILES = ("requirements.txt", "requirements-test.txt")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PINNED = re.compile(
    r"^(?P<name>[\w.-]+)==(?P<version>[^\s;\\]+)(?P<marker> ; [^\\]+)?(?P<hashes>(?: \\\n    --hash=\S+)+)$",
    re.MULTILINE,
)


def pins(file: str) -> dict[str, set[Version]]:
    """Each package's versions; more than one where they differ between Pythons."""
    found: dict[str, set[Version]] = {}
    for pin in PINNED.finditer((ROOT / file).read_text()):
        found.setdefault(canonicalize_name(pin["name"]), set()).add(Version(pin["version"]))
    return found


def asked(*extras: str) -> list[Requirement]:
    lines = [*PROJECT["dependencies"], *(line for extra in extras for line in PROJECT["optional-dependencies"][extra])]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("file", FILES)
def test_every_line_is_a_pinned_and_hashed_package(file):
    rest = PINNED.sub("", (ROOT / file).read_text()).strip()

    assert rest == "", "an index, a link or an unhashed package has no place here"


@pytest.mark.parametrize("file", FILES)
def test_no_requirement_file_names_a_host(file):
    assert not re.search(r"://|index-url|find-links|\.(org|com|net|io)\b", (ROOT / file).read_text())


@pytest.mark.parametrize(("file", "extras"), [("requirements.txt", ()), ("requirements-test.txt", ("test",))])
def test_what_pyproject_asks_for_is_pinned_as_asked(file, extras):
    found = pins(file)

    for wanted in asked(*extras):
        versions = found.get(canonicalize_name(wanted.name))
        assert versions, f"{wanted.name} is asked for in pyproject.toml and not compiled into {file}"
        assert all(wanted.specifier.contains(version) for version in versions), f"{file} is older than pyproject.toml"


def test_the_tests_run_on_what_users_install():
    for_users, for_tests = pins("requirements.txt"), pins("requirements-test.txt")

    assert {name: for_tests.get(name) for name in for_users} == for_users


def test_there_is_no_other_lock_file():
    locks = {"uv.lock", "poetry.lock", "Pipfile.lock", "pdm.lock", "pylock.toml"}

    assert not [path.name for path in ROOT.iterdir() if path.name in locks]
