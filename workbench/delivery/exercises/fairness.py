"""Is a variant a fair question? The engine's answer must pass, every mistake must fail and be told from the others."""

from .formulas import evaluate
from .values import Values, answers_of, distance, mistake_value, tolerance_of

FROM_ANSWER = 3  # tolerances between an answer and a mistake
APART = 2  # tolerances between two mistakes


def find_violations(exercise, shown, hidden):
    """Return why a variant is unfair, one short sentence each; empty means fair. The first thing asked that is, counts."""
    names, everything = Values(exercise, shown), Values(exercise, {**hidden, **shown})
    failed = next((condition for condition in exercise.fair if not evaluate(condition, everything)), None)
    if failed is not None:
        return [f"fair: {failed}"]
    mistakes = {name: [one for one in exercise.misconceptions if one["asked"] == name] for name in exercise.asked}
    computed = [name for name, asked in exercise.asked.items() if "answer" in asked]
    for name in sorted(computed, key=lambda name: not mistakes[name]):  # answers without mistakes can only tie
        found = list(_mistakes_of(exercise.asked[name], names, mistakes[name], name))
        if found:
            return found
    return []


def _mistakes_of(asked, names, mistakes, name):
    answers = answers_of(asked, names)
    values = [(mistake["id"], mistake_value(mistake, asked, names)) for mistake in mistakes]
    for place, (id_, value) in enumerate(values):
        for answer in answers:
            if _closer(asked, value, answer, FROM_ANSWER):
                yield f"{name}: {id_} gives a right answer"
        for other, rival in values[:place]:
            if other != id_ and _closer(asked, value, rival, APART):
                yield f"{name}: {id_} and {other} collide"


def _closer(asked, first, second, tolerances):
    if isinstance(first, bool | str | tuple) or isinstance(second, bool | str | tuple):
        return first == second
    widest = max(tolerance_of(asked, first), tolerance_of(asked, second))
    return distance(first, second) <= tolerances * widest
