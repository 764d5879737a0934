"""What an answer is worth and what the student was thinking: right, another method, half, or a named mistake."""

import math
from dataclasses import dataclass

from workbench.case.units import converter
from workbench.errors import UnitError, UsageError

from .bank import misconceptions
from .sentences import SENTENCES
from .texts import fill, plain_unit, unit_words
from .values import Values, answers_of, mistake_value, within

WRONG_UNIT = 0.5  # share of the marks for a right number with a wrong unit
_CONVERT = converter()
POWERS = (-4, -3, -2, -1, 1, 2, 3, 4)


@dataclass(frozen=True)
class Verdict:
    """What one answer is worth.

    Attributes
    ----------
    asked : str
    right : bool or None
        None where the verdict is given later: by the teacher, or from the secret of the course.
    marks, out_of : float
        Before the cost of hints.
    misconception : str or None
        Id of the mistake that was recognised.
    message : str
        For the student.
    """

    asked: str
    right: bool | None
    marks: float
    out_of: float
    misconception: str | None
    message: str


def verdict(exercise, shown, answers, lang="zh", hidden=None):
    """Return the verdict on each answer, recomputed from the data that the student was shown.

    Parameters
    ----------
    exercise : Exercise
    shown : dict
    answers : dict
        Asked name to a value, or to (value, unit); what is left out counts as not answered.
    lang : {"zh", "en"}
    hidden : dict, optional
        The planted truth, known to the teacher; without it, sealed answers are kept for later.

    Returns
    -------
    list of Verdict
        One for everything asked, in order.

    Raises
    ------
    UsageError
        Where an answer belongs to nothing that is asked.
    """
    strange = [name for name in answers if name not in exercise.asked]
    if strange:
        known = ", ".join(exercise.asked)
        raise UsageError(f"习题 {exercise.id} 不问 / does not ask {strange}; 所问 / asked: {known}")
    names = Values(exercise, shown, hidden)
    return [judge(exercise, name, names, answers.get(name), lang) for name in exercise.asked]


def judge(exercise, name, names, answer, lang="zh"):
    """Return the `Verdict` on one answer.

    Parameters
    ----------
    exercise : Exercise
    name : str
        What is asked.
    names : dict
        `Values`, or `names_of`.
    answer : object
        As in `verdict`.
    lang : {"zh", "en"}
    """
    return _Judge(exercise, name, names, lang).judge(answer)


@dataclass(frozen=True, eq=False)
class _Judge:
    exercise: object
    name: str
    names: dict
    lang: str

    @property
    def asked(self):
        return self.exercise.asked[self.name]

    @property
    def out_of(self):
        rubric = self.asked.get("rubric", [])
        return float(max((level["marks"] for level in rubric), default=0) if rubric else self.asked["marks"])

    def say(self, key, **values):
        return SENTENCES[key][self.lang].format(**values)

    def give(self, right, share, message, mistake=None):
        return Verdict(self.name, right, share * self.out_of, self.out_of, mistake, message)

    def judge(self, answer):
        value, unit = answer if isinstance(answer, tuple | list) and self.is_number else (answer, None)
        if value is None or (isinstance(value, str | list | tuple) and not value):
            return self.give(False, 0, self.say("none"))
        if "text" in self.asked:
            return self.give(None, 0, self.say("text"))
        if "sealed" in self.asked and not self.names.truth_known:
            return self.give(None, 0, self.say("sealed"))
        if "choose_all" in self.asked:
            return self.judge_set(value)
        if self.is_number:
            return self.judge_number(value, unit)
        value = str(value)
        if value == self.right_answers[0]:
            return self.give(True, 1, self.say("right"))
        return self.mistaken(lambda wrong: value == wrong) or self.give(False, 0, self.say("wrong"))

    @property
    def is_number(self):
        return not any(kind in self.asked for kind in ("choose", "choose_all", "text", "date"))

    @property
    def right_answers(self):
        return answers_of(self.asked, self.names) if "answer" in self.asked else [self.names[self.name]]

    def judge_number(self, value, unit):
        number = read_number(value)
        if number is None:
            return self.give(False, 0, self.say("no_number", value=value))
        wanted = self.asked["unit"]
        converted, fault = _convert(number, unit, wanted)
        if converted is not None:
            found = self.number_verdict(converted)
            if found.right:
                return found
        if fault or converted != number:
            as_typed = self.number_verdict(number)
            if as_typed.right:
                written = unit_words(wanted, self.lang) or "1"
                return self.give(False, WRONG_UNIT, self.say("half", unit=written))
        return self.number_verdict(number) if converted is None else found

    def number_verdict(self, number):
        answers = self.right_answers
        if within(self.asked, number, answers[0]):
            return self.give(True, 1, self.say("right"))
        for way, value in zip(self.asked.get("accept", []), answers[1:], strict=True):
            if within(self.asked, number, value):
                note = fill(self.exercise, way["note"], self.names, self.lang)
                return self.give(True, 1, self.say("accepted", note=note))
        found = self.mistaken(lambda wrong: within(self.asked, number, wrong))
        return found or self.number_slip(number, answers[0])

    def number_slip(self, number, answer):
        """Return the verdict on a number that no declared mistake gives: power of ten, sign, or simply wrong."""
        if any(within(self.asked, number * 10.0**power, answer) for power in POWERS):
            return self.give(False, 0, self.say("power", general=misconceptions()["M7"][self.lang]), "M7")
        if answer and within(self.asked, -number, answer):
            return self.give(False, 0, self.say("sign"))
        return self.give(False, 0, self.say("high" if number > answer else "low"))

    def judge_set(self, value):
        chosen = {str(item) for item in ([value] if isinstance(value, str) else value)}
        right = set(self.right_answers[0])
        if chosen == right:
            return self.give(True, 1, self.say("right"))
        hits, misses = len(chosen & right), len(chosen - right)
        share = max(0.0, (hits - misses) / len(right)) if right else 0.0
        message = self.say("part", hits=hits, all=len(right), misses=misses)
        for mistake in self.mistakes:
            option = str(mistake.get("choice", mistake.get("missing", "")))
            picked = option in chosen - right if "choice" in mistake else option in right - chosen
            if "formula" in mistake:
                picked = tuple(sorted(chosen)) == mistake_value(mistake, self.asked, self.names)
            if picked:
                return self.give(False, share, f"{self.said(mistake)} {message}", mistake["id"])
        return self.give(False, share, message)

    @property
    def mistakes(self):
        return [mistake for mistake in self.exercise.misconceptions if mistake["asked"] == self.name]

    def mistaken(self, meant):
        for mistake in self.mistakes:
            if meant(mistake_value(mistake, self.asked, self.names)):
                return self.give(False, 0, self.said(mistake), mistake["id"])
        return None

    def said(self, mistake):
        return fill(self.exercise, mistake["message"], self.names, self.lang)


def read_number(value):
    """Return what a student typed as a number, None where it is none; full-width digits and signs are understood."""
    import unicodedata

    if isinstance(value, bool):
        return None
    text = unicodedata.normalize("NFKC", str(value)).replace("−", "-").replace(",", "").replace(" ", "")
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _convert(number, unit, wanted):
    """Return (number in the wanted unit or None, whether the unit is at fault)."""
    if plain_unit(wanted) == "1" and unit in (None, ""):
        return number, False
    if unit in (None, ""):
        return None, True
    try:
        return number * _CONVERT(plain_unit(str(unit)), plain_unit(wanted)), False
    except UnitError:
        return None, True
