"""What a student gets back: verdicts with their diagnosis and the rubric, one page that needs no network.

Before the deadline it says nothing that another student could use: no right value, no worked answer.
"""

from dataclasses import replace
from pathlib import Path

from ..exercises import draw, load_exercise, student_seed, worked
from ..exercises.kit import file_name
from ..exercises.sentences import SENTENCES
from ..exercises.texts import unit_words
from ..files import replacing
from .grading import marks_of
from .keys import environment
from .rooms import marks_of_room


def write_feedback(book, out, now=None):
    """Write a page for every student who handed in answers.

    Parameters
    ----------
    book : Gradebook
        From `workbench.delivery.course.grading.grade`.
    out : Path
        The folder.
    now : datetime, optional
        Worked answers are given once the deadline has passed by this time; the present without it.

    Returns
    -------
    list of Path
    """
    over = book.course.is_over(now)
    pages = []
    for student in book.marks:
        pages.append(Path(out) / f"{file_name(student)}.html")
        with replacing(pages[-1]) as temporary:
            temporary.write_text(feedback_html(book, student, over), encoding="utf-8")
    return pages


def feedback_html(book, student, over):
    """Return the page of a student; `over` tells whether worked answers may be given."""
    course = book.course
    marks = {name: _visible(load_exercise(name), mark, over) for name, mark in book.marks[student].items()}
    total = sum(mark.earned for mark in marks.values())
    if over and student in book.rooms:
        total += marks_of_room(book.rooms[student])
    return (
        environment()
        .get_template("feedback.html.j2")
        .render(
            **{"title": course.title, "student": student, "over": over, "late": book.late(student)},
            **{"total": f"{total:.6g}", "out_of": f"{book.whole:g}"},
            room=_room(book, student) if over else "",
            deadline=f"{course.deadline:%Y-%m-%d %H:%M}",
            remarks=[f"{remark.zh} / {remark.en}" for remark in book.remarks if remark.student == student],
            exercises=[_exercise(course, student, name, (marks.get(name), over)) for name in course.exercises],
        )
    )


def _room(book, student):
    score = book.rooms.get(student)
    if score is None:
        return ""
    counts = f"找对 {score.found} 处，误报 {score.false_alarms} 处，位置对而种类错 {score.misnamed} 处"
    return f"{counts}；得 {marks_of_room(score):g} / {score.out_of}"


def _visible(exercise, mark, over):
    """Return a mark as it may be told: before the deadline nothing about answers that depend on the hidden truth."""
    sealed = [name for name, asked in exercise.asked.items() if "sealed" in asked]
    if over or not sealed:
        return mark
    open_ = {"right": None, "marks": 0.0, "misconception": None, "message": SENTENCES["sealed"]["zh"]}
    verdicts = [replace(found, **open_) if found.asked in sealed else found for found in mark.verdicts]
    return replace(mark, verdicts=verdicts)


def _exercise(course, student, name, told_of):
    exercise, (mark, over) = load_exercise(name), told_of
    told = {"id": name, "title": exercise.title["zh"], "out_of": f"{marks_of(exercise):g}", "worked": ""}
    if over:
        told["worked"] = worked(exercise, draw(exercise, student_seed(course.secret, student)))
    if mark is None:
        return told | {"rows": [], "hints": "", "cost": "", "marks": "0", "rubrics": []}
    rows = [_row(exercise, found, mark, over) for found in mark.verdicts]
    rubrics = [_rubric(exercise, found) for found in mark.verdicts if "text" in exercise.asked[found.asked]]
    cost = f"{sum(found.marks for found in mark.verdicts) - mark.earned:.3g}"
    hints = "、".join(map(str, mark.hints))
    return told | {"rows": rows, "hints": hints, "cost": cost, "marks": f"{mark.earned:g}", "rubrics": rubrics}


def _row(exercise, found, mark, over):
    asked = exercise.asked[found.asked]
    return {
        **{"asked": asked["zh"], "state": _state(asked, found, mark), "message": found.message},
        **{"given": _given(asked, mark.answers.get(found.asked))},
        **{"marks": f"{found.marks:g}", "out_of": f"{found.out_of:g}"},
    }


def _state(asked, found, mark):
    if found.asked not in mark.answers:
        return "none"
    if found.right is None:
        return "open"
    if "text" in asked:
        return "read"
    return "right" if found.right else "half" if found.marks else "wrong"


def _given(asked, answer):
    """Return an answer as its student sees it: a number with its unit, options by their names."""
    if answer is None:
        return "—"
    options = {str(one["id"]): one["zh"] for one in [*asked.get("choose", []), *asked.get("choose_all", [])]}
    if isinstance(answer, tuple):
        number = f"{answer[0]:.10g}" if isinstance(answer[0], float) else answer[0]
        return f"{number} {unit_words(str(answer[1] or ''))}".strip()
    if isinstance(answer, list):
        return "、".join(options.get(item, item) for item in answer)
    return options.get(str(answer), str(answer))


def _rubric(exercise, found):
    asked = exercise.asked[found.asked]
    levels = [
        {
            "marks": f"{level['marks']:g}",
            "text": level["zh"],
            "reached": found.right is not None and found.marks == level["marks"],
        }
        for level in asked["rubric"]
    ]
    return {"asked": asked["zh"], "levels": levels}
