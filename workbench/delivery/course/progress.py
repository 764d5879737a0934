"""What a student sees of her own work: which exercises are answered, and how the open checks stand."""

import pandas as pd

from ..exercises import combine, exercise_ids, find_kit, hint_cost, load_exercise, read_answers, verdict
from .grading import marks_of

_HEADER = {
    "zh": ("题号", "题目", "满分", "公开检查", "教师另计", "提示扣分"),
    "en": ("exercise", "title", "marks", "open checks passed", "for the teacher", "cost of hints"),
}
_CAPTION = {
    "zh": ("学号 {}。公开检查是当场能判的问题；教师检查另计。", "示例：没有练习包，不计分，不保存。"),
    "en": (
        "Student {}. Open checks are judged at once; the teacher's come on top.",
        "Demonstration: no kit, no marks.",
    ),
}


def progress(lang="zh"):
    """Return the state of every exercise of the kit in the working folder, or of the bank where there is none.

    Parameters
    ----------
    lang : str
        ``zh`` or ``en``.

    Returns
    -------
    pandas Styler
        One row an exercise.
    """
    kit = find_kit()
    records = read_answers(kit)["exercises"]
    names = list(kit.variants) if kit.folder else exercise_ids()
    rows = [_row(load_exercise(name), kit, records.get(name, {}), lang) for name in names]
    table = pd.DataFrame(rows, columns=_HEADER[lang])
    own, demonstration = _CAPTION[lang]
    return table.style.hide(axis="index").set_caption(own.format(kit.student) if kit.folder else demonstration)


def _row(exercise, kit, record, lang):
    done = combine(record)
    answers, hints = done["answers"], done["hints"]
    checks = [name for name, asked in exercise.asked.items() if "answer" in asked]
    later = [name for name in exercise.asked if name not in checks]
    passed = _passed(exercise, kit, answers, checks) if answers else 0
    given = sum(name in answers for name in later)
    cost = f"{hint_cost(exercise, hints):.0%}" if hints else ""
    return (
        exercise.id,
        exercise.title[lang],
        f"{marks_of(exercise):g}",
        f"{passed}/{len(checks)}",
        _of(given, later),
        cost,
    )


def _passed(exercise, kit, answers, checks):
    known = {name: value for name, value in answers.items() if name in checks}
    found = verdict(exercise, kit.shown(exercise), known)
    return sum(one.right is True for one in found if one.asked in checks)


def _of(given, later):
    return f"{given}/{len(later)}" if later else "—"
