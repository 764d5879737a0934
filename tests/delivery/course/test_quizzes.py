"""Question banks are read back: structure as the platform wants it, numbers as the engine has them."""

import html
import re
from xml.etree import ElementTree

import pytest

from workbench.delivery.course.quizzes import write_bank
from workbench.delivery.exercises import draw, load_exercise, names_of, student_seed, verdict

from .conftest import SECRET

EXERCISES = ("E2.2", "E5.1", "T3.1")
COUNT = 50


def variants(name):
    return [draw(load_exercise(name), student_seed(SECRET, f":bank {number}")) for number in range(COUNT)]


@pytest.fixture
def moodle(course, tmp_path):
    path = write_bank(course(*EXERCISES), tmp_path, "moodle", COUNT)
    return ElementTree.parse(path).getroot()


def of_kind(quiz, name, kind):
    """Return what stands between the braces of one kind, for every variant of an exercise."""
    entries = [
        entry
        for entry in quiz.findall("question[@type='cloze']")
        if entry.find("name/text").text.startswith(f"{name} ")
    ]
    texts = [entry.find("questiontext/text").text for entry in entries]
    return [re.findall(rf"\{{(\d+):{kind}:((?:\\.|[^}}])*)\}}", text) for text in texts]


def test_every_exercise_has_its_category_and_fifty_variants(moodle):
    assert moodle.tag == "quiz"
    categories = [entry.find("category/text").text for entry in moodle.findall("question[@type='category']")]
    assert categories == [f"$course$/top/清洁生产审核/{name}" for name in EXERCISES]
    names = [entry.find("name/text").text for entry in moodle.findall("question[@type='cloze']")]
    assert len(names) == len(set(names)) == COUNT * len(EXERCISES)


@pytest.mark.parametrize("name", ["E2.2", "E5.1"])
def test_the_numbers_of_moodle_are_right_by_the_engine(moodle, name):
    exercise = load_exercise(name)
    numeric = [key for key, asked in exercise.asked.items() if "unit" in asked]
    for variant, blanks in zip(variants(name), of_kind(moodle, name, "NUMERICAL"), strict=True):
        assert len(blanks) == len(numeric)
        for key, (marks, answers) in zip(numeric, blanks, strict=True):
            assert int(marks) == exercise.asked[key]["marks"]
            for answer in answers.split("~"):
                value, tolerance = map(float, re.fullmatch(r"=([^:]+):(.+)", answer).groups())
                for shift, right in ((0, True), (0.98, True), (-0.98, True)):
                    given = {key: (value + shift * tolerance, exercise.asked[key]["unit"])}
                    found = next(one for one in verdict(exercise, variant.shown, given) if one.asked == key)
                    assert found.right is right, (key, value, tolerance, shift)


def test_the_choices_of_moodle_are_right_by_the_engine(moodle):
    exercise = load_exercise("E5.1")
    texts = {option["zh"]: option["id"] for option in exercise.asked["accepted"]["choose"]}
    for variant, blanks in zip(variants("E5.1"), of_kind(moodle, "E5.1", "MULTICHOICE_V"), strict=True):
        ((_, choices),) = blanks
        right = [choice[1:] for choice in re.split(r"(?<!\\)~", choices) if choice.startswith("=")]
        plain = [html.unescape(re.sub(r"\\(.)", r"\1", choice)) for choice in right]
        assert [texts[choice] for choice in plain] == [names_of(exercise, variant.shown)["accepted"]]


def test_of_several_choices_the_right_ones_add_up_to_all_marks(moodle):
    for blanks in of_kind(moodle, "T3.1", "MULTIRESPONSE_V"):
        assert blanks
        for _, choices in blanks:
            shares = [float(share) for share in re.findall(r"%(-?[\d.]+)%", choices)]
            assert sum(share for share in shares if share > 0) == pytest.approx(100, abs=0.1)


def test_no_hidden_value_is_needed_by_a_bank_question_that_a_student_cannot_answer(moodle):
    assert all("{" not in entry.find("name/text").text for entry in moodle.findall("question[@type='cloze']"))


def test_gift_holds_the_same_numbers(course, tmp_path):
    text = write_bank(course("E2.2", "E5.1", "T3.1"), tmp_path, "gift", 5).read_text(encoding="utf-8")
    blocks = text.strip().split("\n\n")
    assert blocks[0] == "$CATEGORY: $course$/top/清洁生产审核/E2.2"
    found = dict(re.findall(r"::E2.2 ratio (\d+)::.*\{#([^}]+)\}", text))
    for number, variant in enumerate(variants("E2.2")[:5], 1):
        value = float(found[f"{number:02d}"].split(":")[0])
        assert value == pytest.approx(names_of(load_exercise("E2.2"), variant.shown)["ratio"], rel=1e-8)
    irr = re.search(r"::E5.1 irr 01::.*\{#([^}]+)\}", text)[1]
    assert irr.count("=") == 3, "the exact root and two ways to interpolate"
    assert re.search(r"::E5.1 accepted 01::.*\{(?:[~=].+){3}\}", text)
    assert re.search(r"::T3.1 \w+ 01::.*\{~%", text)
