# SPDX-License-Identifier: Apache-2.0
"""Documents are tested too: what they name exists, and what exists is named."""

import re
from pathlib import Path

import pytest

from handrail import __version__

ROOT = Path(__file__).parents[1]
OURS = ("src", "tests", "benchmarks", "docs", "data", ".ci")
TEXT = {".py", ".md", ".html", ".css", ".js", ".toml", ".txt", ".json", ".yaml", ".svg", ""}
DECISION_LINES = 25


def texts() -> list[Path]:
    inside = [path for folder in OURS for path in (ROOT / folder).rglob("*")]
    beside = [path for path in ROOT.iterdir() if not path.name.startswith(".")]
    found = [path for path in (*inside, *beside) if path.is_file() and path.suffix in TEXT]
    return sorted(path.relative_to(ROOT) for path in found if "__pycache__" not in path.parts)


def documents() -> list[Path]:
    return [path for path in texts() if path.suffix == ".md"]


def decisions() -> list[Path]:
    return sorted((ROOT / "docs" / "decisions").glob("*.md"))


def tree() -> set[str]:
    """The folders README's tree names, as paths from the root."""
    drawn = re.search(r"## The tree\n\n```\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert drawn, "README.md draws the tree"
    found, above = set(), [""]
    for indent, name in re.findall(r"^( *)([\w/]+/)\s", drawn[1], re.MULTILINE):
        depth = len(indent) // 2
        above[depth + 1 :] = [above[depth] + name]
        found.add(above[depth] + name)
    return found


@pytest.mark.parametrize("path", documents(), ids=str)
def test_what_a_document_links_to_exists(path):
    text = (ROOT / path).read_text()
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]

    assert [link for link in links if link and not (ROOT / path).parent.joinpath(link).exists()] == []


def test_the_tree_in_the_readme_is_the_tree():
    rooms = {f"{path.relative_to(ROOT)}/" for path in (ROOT / "src" / "handrail").glob("*/*/") if path.is_dir()}
    rooms = {room for room in rooms if re.search(r"/(ground|journey|doors)/[a-z]+/$", room)}
    named = tree()

    assert [room for room in sorted(named) if not (ROOT / room).is_dir()] == []
    assert sorted(rooms - named) == []


@pytest.mark.parametrize("path", decisions(), ids=lambda path: path.stem)
def test_a_decision_is_short_and_says_what_would_change_it(path):
    text = path.read_text()

    assert text.startswith(f"# {path.name[:4]} ")
    assert text.count("\n") <= DECISION_LINES
    for part in ("**Context.**", "**Decision.**", "**Consequences.**", "**What would change our mind.**"):
        assert part in text


def test_decisions_are_numbered_without_a_gap():
    assert [int(path.name[:4]) for path in decisions()] == list(range(1, len(decisions()) + 1))


def test_the_changelog_begins_with_this_version():
    newest = re.search(r"^## (\S+),", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)

    assert newest
    assert newest[1] == __version__


def test_every_setting_is_named_in_the_documents():
    told = "".join((ROOT / path).read_text() for path in documents() if path.parts[0] in ("README.md", "docs"))
    code = [path for path in texts() if path.parts[0] in ("src", "handrail") and path.suffix in (".py", "")]
    settings = {
        name for path in code for name in re.findall(r"\b(HANDRAIL_[A-Z]+|CHROMIUM)\b", (ROOT / path).read_text())
    }

    assert sorted(name for name in settings if name not in told) == []


def test_no_file_names_one_machine():
    found = {path: re.findall(r"/(?:home|root|work|opt)/[a-z.]\S*", (ROOT / path).read_text()) for path in texts()}

    assert {str(path): named for path, named in found.items() if named} == {}
