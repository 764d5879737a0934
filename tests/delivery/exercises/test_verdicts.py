"""Verdicts: right, right by another method, half for the unit, mistakes by name, and what waits for the teacher."""

import pytest

from workbench.delivery.exercises import opens, seal, verdict
from workbench.delivery.exercises.verdicts import read_number
from workbench.errors import UsageError

SHOWN = {"inflow": 150, "loss": 30}  # share 20 %, rest 120 m3/d


def judge(pool, answers, lang="en", **options):
    return {found.asked: found for found in verdict(pool(), SHOWN, answers, lang, **options)}


@pytest.mark.parametrize(
    ("answer", "marks", "words"),
    [
        ((20.0, "percent"), 4, "Right."),
        ((20.09, "%"), 4, "Right."),
        (("２０", "％"), 4, "Right."),
        ((0.2, "1"), 4, "Right."),
        ((200, "permille"), 4, "Right."),
        ((19.417, "percent"), 4, "another method: With the mean inflow 150"),
        ((20.0, None), 2, "unit is wrong or missing"),
        ((20.0, ""), 2, "The unit asked for is %"),
        ((20.0, "m3"), 2, "unit is wrong"),
        ((20.0, "permille"), 2, "unit is wrong"),
        ((20.0, "bucket"), 2, "unit is wrong"),
        ((25.0, "percent"), 0, "You did not divide by the inflow, 150."),
        ((0.02, "percent"), 0, "power of ten"),
        ((-20, "percent"), 0, "sign is not"),
        ((31, "percent"), 0, "too high"),
        ((11, "percent"), 0, "too low"),
        (("twenty", "percent"), 0, "'twenty' is not a number"),
        ((True, "percent"), 0, "'True' is not a number"),
        (("", "percent"), 0, "Not answered."),
        (None, 0, "Not answered."),
    ],
)
def test_a_number_is_judged_with_its_unit(pool, answer, marks, words):
    found = judge(pool, {"share": answer})["share"]
    assert (found.marks, found.out_of) == (marks, 4)
    assert found.right is (marks == 4)
    assert words in found.message


def test_mistakes_carry_their_id_and_speak_chinese(pool):
    found = judge(pool, {"share": (25, "percent"), "rest": (150, "m3/d")}, "zh")
    assert (found["share"].misconception, found["share"].message) == ("M33", "你没有除以进水 150。")
    assert found["rest"].misconception == "M4"


def test_a_power_of_ten_is_the_mistake_of_prefixes(pool):
    assert judge(pool, {"rest": (0.12, "m3/d")})["rest"].misconception == "M7"


def test_absolute_tolerance_ends_where_it_says(pool):
    assert judge(pool, {"rest": (120.4, "m3/d")})["rest"].right
    assert not judge(pool, {"rest": (120.41, "m3/d")})["rest"].right


@pytest.mark.parametrize(
    ("choice", "right", "mistake"), [("main", True, None), ("tank", False, None), ("none", False, "M8")]
)
def test_a_choice_is_right_wrong_or_a_named_distractor(pool, choice, right, mistake):
    found = judge(pool, {"place": choice})["place"]
    assert (found.right, found.misconception, found.marks) == (right, mistake, 2 * right)


@pytest.mark.parametrize(
    ("chosen", "marks", "mistake"),
    [
        (["night", "wet"], 4, None),
        (["wet"], 2, "M107"),
        (["wet", "night", "hot"], 2, "M37"),
        (["hot"], 0, "M37"),
        ("wet", 2, "M107"),
    ],
)
def test_several_of_a_list_earn_part_marks(pool, chosen, marks, mistake):
    found = judge(pool, {"signs": chosen})["signs"]
    assert (found.marks, found.misconception, found.right) == (marks, mistake, marks == 4)


def test_a_date_is_compared_as_it_is_written(pool):
    assert judge(pool, {"due": "2025-02-02"})["due"].right
    assert judge(pool, {"due": "2025-02-01"})["due"].message == "Not right."


def test_texts_and_sealed_questions_wait_for_the_teacher(pool):
    found = judge(pool, {"why": "because", "meter": "m0"})
    assert found["why"].right is None and found["why"].out_of == 3
    assert found["meter"].right is None and "when the teacher grades" in found["meter"].message


def test_with_the_truth_a_sealed_question_is_judged(pool):
    assert judge(pool, {"meter": "m1"}, hidden={"bad": 1})["meter"].marks == 3
    assert judge(pool, {"meter": "m0"}, hidden={"bad": 1})["meter"].right is False


def test_an_answer_to_nothing_that_is_asked_is_refused(pool):
    with pytest.raises(UsageError, match=r"does not ask \['ratio'\].*share"):
        judge(pool, {"ratio": 3})


def test_numbers_are_read_as_people_type_them():
    assert [read_number(text) for text in ("１２．５", "−3", "1,860", "1e3", "nan", "inf", "三")] == [
        *(12.5, -3, 1860, 1000),
        *(None, None, None),
    ]


def test_a_seal_opens_for_its_student_exercise_and_answer_only():
    sealed = seal("2027001", "E3.2", "meter", "f4")
    assert opens(sealed, "2027001", "E3.2", "meter", "f4")
    assert not opens(sealed, "2027002", "E3.2", "meter", "f4")
    assert not opens(sealed, "2027001", "E3.2", "meter", "f3")
