# SPDX-License-Identifier: Apache-2.0
import pytest
from hypothesis import given
from hypothesis import strategies as some

from handrail.ground.library import rules
from handrail.ground.library.tests.make import HEAD, TEXT, an_article


def test_a_sound_file_is_read_whole():
    read = rules.read("cold", "\ufeff" + (HEAD + TEXT).replace("\n", "\r\n"))

    assert (read.title, read.topic, read.sources[0].name) == ("What is a cold?", "What it is", "CDC: Common Cold")
    assert read.text.strip() == TEXT.strip()


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        (TEXT, "a head between two lines"),
        ("+++\nx = \n+++\n" + TEXT, "the head is no TOML"),
        (HEAD.replace('title = "What is a cold?"\n', "") + TEXT, "title: missing"),
        (HEAD.replace("Why noses run.", "x" * 161) + TEXT, "summary: 161 characters, 160 at most"),
        (HEAD.replace("What it is", "Colds") + TEXT, "topic: one of"),
        (HEAD.replace("2026-11-25", '"soon"') + TEXT, "reviewed_on: a day"),
        (HEAD.replace("https://", "http://") + TEXT, "begins with https"),
        (HEAD.replace("[{", "[] # {") + TEXT, "sources: name at least one"),
        (HEAD.replace("for_whom", "for_who") + TEXT, "for_who: nothing of this name"),
        (HEAD + "Short.", "fewer than 100 words"),
        (HEAD + "# A cold\n\n" + TEXT, "headings begin with ##"),
    ],
)
def test_an_unsound_file_is_refused_and_told_how_to_mend_it(written, fault):
    with pytest.raises(rules.Unsound, match=fault) as refused:
        rules.read("cold", written)

    assert str(refused.value).startswith("cold.md: ")


def test_the_name_of_a_file_is_its_address():
    with pytest.raises(rules.Unsound, match="the name of the file"):
        rules.read("A cold", HEAD + TEXT)


def test_what_stands_in_the_title_comes_before_what_stands_in_the_text():
    in_text = an_article(slug="a", title="About noses", text=TEXT + "cold " * 50)
    in_title = an_article(slug="b")

    assert [one.slug for one in rules.found([in_text, in_title], "COLD")] == ["b", "a"]


def test_every_word_must_occur():
    assert rules.found([an_article()], "cold illness")
    assert not rules.found([an_article()], "cold elephants")


@pytest.mark.parametrize("asked", ["colds", "cóld", "What is a cold?", "ill", "  cold  "])
def test_other_forms_of_a_word_find_it_too(asked):
    assert rules.found([an_article()], asked)


@pytest.mark.parametrize("asked", ["", "   ", "?!", "((", "\\", "x" * 100_000])
def test_nothing_of_sense_finds_nothing(asked):
    assert rules.found([an_article()], asked) == []


@given(some.text(max_size=300))
def test_whatever_is_asked_is_answered(asked):
    assert len(rules.found([an_article()], asked)) <= 1
    assert len(rules.words_of(asked)) <= rules.MOST_WORDS
