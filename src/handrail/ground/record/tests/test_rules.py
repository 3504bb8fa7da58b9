# SPDX-License-Identifier: Apache-2.0
import random
from dataclasses import fields, replace
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.ground.record import rules
from handrail.ground.record.rules import Fault, Head, Line, Wrong
from handrail.ground.record.tests.make import EVE, OTHER_PROVIDER, PROVIDER, a_chain, a_line

LENGTHS = st.integers(1, 9)
OTHER = {
    "id": UUID(int=999), "provider_id": OTHER_PROVIDER, "account_id": EVE, "session_id": EVE, "did": "patient.edited",
    "about_id": EVE, "patient_id": None, "because": "emergency", "previous": "1" * 64, "hash": "2" * 64,
}  # fmt: skip
BUT_NUMBER = [field.name for field in fields(Line) if field.name != "number"]


def fault(lines, head):
    return rules.verify(PROVIDER, lines, head).fault


def one_of(data, lines):
    """One of the lines: which of them, its number, and itself."""
    number = data.draw(st.integers(1, len(lines)))
    return number - 1, number, lines[number - 1]


def altered(line, name):
    return replace(line, **({"at": line.at + timedelta(microseconds=1)} if name == "at" else {name: OTHER[name]}))


def test_the_form_that_is_hashed_is_the_documented_one():
    line = a_line(session_id=None, because="emergency")

    assert rules.canonical(line) == (
        b"handrail record 1\n00000000-0000-0000-0000-000000000001\n1\n" + b"0" * 64 + b"\n"
        b"00000000-0000-0000-0000-000000000064\n2026-11-24T08:30:00.000000+00:00\n"
        b"00000000-0000-0000-0000-000000000004\n\npatient.looked\n00000000-0000-0000-0000-000000000006\n"
        b"00000000-0000-0000-0000-000000000006\nemergency\n"
    )
    assert line.hash == sha256(rules.canonical(line)).hexdigest()


@given(LENGTHS)
def test_a_chain_as_it_was_written_has_no_fault(length):
    lines, head = a_chain(length)

    verdict = rules.verify(PROVIDER, lines, head)

    assert (verdict.fault, verdict.number, verdict.hash) == (None, length, head.hash)


@given(st.data(), LENGTHS, st.sampled_from(BUT_NUMBER))
def test_a_line_altered_in_any_place_is_found_there(data, length, name):
    lines, head = a_chain(length)
    index, number, line = one_of(data, lines)

    lines[index] = altered(line, name)

    assert fault(lines, head) == Fault(Wrong.ALTERED, number)


@given(st.data(), LENGTHS, st.sampled_from(BUT_NUMBER[:-2]))
def test_a_line_written_anew_with_its_hash_is_found_where_the_next_does_not_follow(data, length, name):
    lines, head = a_chain(length)
    index, number, line = one_of(data, lines)

    new = replace(altered(line, name), provider_id=PROVIDER, because="covering", hash="")
    lines[index] = replace(new, hash=rules.hash_of(new))

    last = number == length
    assert fault(lines, head) == (Fault(Wrong.HEAD, number) if last else Fault(Wrong.UNCHAINED, number + 1))


@given(st.data(), LENGTHS)
def test_a_line_taken_out_is_found_missing(data, length):
    lines, head = a_chain(length)
    index, number, _ = one_of(data, lines)

    del lines[index]

    assert fault(lines, head) == Fault(Wrong.CUT_OFF if number == length else Wrong.MISSING, number)


@given(st.data(), LENGTHS)
def test_a_tail_cut_off_is_found_at_its_first_line(data, length):
    lines, head = a_chain(length)
    left = data.draw(st.integers(0, length - 1))

    assert fault(lines[:left], head) == Fault(Wrong.CUT_OFF, left + 1)


@given(st.integers(2, 9), st.randoms(use_true_random=False))
def test_two_lines_swapped_are_found_at_the_first_and_told_where_it_was(length, chance: random.Random):
    lines, head = a_chain(length)
    first, second = sorted(chance.sample(range(1, length + 1), 2))
    here, there = lines[first - 1], lines[second - 1]

    lines[first - 1], lines[second - 1] = replace(there, number=first), replace(here, number=second)

    assert fault(lines, head) == Fault(Wrong.MOVED, first, was=second)


@given(st.data(), LENGTHS)
def test_a_line_given_a_later_number_is_missing_where_it_was(data, length):
    lines, head = a_chain(length)
    index, number, line = one_of(data, lines)

    del lines[index]
    lines.append(replace(line, number=length + data.draw(st.integers(1, 5))))

    assert fault(lines, head) == Fault(Wrong.MISSING, number)


@given(st.data(), LENGTHS)
def test_a_line_given_the_number_nought_is_found_first(data, length):
    lines, head = a_chain(length)
    index, number, line = one_of(data, lines)

    del lines[index]

    assert fault([replace(line, number=0), *lines], head) == Fault(Wrong.MOVED, 1, was=number)


def test_a_head_that_is_missing_or_set_back_or_written_anew_is_found():
    lines, head = a_chain(3)

    assert fault(lines, None) == Fault(Wrong.HEADLESS, 3)
    assert fault(lines, Head(PROVIDER, 2, lines[1].hash)) == Fault(Wrong.BEYOND, 3)
    assert fault(lines, replace(head, hash="0" * 64)) == Fault(Wrong.HEAD, 3)
    assert fault([], None) is None


def test_a_cut_that_sets_the_head_back_is_seen_only_by_a_head_kept_elsewhere():
    lines, head = a_chain(5)
    kept = {lines[1].hash, head.hash}

    whole = rules.verify(PROVIDER, lines, head, keeping=kept)
    cut = rules.verify(PROVIDER, lines[:4], Head(PROVIDER, 4, lines[3].hash), keeping=kept)

    assert whole.kept == kept
    assert (cut.fault, cut.kept) == (None, {lines[1].hash})


def test_a_line_feed_put_into_a_word_does_not_make_one_line_read_like_another():
    lines, head = a_chain(2)
    shifted = replace(lines[0], did=f"{lines[0].did}\n{lines[0].about_id}", about_id=lines[0].patient_id, patient_id="")

    assert fault([shifted, lines[1]], head) == Fault(Wrong.ALTERED, 1)


@pytest.mark.parametrize(("did", "is_look"), [("chart.looked", True), ("chart.overlooked", False), ("a.b", False)])
def test_a_look_is_told_by_its_word(did, is_look):
    assert a_line(did=did).is_look is is_look
