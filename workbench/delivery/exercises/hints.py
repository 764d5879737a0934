"""Four hints of rising cost; the last is the same exercise with other data, worked to the end."""

import json
from dataclasses import dataclass
from hashlib import sha256

from workbench.errors import UsageError

from .texts import fill
from .values import Values
from .variants import draw


@dataclass(frozen=True)
class Hint:
    """One step of help.

    Attributes
    ----------
    number : int
        1 concept, 2 formula, 3 numbers put in, 4 worked twin.
    cost : float
        Share of the marks of the exercise that it costs.
    text : str
    """

    number: int
    cost: float
    text: str


def hint(exercise, shown, number, lang="zh"):
    """Return one of the four hints for the data of a student.

    Raises
    ------
    UsageError
        Where there is no hint of that number.
    """
    if number not in range(1, len(exercise.hints) + 1):
        count = len(exercise.hints)
        raise UsageError(f"提示编号应为 1…{count} / hints are numbered 1…{count}")
    step = exercise.hints[number - 1]
    if step.get("twin"):
        return Hint(number, step["cost"], _twin_text(exercise, shown, step, lang))
    return Hint(number, step["cost"], fill(exercise, step, Values(exercise, shown), lang))


def twin(exercise, shown):
    """Return a `Variant` with other data than those shown, which these determine; no secret is needed."""
    content = json.dumps(shown, sort_keys=True, ensure_ascii=True)
    for turn in range(100):
        found = draw(exercise, sha256(f"twin {turn} {exercise.id} {content}".encode()).digest())
        if found.shown != shown:
            return found
    return found  # an exercise that has but one variant is its own twin


def hint_cost(exercise, numbers):
    """Return the share of the marks that the hints used have cost, at most all of them."""
    return min(1.0, sum(exercise.hints[number - 1]["cost"] for number in set(numbers)))


def worked(exercise, variant, lang="zh"):
    """Return the worked reasoning of an exercise with the data of a variant, for the key."""
    return fill(exercise, exercise.working, Values(exercise, variant.shown, variant.hidden), lang)


def _twin_text(exercise, shown, step, lang):
    other = twin(exercise, shown)
    names = Values(exercise, other.shown, other.hidden)
    opening = {"zh": "同一道题换一组数据：", "en": "The same exercise with other data: "}[lang]
    return f"{opening}{fill(exercise, exercise.story, names, lang)}\n\n{fill(exercise, step, names, lang)}"
