"""What a student calls in a notebook: answer, and ask for a hint."""

from dataclasses import dataclass
from html import escape

from .bank import load_exercise
from .hints import hint, hint_cost
from .kit import find_kit, hints_taken, keep
from .verdicts import verdict

MARKS = {True: ("✔", "#1b7f3b"), False: ("✘", "#b3261e"), None: ("…", "#5f6368")}
DEMO = {
    "zh": "示例数据（公开种子），不计成绩、不保存。",
    "en": "Demonstration data (public seed): no marks, nothing is kept.",
}


@dataclass(frozen=True)
class Reply:
    """The verdicts on what was answered, shown by a notebook.

    Attributes
    ----------
    exercise : Exercise
    verdicts : list of Verdict
    cost : float
        Share of the marks that hints have cost.
    demo : bool
    lang : str
    """

    exercise: object
    verdicts: list
    cost: float
    demo: bool
    lang: str

    def __str__(self):
        return "\n".join(
            f"{MARKS[found.right][0]} {self._name(found)}: {_line(found, self.lang)}" for found in self.verdicts
        )

    __repr__ = __str__

    def _repr_html_(self):
        rows = "".join(
            f'<p style="margin:4px 0;color:{MARKS[found.right][1]}"><b>{MARKS[found.right][0]} '
            f"{escape(self._name(found))}</b>　{escape(_line(found, self.lang))}</p>"
            for found in self.verdicts
        )
        notes = [_cost_note(self.cost, self.lang)] if self.cost else []
        notes += [DEMO[self.lang]] if self.demo else []
        return rows + "".join(f'<p style="margin:4px 0;color:#5f6368">{escape(note)}</p>' for note in notes)

    def _name(self, found):
        return self.exercise.asked[found.asked][self.lang]


def answer(exercise, unit=None, lang="zh", **values):
    """Answer an exercise, wholly or in part, and learn at once what is right and why not.

    Parameters
    ----------
    exercise : str
        Id, such as ``"E2.2"``.
    unit : str, optional
        Unit of the numbers that carry none of their own.
    lang : {"zh", "en"}
    **values
        What is asked: a number, (number, unit), the id of an option, a list of ids, an ISO date or a text.

    Returns
    -------
    Reply
        With a verdict for each value given. The attempt is kept in ``answers/<student>.json``.

    Raises
    ------
    UsageError
        If there is no such exercise or it does not ask for one of the values.
    KitError
        If the kit is damaged or lacks the exercise.

    Examples
    --------
    >>> import workbench as wb
    >>> wb.answer("E2.2", ratio=(5680, "m3/d"), lang="en").verdicts[0].right
    False
    """
    described, kit = load_exercise(exercise), find_kit()
    given = {name: _with_unit(described.asked.get(name, {}), value, unit) for name, value in values.items()}
    found = [one for one in verdict(described, kit.shown(described), given, lang) if one.asked in given]
    taken = hints_taken(kit, exercise)
    keep(
        kit, exercise, "attempts", {"answers": {name: _as_json(value) for name, value in given.items()}, "hints": taken}
    )
    return Reply(described, found, hint_cost(described, taken), kit.folder is None, lang)


def ask_hint(exercise, number, lang="zh"):
    """Return the text of one of the four hints; that it was taken, and its cost, is kept.

    Parameters
    ----------
    exercise : str
    number : int
        1 concept, 2 formula, 3 numbers put in, 4 the same exercise with other data, worked.
    lang : {"zh", "en"}
    """
    described, kit = load_exercise(exercise), find_kit()
    found = hint(described, kit.shown(described), number, lang)
    if number not in hints_taken(kit, exercise):
        keep(kit, exercise, "hints", {"number": number})
    return found.text


def _with_unit(asked, value, unit):
    if unit is None or "unit" not in asked or isinstance(value, tuple | list):
        return value
    return value, unit


def _as_json(value):
    if isinstance(value, tuple | list | set):
        return [_as_json(item) for item in value]
    return value if isinstance(value, str | int | float | bool | None) else _number_or_text(value)


def _number_or_text(value):
    """Return what numpy and pandas give as plain JSON."""
    return value.item() if hasattr(value, "item") else str(value)


def _line(found, lang):
    if found.right is None:
        return found.message
    marks = f"{found.marks:g}/{found.out_of:g} " + ("分" if lang == "zh" else "marks")
    return f"{found.message}　{marks}" if lang == "zh" else f"{found.message} {marks}"


def _cost_note(cost, lang):
    return {
        "zh": f"已用提示，本题得分扣 {cost:.0%}。",
        "en": f"Hints taken: {cost:.0%} off the marks of this exercise.",
    }[lang]
