import nbformat
import pytest

from workbench.delivery.guide.quiz import answers, marked, questions, quiz, score
from workbench.delivery.guide.texts import texts
from workbench.places import notebooks

SECTIONS = sorted(set(texts("quiz", "zh")["section"]))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_question_has_four_choices_an_answer_among_them_and_a_reason(lang):
    rows = quiz(SECTIONS, lang)
    assert rows["id"].is_unique
    for row in rows.itertuples():
        assert list(row.choices) == list("ABCD") and len(set(row.choices.values())) == 4
        assert row.answer in row.choices and row.question and row.reason


def test_no_letter_is_the_right_one_more_than_twice_as_often_as_another():
    counts = quiz(SECTIONS, "zh")["answer"].value_counts()
    assert len(counts) == 4 and counts.max() <= 2 * counts.min()


def test_the_sums_in_the_questions_are_right():
    told = quiz(SECTIONS, "zh").set_index("id")
    right = {name: told.loc[name, "choices"][told.loc[name, "answer"]] for name in ("15.5.2", "15.8.2", "15.11.1")}
    # (3.76 − 2.80) / 3.76; 465.4 − 465.0 + 0.6; (123.2 − 11.8) × 0.75 + 11.8
    assert right == {"15.5.2": "25.5 %", "15.8.2": "1.0", "15.11.1": "95.4"}
    improvement, cash_flow = 0.96 / 3.76, (123.2 - 11.8) * 0.75 + 11.8
    assert (improvement, cash_flow) == pytest.approx((0.2553, 95.35), abs=0.0001)


def test_the_table_asks_and_a_later_one_answers(chapter):
    questions(chapter, "2")
    asked = chapter.tables.pop("测验题")
    answers(chapter, "2")
    answered = chapter.tables["答案与理由"]
    assert list(asked["题号"]) == list(answered["题号"]) and len(asked) == 4
    assert "理由" not in asked and answered["理由"].str.len().min() > 10


def test_marks_count_what_was_answered():
    rows = quiz(["2"], "zh")
    given = dict(zip(rows["id"], rows["answer"], strict=True))
    assert score(rows, given) == (4, 4)
    assert "合格" in marked(rows, given, "zh")
    first = rows["id"][0]
    wrong = given | {first: "A" if given[first] != "A" else "B"}
    assert score(rows, wrong) == (3, 4)
    assert "合格" not in marked(rows, wrong, "zh")
    assert score(rows, {first: None}) == (0, 0)
    assert "还没有作答" in marked(rows, {}, "zh") and "Nothing" in marked(quiz(["2"], "en"), {}, "en")


def test_every_section_is_asked_in_the_notebook_of_that_section():
    told = {path.stem: nbformat.read(path, as_version=4) for path in (notebooks() / "guide").glob("*.ipynb")}
    for section in SECTIONS:
        chapter, _, part = section.partition(".")
        prefix = f"{int(chapter):02d}_{int(part):02d}_" if part else f"{int(chapter):02d}_"
        sources = [cell.source for name, book in told.items() if name.startswith(prefix) for cell in book.cells]
        assert any("quiz.questions" in source and f'"{section}"' in source for source in sources), section
        assert any("quiz.answers" in source and f'"{section}"' in source for source in sources), section
