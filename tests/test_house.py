# SPDX-License-Identifier: Apache-2.0
"""The house rules a machine can keep. Each failure names the file and the rule.

What import-linter can say stands in pyproject.toml; what it cannot say stands here.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "handrail"
JUDGE = Path("tests/weeks/check_week.py")  # the independent judge of weeks, kept word for word
NO_ROOM = {"utils", "helpers", "misc", "common", "base", "manager", "services"}
SELF_EVIDENT = {"__init__", "apps", "urls", "settings"}
FACE = {"rules", "queries", "access", "actions", "problem", "week", "dated"}
FACE |= {"catalogue"}  # what an assessment asks, as plain facts
ENGINE_DOOR = {"build", "fit", "repair", "explain", "peers"}
OPEN_TO_ALL = {"kit", "look", "packs", "vault"}
MAY_QUERY = {"queries", "access", "actions", "admin"}
MAY_SEARCH = ("handrail.flow.", "handrail.doors.cli.")
PURE = {"rules", "catalogue", "lines", "problem", "week", "files", "sittings", "board", "cards", "dated"}
PURE |= {"footing", "mending", "whatif"}
PURE |= {"cautions", "pack", "papers", "proposals"}
PURE |= {"signing", "sheets", "codes"}
PURE |= {"beside", "edits", "pins", "proposal"}
MODULE_LINES, TEST_LINES, FUNCTION_LINES, TEMPLATE_LINES, README_LINES = 400, 600, 50, 150, 25


class Module(NamedTuple):
    """A Python file of the house, as the rules see it."""

    path: Path  # from the root of the checkout
    text: str

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def dotted(self) -> str:
        return ".".join(self.path.with_suffix("").parts[1:])

    @property
    def is_test(self) -> bool:
        return "tests" in self.path.parts

    @property
    def is_pure(self) -> bool:
        return bool({"kit", "packs"} & set(self.path.parts)) or self.path.stem in PURE


class Place(NamedTuple):
    """Where a dotted name points: which slice, which room in it, and what in that room."""

    slice: str
    room: str
    inside: str


def place(dotted: str) -> Place | None:
    found = re.match(r"handrail\.(?:journey|ground)\.(\w+)\.(\w+)(?:\.(\w+))?", dotted)
    return Place(found[1], found[2], found[3] or "") if found else None


def modules() -> list[Module]:
    paths = [*PACKAGE.rglob("*.py"), *(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")]
    paths += ROOT.glob("*.py")
    kept = sorted(path.relative_to(ROOT) for path in paths if "migrations" not in path.parts)
    return [Module(path, (ROOT / path).read_text()) for path in kept if path != JUDGE]


def templates() -> list[Path]:
    return sorted(path.relative_to(ROOT) for path in PACKAGE.rglob("*.html"))


def slices() -> list[Path]:
    found = [*PACKAGE.glob("ground/*/"), *PACKAGE.glob("journey/*/")]
    return sorted(path.relative_to(ROOT) for path in found if path.name != "__pycache__" and path.is_dir())


def faults(module: Module) -> Iterator[str]:
    """Every way this file breaks the rules of the house."""
    yield from faults_of_shape(module)
    yield from faults_of_tests(module)
    if not module.is_test and module.path.parts[0] == "src":
        yield from faults_of_rooms(module)
        yield from faults_of_imports(module)
        yield from faults_of_deeds(module)


def faults_of_deeds(module: Module) -> Iterator[str]:
    """A deed in one transaction leaves a line in the record: itself, or through what it calls."""
    if not {"actions", "flow"} & {*module.path.parent.parts, module.path.stem}:
        return
    functions = {node.name: node for node in module.tree.body if isinstance(node, ast.FunctionDef)}
    deeds = imported_deeds(module.tree)
    for name, node in functions.items():
        atomic = any("atomic" in ast.unparse(decorator) for decorator in node.decorator_list)
        told_by_another = "told by" in (ast.get_docstring(node) or "").lower()
        if atomic and not name.startswith("_") and not told_by_another and not notes(node, functions, deeds, {name}):
            yield f"{name} leaves no line in the record"


def imported_deeds(tree: ast.Module) -> set[str]:
    """The names by which this module knows the record's and others' actions, and what it took from them."""
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
        if "actions" in f"{node.module}.{alias.name}".split(".") or node.module.startswith("handrail.flow")
    }


def notes(node: ast.FunctionDef, functions: dict[str, ast.FunctionDef], deeds: set[str], seen: set[str]) -> bool:
    for call in (each for each in ast.walk(node) if isinstance(each, ast.Call)):
        root = ast.unparse(call.func).split(".")[0]
        if root in deeds:
            return True
        if root in functions and root not in seen and notes(functions[root], functions, deeds, seen | {root}):
            return True
    return False


def faults_of_shape(module: Module) -> Iterator[str]:
    roomless = NO_ROOM.intersection((*module.path.parts, module.path.stem))
    if roomless:
        yield f"{roomless.pop()}: name the room for what is in it"
    if module.text.strip() and not module.text.removeprefix("#!/usr/bin/env python3\n").startswith("# SPDX-License-"):
        yield "the first line names the licence: # SPDX-License-Identifier: Apache-2.0"
    if module.text.count("\n") > (TEST_LINES if module.is_test else MODULE_LINES):
        yield "split this module: which two things are here?"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and lines_of(node) > FUNCTION_LINES:
            yield f"{node.name} does more than one thing"
    if not module.is_test and module.path.stem not in SELF_EVIDENT and not ast.get_docstring(module.tree):
        yield "say in one line what this room is for"


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def faults_of_tests(module: Module) -> Iterator[str]:
    if not module.path.stem.startswith("test_"):
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and node.name.count("_") < 3:
            yield f"{node.name}: a test's name is a sentence"


def faults_of_rooms(module: Module) -> Iterator[str]:
    if "@receiver" in module.text:
        yield "no signals: call it, or add a line to site.reactions"
    if not MAY_QUERY & {module.path.stem, *module.path.parts} and ".objects." in module.text:
        yield "queries live in queries, access or actions"
    if module.is_pure and re.search(r"\b(now|today)\(|^(import|from) random\b", module.text, re.MULTILINE):
        yield "time and chance enter as values: no clock and no dice in here"


def faults_of_imports(module: Module) -> Iterator[str]:
    if module.dotted.startswith("handrail.site"):
        return  # the only place that knows everything
    here = place(module.dotted)
    for there in filter(None, map(place, imported(module.tree))):
        if there.slice in OPEN_TO_ALL or (here and here.slice == there.slice and here.room == there.room):
            continue
        if there.room == "engine":
            if not (here and here.slice == there.slice) and not module.dotted.startswith(MAY_SEARCH):
                yield f"a search runs in a worker process: only {' and '.join(MAY_SEARCH)} start the engine"
            elif there.inside not in ENGINE_DOOR:
                yield f"engine.{there.inside} is private to the engine: use {', '.join(sorted(ENGINE_DOOR))}"
        elif not (here and here.slice == there.slice) and there.room not in FACE:
            yield f"{there.room} is private to {there.slice}"


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def order() -> list[str]:
    """The rooms of the house, lowest first, as the import contracts state it."""
    said = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = {contract["name"].split(":")[0]: contract.get("layers", []) for contract in said}
    upward = [*reversed(layers["The ground"]), *reversed(layers["The way"])]
    return [room.strip(" ()") for layer in upward for room in layer.split("|")]


def links(text: str) -> Iterator[str]:
    """The slices a template reaches for by `extends`, `include` or `url`."""
    yield from re.findall(r"{%\s*(?:extends|include)\s+[\"'](\w+)/", text)
    yield from re.findall(r"{%\s*url\s+[\"'](\w+):", text)


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.path.as_posix())
def test_every_module_keeps_the_house(module):
    assert list(faults(module)) == []


@pytest.mark.parametrize("path", templates(), ids=str)
def test_a_template_is_short_and_looks_back_only(path):
    text = (ROOT / path).read_text()
    rooms = order()
    owner = next((part for part in path.parts[3:] if part in rooms), None)

    assert text.count("\n") <= TEMPLATE_LINES, "split this template"
    if owner and "doors" not in path.parts:
        ahead = [name for name in links(text) if name not in rooms[: rooms.index(owner) + 1]]
        assert ahead == [], "a link ahead is put into the frame by the door"


@pytest.mark.parametrize("path", slices(), ids=str)
def test_every_slice_says_in_a_readme_what_it_is_for(path):
    readme = ROOT / path / "README.md"

    assert readme.is_file(), "a slice has a README.md"
    assert readme.read_text().startswith(f"# {path.name}")
    assert readme.read_text().count("\n") <= README_LINES, "15 lines or so: a README is read standing"


def test_no_room_is_empty():
    folders = {path for path in PACKAGE.rglob("*/") if path.is_dir() and (path / "__init__.py").exists()}
    empty = [str(path.relative_to(ROOT)) for path in sorted(folders) if path.name != "migrations" and is_empty(path)]

    assert empty == [], "a room is made when something lives in it"


def is_empty(folder: Path) -> bool:
    inside = [path for path in folder.iterdir() if path.name not in {"__pycache__", "__init__.py", "migrations"}]
    return not inside and not ast.parse((folder / "__init__.py").read_text()).body[1:]


LICENSED = "# SPDX-License-Identifier: Apache-2.0\n"
SAID = LICENSED + '"""What this room is for."""\n'


@pytest.mark.parametrize(
    ("path", "text", "fault"),
    [
        ("journey/timetable/helpers.py", SAID, "name the room"),
        ("journey/timetable/rules.py", '"""Unlicensed."""\n', "names the licence"),
        ("journey/timetable/rules.py", LICENSED + "x = 1\n", "what this room is for"),
        ("journey/timetable/rules.py", SAID + "\n" * 400, "split this module"),
        ("journey/timetable/rules.py", SAID + "def f():\n" + "    x = 1\n" * 50, "more than one thing"),
        ("journey/timetable/rules.py", SAID + "x = date.today()\n", "no clock"),
        ("ground/kit/days.py", SAID + "from random import choice\n", "no dice"),
        ("journey/timetable/views.py", SAID + "x = Week.objects.all()\n", "queries live in"),
        ("journey/timetable/actions.py", SAID + "@receiver(saved)\ndef f(): ...\n", "no signals"),
        ("journey/timetable/actions.py", SAID + "from handrail.ground.people.models import P\n", "private to people"),
        ("journey/timetable/actions.py", SAID + "import handrail.ground.people.models\n", "private to people"),
        ("journey/timetable/actions.py", SAID + "from handrail.ground.people import models\n", "private to people"),
        ("flow/demo.py", SAID + "from handrail.journey.timetable import models\n", "private to timetable"),
        ("doors/clinic/views.py", SAID + "from handrail.journey.timetable.engine import fit\n", "start the engine"),
        (
            "doors/cli/week.py",
            SAID + "from handrail.journey.timetable.engine.search import x\n",
            "private to the engine",
        ),
        ("journey/timetable/actions.py", SAID + "@transaction.atomic\ndef order(): save()\n", "no line in the record"),
        ("journey/timetable/tests/test_rules.py", LICENSED + "def test_it(): ...\n", "is a sentence"),
    ],
)
def test_a_rule_broken_on_purpose_is_reported(path, text, fault):
    (told,) = faults(Module(Path("src/handrail") / path, text))

    assert fault in told


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("journey/timetable/actions.py", "from handrail.ground.people import queries as people"),
        ("journey/timetable/actions.py", "from handrail.journey.timetable.engine import build"),
        ("journey/timetable/engine/search.py", "from handrail.journey.timetable.engine.plan import Plan"),
        ("journey/timetable/queries.py", "from handrail.journey.timetable.models import Group"),
        ("doors/cli/week.py", "from handrail.journey.timetable.engine.build import build"),
        ("flow/demo.py", "from handrail.journey.timetable.week import Week"),
        ("flow/demo.py", "from handrail.journey.timetable.engine.build import build"),
        ("site/urls.py", "from handrail.journey.timetable import views"),
    ],
)
def test_what_the_rules_allow_is_not_reported(path, line):
    assert list(faults(Module(Path("src/handrail") / path, f"{SAID}{line}\n"))) == []
