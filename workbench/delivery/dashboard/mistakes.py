"""What wrong thinkers get: the misconceptions of an exercise, worked out for any data."""

from html import escape

import pandas as pd

from ..exercises import exercise_ids, fill, load_exercise, names_of
from ..exercises.formulas import FormulaError
from ..exercises.values import mistake_value
from . import frame

_WORDS = {
    "zh": {
        "title": "想错了会得到什么",
        "columns": ("问题", "错误", "错误结果", "正确结果", "错在哪里"),
        "exercise": "对应习题 {id}《{title}》：在练习笔记本里作答，数据因学号而异。",
    },
    "en": {
        "title": "What a wrong thinker gets",
        "columns": ("asked", "mistake", "wrong", "right", "what is wrong"),
        "exercise": "Exercise {id}, {title}: answered in the exercise notebook, with data of each student's own.",
    },
}


def exercise_note(name, lang):
    """Return which exercise a part belongs to, as HTML.

    Parameters
    ----------
    name : str
        Id of the exercise.
    lang : {"zh", "en"}
    """
    title = load_exercise(name).title[lang] if name in exercise_ids() else ""
    return f'<p class="wb-note">{escape(_WORDS[lang]["exercise"].format(id=name, title=title))}</p>'


def wrong_answers(name, shown, lang="zh"):
    """Return what each misconception of an exercise gives for these data.

    Parameters
    ----------
    name : str
        Id of the exercise.
    shown : dict
        Its given data.
    lang : {"zh", "en"}

    Returns
    -------
    pandas.DataFrame
        asked (name in words), key (name in formulas), mistake (M…), wrong, right (numbers in the unit of what is asked),
        message; misconceptions about numbers only, and only where the wrong thought gives a number.
    """
    exercise = load_exercise(name)
    names = names_of(exercise, shown)
    rows = []
    for mistake in exercise.misconceptions:
        asked = exercise.asked[mistake["asked"]]
        if "formula" not in mistake or "unit" not in asked:
            continue
        try:
            wrong = mistake_value(mistake, asked, names)
        except FormulaError:  # a wrong thought may end in a division by zero
            continue
        message = fill(exercise, mistake["message"], names, lang)
        rows.append((asked[lang], mistake["asked"], mistake["id"], wrong, names[mistake["asked"]], message))
    return pd.DataFrame(rows, columns=["asked", "key", "mistake", "wrong", "right", "message"])


def mistake_table(found, lang):
    """Return the wrong answers as a table for people, as HTML.

    Parameters
    ----------
    found : DataFrame
        Of `wrong_answers`.
    lang : {"zh", "en"}
    """
    words = _WORDS[lang]
    columns = dict(zip(("asked", "mistake", "wrong", "right", "message"), words["columns"], strict=True))
    return frame.table(found, words["title"], lang, columns=columns, digits=2)
