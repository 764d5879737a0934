"""Feedback tells the diagnosis and the rubric; before the deadline it gives nothing away."""

import re
from datetime import timedelta

from workbench.delivery.course.feedback import feedback_html, write_feedback
from workbench.delivery.course.grading import grade
from workbench.delivery.course.submissions import read_submissions

from .conftest import NOW


def graded(course, folder):
    return grade(course, *read_submissions(folder))


def wrong(right):
    """Return the same answers, every one spoiled."""
    return {
        name: [value[0] * 1.37, value[1]] if isinstance(value, list) and len(value) == 2 else "x"
        for name, value in right.items()
    }


def numbers(page):
    return set(re.findall(r"\d+\.?\d*", page))


def test_before_the_deadline_no_right_value_stands_on_the_page(course, hand_in, right):
    names = ("E2.2", "E5.1", "E6.1")
    folder = hand_in("A01", {name: wrong(right("A01", name)) for name in names})
    lesson = course(*names)
    (path,) = write_feedback(graded(lesson, folder), folder / "out", NOW)
    page = path.read_text(encoding="utf-8")
    for name in names:
        for value in right("A01", name).values():
            if isinstance(value, list) and value[0] >= 10:
                assert not {f"{value[0]:.4g}", f"{value[0]:.5g}", f"{value[0]:.6g}"} & numbers(page), (name, value)
    assert "解答" not in page and "截止时间以前不公布" in page
    (path,) = write_feedback(graded(lesson, folder), folder / "out", NOW + timedelta(days=2))
    assert "解答" in path.read_text(encoding="utf-8")


def test_every_state_of_an_answer_has_its_word(course, hand_in, right):
    answers = right("A01", "E5.1")
    given = {"flow": answers["flow"], "payback": [answers["payback"][0], "t"], "npv": [1.0, "万元"], "sentence": "N"}
    folder = hand_in("A01", {"E5.1": given})
    page = feedback_html(graded(course("E5.1"), folder), "A01", False)
    assert all(word in page for word in ("✔ 正确", "◐ 部分正确", "✘ 不正确", "待教师评阅", "未作答"))
    book = grade(course("E5.1"), *read_submissions(folder), {("A01", "E5.1", "sentence"): 2})
    assert "已评阅" in feedback_html(book, "A01", False)


def test_the_page_names_the_mistake_and_shows_the_rubric_reached(course, hand_in, right):
    ratio = right("A01", "E2.2")["ratio"][0] / 100
    hand_in(
        "A01", {"E2.2": {"ratio": [100 * ratio / (1 - ratio), "percent"]}, "E5.1": {"sentence": "<b>N</b>"}}, hints=(1,)
    )
    folder = hand_in("A02", {})
    book = grade(course("E2.2", "E5.1"), *read_submissions(folder), {("A01", "E5.1", "sentence"): 2})
    page = feedback_html(book, "A01", False)
    assert "取水量" in page and "分母" in page and "看过 1 级提示" in page
    assert re.search(r'<tr class="right"><td class="number">2</td>', page)
    assert "&lt;b&gt;N&lt;/b&gt;" in page and "<b>N" not in page
    assert "没有收到这道题的答案" in feedback_html(book, "A02", False)


def test_the_page_is_one_file_without_addresses_or_names(course, hand_in, right):
    folder = hand_in("A01", {"E2.2": right("A01", "E2.2")})
    page = feedback_html(graded(course(), folder), "A01", True)
    assert "姓名A01" not in page and not re.search(r"(?:src|href)=|https?://", page)


def test_what_depends_on_the_hidden_truth_is_told_after_the_deadline_only(course, hand_in, right, sealed_exercise):
    folder = hand_in("A01", {sealed_exercise: right("A01", sealed_exercise)})
    book = graded(course(sealed_exercise), folder)
    assert book.total("A01") == 4
    before, after = feedback_html(book, "A01", False), feedback_html(book, "A01", True)
    assert "待教师评阅" in before and "✔ 正确" in before and before.count("✔ 正确") == 1
    assert "得分 <strong>1</strong> / 4" in before and "得分 <strong>4</strong> / 4" in after
    assert after.count("✔ 正确") == 2
