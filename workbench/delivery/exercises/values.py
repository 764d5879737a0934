"""What formulas of an exercise may name, and how near a number must be to a value of what is asked."""

import math

from .formulas import evaluate

RELATIVE = 0.005  # tolerance where an exercise states none


class Values(dict):
    """What formulas and texts may name, computed when first asked for: shown data, `let`, answers.

    Parameters
    ----------
    exercise : Exercise
    shown : dict
    hidden : dict, optional
        The planted truth; without it sealed answers have no value.
    """

    def __init__(self, exercise, shown, hidden=None):
        super().__init__(shown)
        self._exercise, self._hidden = exercise, hidden
        self.mistaken = {}

    @property
    def truth_known(self):
        """Whether sealed answers have a value."""
        return self._hidden is not None

    def __missing__(self, name):
        asked = self._exercise.asked.get(name, {})
        if name in self._exercise.let:
            value = evaluate(str(self._exercise.let[name]), self)
        elif "answer" in asked:
            value = answers_of(asked, self)[0]
        elif "sealed" in asked and self.truth_known:
            value = as_option(evaluate(asked["sealed"], self._with_truth()), asked["choose"])
        else:
            raise KeyError(name)
        self[name] = value
        return value

    def _with_truth(self):
        return Values(self._exercise, {**self._hidden, **self})


def names_of(exercise, shown, hidden=None):
    """Return everything that formulas may name, computed: shown data, `let`, answers, sealed ones with the truth."""
    values = Values(exercise, shown, hidden)
    known = {"answer"} | ({"sealed"} if values.truth_known else set())
    for name in [*exercise.let, *(name for name, asked in exercise.asked.items() if known & set(asked))]:
        values[name]  # computes it
    return values


def answers_of(asked, names):
    """Return the answer of the engine and, behind it, those of the other accepted methods."""
    return [
        _as_asked(evaluate(formula, names) if isinstance(formula, str) else formula, asked)
        for formula in [asked["answer"], *(way["formula"] for way in asked.get("accept", []))]
    ]


def mistake_value(mistake, asked, names):
    """Return what a mistaken thinker answers with these data (`Values`)."""
    if id(mistake) not in names.mistaken:
        names.mistaken[id(mistake)] = _mistake_value(mistake, asked, names)
    return names.mistaken[id(mistake)]


def _mistake_value(mistake, asked, names):
    if "choice" in mistake and "choose_all" not in asked:
        return str(mistake["choice"])
    if "formula" in mistake:
        return _as_asked(evaluate(str(mistake["formula"]), names), asked)
    right = set(_as_asked(asked["answer"], asked, names))
    if "choice" in mistake:
        return tuple(sorted(right | {str(mistake["choice"])}))
    return tuple(sorted(right - {str(mistake["missing"])}))


def _as_asked(value, asked, names=None):
    if names is not None and isinstance(value, str):
        value = evaluate(value, names)
    if "choose_all" in asked:
        return tuple(sorted(as_option(item, asked["choose_all"]) for item in value))
    return as_option(value, asked["choose"]) if "choose" in asked else value


def as_option(value, options):
    """Return the id of an option, given it or its position."""
    if isinstance(value, bool):
        value = "yes" if value else "no"
    ids = [str(option["id"]) for option in options]
    return str(value) if isinstance(value, str) or str(value) in ids else ids[int(value)]


def tolerance_of(asked, value):
    """Return how far a number may be from a value of what is asked."""
    return asked["absolute"] if "absolute" in asked else abs(value) * asked.get("tolerance", RELATIVE)


def distance(first, second):
    """Return how far two numbers are apart; further than anything where one is not a number."""
    gap = abs(float(first) - float(second)) if first is not None and second is not None else math.inf
    return gap if math.isfinite(gap) else math.inf


def within(asked, value, target):
    """Return whether a number is a value of what is asked, give or take its tolerance."""
    slack = 1e-9 * abs(target)  # a rounded answer that lies on the edge
    return distance(value, target) <= tolerance_of(asked, target) + slack
