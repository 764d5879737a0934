"""The data of one student: drawn from a seed, computed, rounded, and only handed out when the question is fair."""

import datetime
import hmac
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from workbench.errors import WorkbenchError

from .engine import Unfair
from .fairness import find_violations
from .formulas import evaluate
from .numbers import Stream, plain, round_to_step, to_decimal

ATTEMPTS = 400
DEMO_SEED = b"workbench demonstration"
"""Public on purpose: data drawn from it are nobody's own and are labelled so."""


class NoFairVariant(WorkbenchError):
    """An exercise whose ranges hardly ever give a fair question."""


@dataclass(frozen=True, eq=False)
class Variant:
    """The data of one student in one exercise.

    Attributes
    ----------
    exercise : Exercise
    shown, hidden : dict
        Values by name: numbers, lists, ISO dates, ids of choices.
    attempt : int
        Which draw was the first fair one, from 0.
    """

    exercise: object
    shown: dict
    hidden: dict
    attempt: int


def draw(exercise, seed):
    """Return the `Variant` of an exercise that a seed determines: the same on every system.

    Parameters
    ----------
    exercise : Exercise
    seed : bytes
        Of a student (`student_seed`) or `DEMO_SEED`.

    Raises
    ------
    NoFairVariant
        Where 400 attempts give no fair question.
    """
    reasons = {}
    for attempt in range(ATTEMPTS):
        shown, hidden, found = _attempt(exercise, seed, attempt)
        if not found:
            return Variant(exercise, shown, hidden, attempt)
        for reason in found:
            reasons[reason] = reasons.get(reason, 0) + 1
    often = max(reasons, key=reasons.get)
    raise NoFairVariant(
        f"习题 {exercise.id}: 抽取 {ATTEMPTS} 次均不公平 / no fair variant in {ATTEMPTS} attempts: {often}"
    )


def _attempt(exercise, seed, attempt):
    stream = Stream(hmac.digest(seed, f"{exercise.id}/{attempt}".encode(), sha256))
    values = {}
    try:
        for name, how in [*exercise.hidden.items(), *exercise.given.items()]:
            values[name] = _draw_value(how, stream, values)
        shown = {name: values[name] for name in exercise.given}
        hidden = {name: values[name] for name in exercise.hidden}
        return shown, hidden, find_violations(exercise, shown, hidden)
    except Unfair as reason:
        return {}, {}, [str(reason)]


def _draw_value(how, stream, values):
    if "value" in how:
        return _constant(how["value"])
    if "choices" in how:
        return str(how["choices"][stream.integer(len(how["choices"]))]["id"])
    if "formula" in how:
        return _computed(how, stream, values)
    count = how.get("count") or (len(how["low"]) if isinstance(how["low"], list) else None)
    if count is None:
        return _between(stream, how["low"], how["high"], how["step"])
    columns = [_spread(how[key], count) for key in ("low", "high", "step")]
    return [_between(stream, *item) for item in zip(*columns, strict=True)]


def _spread(value, count):
    return value if isinstance(value, list) else [value] * count


def _between(stream, low, high, step):
    if isinstance(low, datetime.date):
        days = stream.step_between(Decimal(0), Decimal((high - low).days), Decimal(step))
        return (low + datetime.timedelta(days=int(days))).isoformat()
    return plain(stream.step_between(*(Decimal(str(number)) for number in (low, high, step))))


def _computed(how, stream, values):
    value = evaluate(str(how["formula"]), values)
    noise = how.get("noise", 0)
    noise = evaluate(noise, values) if isinstance(noise, str) else noise
    if not isinstance(value, list | tuple):
        return _metered(value, noise, how.get("step"), stream)
    columns = [_spread(item, len(value)) for item in (noise, how.get("step"))]
    return [_metered(*item, stream) for item in zip(value, *columns, strict=True)]


def _metered(value, noise, step, stream):
    if isinstance(value, (bool | str, list | tuple | dict)):
        return value
    exact = to_decimal(value)
    if noise:
        exact = exact * (1 + to_decimal(noise) * stream.normal())
    return round_to_step(exact, step) if step is not None else plain(to_decimal(exact))


def _constant(value):
    if isinstance(value, list):
        return [_constant(item) for item in value]
    return value.isoformat() if isinstance(value, datetime.date) else value
