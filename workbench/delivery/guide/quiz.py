"""Questions of the training (宣贯测验): each with its answer and the reason for it."""

import ipywidgets
import pandas as pd

from ..exhibits.basic import either
from .controls import line_html, offer, table_html
from .texts import texts

LETTERS = "ABCD"
PASS = 0.8
"""Share of right answers that a plant asks for; its own rule may differ."""


def quiz(sections, lang):
    """Return the questions of some sections.

    Parameters
    ----------
    sections : iterable of str
        Such as ``1`` or ``15.9``, as in quiz.csv.
    lang : str
        ``zh`` or ``en``.

    Returns
    -------
    DataFrame
        id, section, question, choices (text by letter, as a dict), answer (letter), reason.
    """
    rows = texts("quiz", lang)
    rows = rows[rows["section"].isin(list(sections))].reset_index(drop=True)
    choices = [dict(zip(LETTERS, text.split("|"), strict=False)) for text in rows["choices"]]
    return rows.assign(choices=choices)


def questions(chapter, *sections):
    """Show the questions of some sections with their choices, and a control that marks the answers."""
    rows = quiz(sections, chapter.lang)
    shown = pd.DataFrame(
        {
            either(chapter, "题号", "no."): rows["id"],
            either(chapter, "题目", "question"): rows["question"],
            either(chapter, "选项", "choices"): [_spelled(choices) for choices in rows["choices"]],
        }
    )
    chapter.table(shown, either(chapter, "测验题", "Questions"))
    controls = {row.id: _radio(row) for row in rows.itertuples()}
    offer(chapter, controls, lambda **given: marked(rows, given, chapter.lang))


def answers(chapter, *sections):
    """Show the answer to each question and why it is the answer."""
    rows = quiz(sections, chapter.lang)
    shown = pd.DataFrame(
        {
            either(chapter, "题号", "no."): rows["id"],
            either(chapter, "答案", "answer"): [
                f"{row.answer} {row.choices[row.answer]}" for row in rows.itertuples(index=False)
            ],
            either(chapter, "理由", "reason"): rows["reason"],
        }
    )
    chapter.table(shown, either(chapter, "答案与理由", "Answers and reasons"))


def score(rows, given):
    """Return (right, answered) of the letters given by id of the question; None is not answered."""
    answered = [row for row in rows.itertuples() if given.get(row.id)]
    return sum(given[row.id] == row.answer for row in answered), len(answered)


def marked(rows, given, lang):
    """Return what is said of the answers given so far, as HTML."""
    right, answered = score(rows, given)
    zh = lang == "zh"
    if not answered:
        return line_html("还没有作答。" if zh else "Nothing answered yet.")
    passed = answered == len(rows) and right >= PASS * len(rows)
    verdict = ("，合格" if zh else ", passed") if passed else ""
    count = f"已答 {answered} 题，答对 {right} 题" if zh else f"{answered} answered, {right} right"
    told = [row for row in rows.itertuples() if given.get(row.id)]
    yes, no = ("对", "错") if zh else ("right", "wrong")
    frame = pd.DataFrame(
        {
            "题号" if zh else "no.": [row.id for row in told],
            "判定" if zh else "verdict": [yes if given[row.id] == row.answer else no for row in told],
            "理由" if zh else "reason": [row.reason for row in told],
        }
    )
    return line_html(count + verdict) + table_html(frame, "评分" if zh else "Marks", lang)


def _spelled(choices):
    return "　".join(f"{letter} {text}" for letter, text in choices.items())


def _radio(row):
    options = [(f"{letter} {text}", letter) for letter, text in row.choices.items()]
    radio = ipywidgets.RadioButtons(options=options, value=None, description=row.id)
    radio.layout.width = "95%"
    return radio
