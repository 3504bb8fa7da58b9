# SPDX-License-Identifier: Apache-2.0
import pytest
from hypothesis import given
from hypothesis import strategies as some

from handrail.journey.selfcheck import queries, rules
from handrail.journey.selfcheck.queries import words
from handrail.journey.selfcheck.rules import Answers, judged

CUT = queries.cutoffs()


def ticked(codes, most=None):
    return some.frozensets(some.sampled_from(codes), max_size=most)


point = some.none() | some.integers(0, 4)
ANYTHING = some.builds(
    Answers,
    now=ticked(rules.NOW), soon=ticked(rules.SOON), audit=some.tuples(point, point, point), as_man=some.booleans(),
    used=ticked(rules.SUBSTANCES), worst=some.sampled_from(("", *rules.SUBSTANCES)),
    often=some.sampled_from(("", *rules.OFTEN)), signs=ticked(rules.SIGNS), home=some.sampled_from(rules.HOME),
    alone=some.booleans(), tried=ticked(rules.TRIED), keeps=ticked(rules.KEEPS),
)  # fmt: skip


def signs(count):
    return frozenset(rules.SIGNS[:count])


@given(ANYTHING)
def test_every_combination_has_an_answer_with_a_reason_and_a_next_step(answers):
    found = judged(answers, CUT)

    assert found.level in words.LEVELS
    assert found.level in words.MEANS
    assert found.because
    assert found.next
    assert set(found.because) <= set(words.BECAUSE)
    assert set(found.changes) <= set(words.CHANGES)
    assert set(found.next) <= set(words.NEXT)
    assert {danger.code for danger in found.dangers} <= set(words.DANGERS)


@given(ANYTHING.filter(lambda answers: answers.now))
def test_what_is_happening_now_outranks_everything_else(answers):
    found = judged(answers, CUT)

    assert found.level == "emergency"
    assert found.dangers[0].weight == rules.EMERGENCY
    assert {danger.code for danger in found.dangers if danger.weight == rules.EMERGENCY} == answers.now


@given(ANYTHING, ticked(rules.SOON))
def test_one_more_danger_is_never_followed_by_less_care(answers, more):
    worse = judged(Answers(**{**vars(answers), "soon": answers.soon | more}), CUT)
    before = judged(answers, CUT)

    assert {danger.code for danger in before.dangers} <= {danger.code for danger in worse.dangers}
    if more & {"voices", "withdrawal_before", "shakes", "ill"} and not answers.now:
        assert worse.level == "medical"


@given(ANYTHING)
def test_dangers_stand_in_the_order_of_their_weight(answers):
    weights = [danger.weight for danger in judged(answers, CUT).dangers]

    assert weights == sorted(weights, key=[rules.EMERGENCY, rules.TODAY, rules.CARE].index)


@given(ANYTHING, some.sampled_from(rules.SIGNS))
def test_one_more_sign_never_points_to_less(answers, sign):
    more = Answers(**{**vars(answers), "signs": answers.signs | {sign}})

    assert rules.LEVELS.index(judged(more, CUT).level) >= rules.LEVELS.index(judged(answers, CUT).level)


@pytest.mark.parametrize(
    ("count", "tried", "level"),
    [
        (0, (), "none"), (1, (), "brief"), (2, (), "outpatient"), (3, (), "outpatient"), (4, (), "iop"),
        (2, ("could_not_stop",), "iop"), (5, (), "iop"), (6, (), "iop"), (6, ("cannot_go_days",), "day"),
        (5, ("cannot_go_days",), "iop"), (6, ("cannot_go_days", "treated_before"), "bed"),
        (0, ("just_detoxed",), "iop"),
    ],
)  # fmt: skip
def test_signs_and_what_was_tried_point_to_a_level(count, tried, level):
    assert judged(Answers(signs=signs(count), home="safe", tried=frozenset(tried)), CUT).level == level


@pytest.mark.parametrize(("count", "level"), [(3, "outpatient"), (4, "bed")])
def test_with_no_safe_home_a_bed_comes_before_evenings(count, level):
    assert judged(Answers(signs=signs(count), home="unsafe"), CUT).level == level


@pytest.mark.parametrize(
    ("points", "as_man", "too_much"), [(2, False, False), (3, False, True), (3, True, False), (4, True, True)]
)
def test_both_edges_of_audit_c(points, as_man, too_much):
    answers = Answers(audit=(points, None, 0), as_man=as_man)

    assert rules.drinks_too_much(answers, CUT) is too_much
    assert judged(answers, CUT).level == ("brief" if too_much else "none")


@pytest.mark.parametrize(("audit", "level"), [((3, 2, 2), "brief"), ((3, 2, 3), "iop")])
def test_a_high_audit_c_points_to_a_program_even_without_signs(audit, level):
    assert judged(Answers(audit=audit), CUT).level == level


@pytest.mark.parametrize(
    ("but", "is_dangerous"),
    [
        ({"soon": frozenset({"withdrawal_before"})}, True),
        ({"soon": frozenset({"shakes"})}, True),
        ({"worst": "alcohol", "often": "daily"}, True),
        ({"worst": "sedatives", "often": "daily"}, True),
        ({"worst": "alcohol", "often": "weekly"}, False),
        ({"worst": "cannabis", "often": "daily"}, False),
        ({"audit": (4, 2, 0)}, True),
        ({"audit": (4, 1, 0)}, False),
        ({"audit": (3, 4, 0)}, False),
        ({"worst": "sedatives", "signs": frozenset({"withdrawal"})}, True),
        ({"worst": "cannabis", "signs": frozenset({"withdrawal"})}, False),
    ],
)
def test_who_must_not_stop_alone_is_told_so(but, is_dangerous):
    found = judged(Answers(**but), CUT)

    assert ("withdrawal" in {danger.code for danger in found.dangers}) is is_dangerous
    assert (found.level == "medical") is is_dangerous


def test_pregnant_and_using_sees_a_doctor_and_pregnant_alone_is_no_danger():
    pregnant = frozenset({"pregnant"})

    assert judged(Answers(soon=pregnant, used=frozenset({"opioids"})), CUT).level == "medical"
    assert judged(Answers(soon=pregnant), CUT).dangers == ()


def test_whoever_uses_opioids_is_told_of_naloxone():
    found = judged(Answers(used=frozenset({"opioids"})), CUT)

    assert "naloxone" in found.next
    assert found.dangers[-1].code == "overdose_risk"


@given(ANYTHING)
def test_what_is_carried_comes_back_in_words_and_fits_its_field(answers):
    told = queries.told(queries.carried(answers))

    assert str(words.LEVELS[judged(answers, CUT).level]) in told
    assert len(told) <= 2000
    assert len(queries.carried(answers)) < 500


@pytest.mark.parametrize("token", ["", "x", "a:b:c", "x" * 100_000, "\x00", "eyJsIjoibm9uZSJ9:1:xyz"])
def test_a_token_that_is_not_ours_says_nothing(token):
    assert queries.told(token) == ""


def test_every_cutoff_names_its_source():
    assert queries.FILE.read_text().count("source =") == len(vars(CUT))
