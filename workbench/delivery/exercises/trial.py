"""Trying an exercise on many seeds: does it keep every promise that it makes to students and teachers?"""

from .texts import fill
from .values import Values, answers_of, mistake_value
from .variants import NoFairVariant, draw
from .verdicts import judge

PATIENCE = 60  # mean attempts above which the ranges should be narrowed
LANGUAGES = ("zh", "en")


def check_exercise(exercise, seeds=range(200)):
    """Return what goes wrong with an exercise on many seeds, one sentence each; empty means sound.

    Parameters
    ----------
    exercise : Exercise
    seeds : iterable
        Each is drawn from as ``str(seed).encode()``.

    Notes
    -----
    The answer of the engine passes with full marks, every declared mistake fails and is named with its own message,
    no two collide, every text can be filled, and fair variants are found without a long search.
    """
    found, attempts, variants = {}, [], set()
    for seed in seeds:
        try:
            variant = draw(exercise, str(seed).encode())
        except NoFairVariant as problem:
            return [*found, str(problem)]
        attempts.append(variant.attempt)
        variants.add(repr(variant.shown))
        for problem in _check_variant(exercise, variant):
            found.setdefault(problem, seed)
    problems = [f"{problem} (seed {seed})" for problem, seed in found.items()]
    tries = sum(attempts) / max(1, len(attempts)) + 1
    if tries > PATIENCE:
        problems.append(f"mean of {tries:.0f} attempts for a fair variant: narrow the ranges")
    if len(attempts) > 20 and len(variants) < len(attempts) / 4:
        problems.append(f"only {len(variants)} different variants on {len(attempts)} seeds: widen the ranges")
    return problems


def _check_variant(exercise, variant):
    names = Values(exercise, variant.shown, variant.hidden)
    for name, asked in exercise.asked.items():
        if "text" in asked:
            continue
        found = judge(exercise, name, names, _typed(asked, _answer(asked, name, names)))
        if not (found.right and found.marks == found.out_of):
            yield f"{name}: the answer of the engine does not pass: {found.message}"
    for mistake in exercise.misconceptions:
        yield from _check_mistake(exercise, mistake, names)
    yield from _check_texts(exercise, variant, names)


def _answer(asked, name, names):
    return answers_of(asked, names)[0] if "answer" in asked else names[name]


def _typed(asked, value):
    return (value, asked["unit"]) if "unit" in asked else list(value) if isinstance(value, tuple) else value


def _check_mistake(exercise, mistake, names):
    name = mistake["asked"]
    asked = exercise.asked[name]
    typed = _typed(asked, mistake_value(mistake, asked, names))
    for lang in LANGUAGES:
        found = judge(exercise, name, names, typed, lang)
        if found.right or found.misconception != mistake["id"]:
            yield f"{name}: {mistake['id']} is taken for {found.misconception}: {found.message}"


def _check_texts(exercise, variant, names):
    for lang in LANGUAGES:
        texts = [exercise.story, exercise.working, *exercise.hints]
        for text in texts:
            written = fill(exercise, text, variant.shown if text is exercise.story else names, lang)
            if "{" in written or "nan" in written.split():
                yield f"a text is not filled: {written[:60]}"
