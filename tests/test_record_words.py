# SPDX-License-Identifier: Apache-2.0
"""docs/record.md tells every word of the record, and no word that nothing writes."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SAYS = {"did", "what"}
DEEDS = {"note", "looked", "refused"}
WORD = re.compile(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*")
DOCUMENT = ROOT / "docs" / "record.md"


def modules() -> Iterator[Path]:
    for path in sorted((ROOT / "src").rglob("*.py")):
        if not {"tests", "record"} & set(path.parts) and "record" in path.read_text():
            yield path


def words_of(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Each word that is given to the record, or to a function of the module that passes it on, and where.

    What is given otherwise than as a word in quotes is answered as "", unless it is such a function's parameter.
    """
    takes = {
        node.name: [arg.arg for arg in (*node.args.args, *node.args.kwonlyargs)]
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    }
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        named = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        parameters = ["did", "what"] if named in DEEDS else takes.get(named, [])
        given = [(word.arg, word.value) for word in call.keywords if word.arg in parameters]
        given += zip(() if named in DEEDS else parameters, call.args, strict=False)
        for parameter, value in given:
            if parameter in SAYS and not (isinstance(value, ast.Name) and value.id in SAYS):
                found = [word for word in strings(value) if WORD.fullmatch(word)]
                yield from ((call.lineno, word) for word in found or [""])


def strings(value: ast.expr) -> Iterator[str]:
    """The text it is; of `a if so else b`, both."""
    if isinstance(value, ast.IfExp):
        yield from (*strings(value.body), *strings(value.orelse))
    elif isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value


def writes_the_record(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.ImportFrom) and node.module == "handrail.ground.record"
        and any(name.name == "actions" for name in node.names)
        for node in ast.walk(tree)
    )  # fmt: skip


def written() -> dict[str, str]:
    """Every word that some code writes, and where first; a `did` that is not a word in quotes has no word."""
    found: dict[str, str] = {}
    for path in modules():
        tree = ast.parse(path.read_text())
        if writes_the_record(tree):
            for line, word in words_of(tree):
                found.setdefault(word, f"{path.relative_to(ROOT)}:{line}")
    return found


def told() -> list[str]:
    return re.findall(r"^\| `([^`]+)` \| \S", DOCUMENT.read_text(), re.MULTILINE)


def test_every_word_of_the_record_is_told_in_its_document():
    there = told()
    lacking = [
        f"| `{word}` | (what it means) |  from {where}" for word, where in written().items() if word not in there
    ]

    assert not lacking, f"add these lines to the table in {DOCUMENT.name}, by the alphabet:\n" + "\n".join(lacking)


def test_no_word_is_told_that_nothing_writes():
    found = written()
    idle = [word for word in told() if word not in found]

    assert not idle, f"nothing writes these: take them out of {DOCUMENT.name}, or write them:\n" + "\n".join(idle)


def test_the_words_are_told_in_order_and_once():
    assert told() == sorted(set(told())), "put the table in docs/record.md into the order of the alphabet"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ('record.note(by=by, did="site.opened")', ["site.opened"]),
        ('record.looked(by=by, what="chart.looked")', ["chart.looked"]),
        ('record.note(by=by, did="a.b" if new else "c.d")', ["a.b", "c.d"]),
        ('def _add(row, did):\n    record.note(by=by, did=did)\n_add(row, "room.added")', ["room.added"]),
        ('record.note(by=by, did=f"{noun}.opened")', [""]),
        ("Told(line=line, what=word(line), did=line.did)", []),
        ('def _add(*, did):\n    record.note(by=by, did=did)\n_add(did=f"{noun}.added")', [""]),
        ('may(who, "patients.find")', []),
    ],
)
def test_words_are_found_wherever_they_may_stand(code, words):
    assert [word for _, word in words_of(ast.parse(code))] == words
