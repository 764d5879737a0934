"""One exercise marked for a whole course: every variant made again from the secret, every verdict computed anew."""

from dataclasses import dataclass, replace

import numpy as np

from workbench.case.units import converter
from workbench.errors import UnitError

from ..exercises import draw, hint_cost, student_seed, verdict
from ..exercises.texts import plain_unit
from ..exercises.values import names_of, tolerance_of
from ..exercises.verdicts import read_number
from .copying import Key

LEAST_VARIANTS = 100  # right numbers that a wrong one is compared with
NOT_NUMBERS = ("choose", "choose_all", "text", "date")


@dataclass(frozen=True, eq=False)
class Mark:
    """What a student gets in one exercise.

    Attributes
    ----------
    verdicts : list of Verdict
        One for everything asked; sealed answers are judged, sentences have what the teacher gave.
    answers : dict
        As they were given.
    hints : tuple of int
        Numbers of the hints taken.
    cost : float
        Share of the marks that they cost.
    late : bool
        Whether all was answered after the deadline.
    altered : tuple of str
        Asked names whose answer has a form that neither call nor form of the workbench can have written.
    """

    verdicts: list
    answers: dict
    hints: tuple
    cost: float
    late: bool
    altered: tuple

    @property
    def earned(self):
        """Marks after the cost of hints, to two decimals."""
        return round(sum(found.marks for found in self.verdicts) * (1 - self.cost), 2)

    @property
    def out_of(self):
        """Marks that there are."""
        return sum(found.out_of for found in self.verdicts)

    @property
    def waiting(self):
        """Asked names that the teacher has still to mark."""
        return tuple(found.asked for found in self.verdicts if found.right is None and found.asked in self.answers)


@dataclass(frozen=True, eq=False)
class Sheet:
    """One exercise of a course, marked.

    Attributes
    ----------
    marks : dict of str to Mark
        By student, of those who answered.
    wrong : dict of str to dict
        By student: numbers that are wrong, {(exercise, asked): value in the unit asked for}.
    keys : dict of (str, str) to Key
        By exercise and asked value: the right number of every student who answered.
    """

    marks: dict
    wrong: dict
    keys: dict


def mark_exercise(exercise, course, works, given=()):
    """Return one exercise marked.

    Parameters
    ----------
    exercise : Exercise
        From the bank.
    course : Course
        Its secret makes the variants.
    works : dict of str to Counted
        By student.
    given : dict of (str, str, str) to float
        Marks of sentences by student, exercise and asked name.
    """
    names, marks, wrong = {}, {}, {}
    for student, work in works.items():
        variant = draw(exercise, student_seed(course.secret, student))
        names[student] = names_of(exercise, variant.shown, variant.hidden)
        marks[student] = _mark(exercise, variant, work, student, dict(given))
        wrong[student] = dict(_wrong_numbers(exercise, marks[student]))
    keys = _keys(exercise, course, names) if any(wrong.values()) else {}
    return Sheet(marks, wrong, keys)


def _mark(exercise, variant, work, student, given):
    answers, altered = sound_answers(exercise, work.answers)
    verdicts = verdict(exercise, variant.shown, answers, "zh", variant.hidden)
    verdicts = [_with_given(found, given.get((student, exercise.id, found.asked))) for found in verdicts]
    return Mark(verdicts, answers, work.hints, hint_cost(exercise, work.hints), work.late, altered)


def sound_answers(exercise, answers):
    """Return the answers that have the form of what is asked, and the names of the others."""
    sound = {name: _shaped(exercise.asked[name], value) for name, value in answers.items() if name in exercise.asked}
    sound = {name: value for name, value in sound.items() if value is not None}
    return sound, tuple(sorted(answers.keys() - sound.keys()))


def _shaped(asked, value):
    if "choose_all" in asked:
        return [str(item) for item in value] if isinstance(value, list) else None
    if not isinstance(value, list):
        return value
    is_number = not any(kind in asked for kind in NOT_NUMBERS)
    pair = is_number and len(value) == 2 and isinstance(value[1], str | None)
    return tuple(value) if pair else None


def _with_given(found, marks):
    if marks is None or found.right is not None:
        return found
    marks = min(max(float(marks), 0.0), found.out_of)
    return replace(found, right=marks > 0, marks=marks, message="教师已评阅。 / Marked by the teacher.")


def _wrong_numbers(exercise, mark):
    for found in mark.verdicts:
        asked = exercise.asked[found.asked]
        if found.right is False and not found.marks and not any(kind in asked for kind in NOT_NUMBERS):
            number = _in_unit(mark.answers.get(found.asked), asked["unit"])
            if number is not None:
                yield (exercise.id, found.asked), number


def _in_unit(answer, wanted):
    value, unit = answer if isinstance(answer, tuple) else (answer, None)
    number = None if value is None else read_number(value)
    if number is None or not unit:
        return number
    try:
        return number * _convert(plain_unit(unit), plain_unit(wanted))
    except UnitError:
        return number


_convert = converter()


def _keys(exercise, course, names):
    """Return the right numbers of all who answered, and of variants of nobody until there are enough to tell chance."""
    further = (
        draw(exercise, student_seed(course.secret, f":{number}")) for number in range(LEAST_VARIANTS - len(names))
    )
    everybody = [*names.values(), *(names_of(exercise, other.shown, other.hidden) for other in further)]
    keys = {}
    for name, asked in exercise.asked.items():
        if "answer" in asked and not any(kind in asked for kind in NOT_NUMBERS):
            values = np.array([float(found[name]) for found in everybody])
            tolerances = np.array([tolerance_of(asked, value) for value in values])
            keys[exercise.id, name] = Key(tuple(names), values, tolerances)
    return keys
