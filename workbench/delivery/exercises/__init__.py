"""Exercises with a plant of the student's own: drawn from a seed, judged by the engine, with named mistakes."""

from importlib import import_module

_HOMES = {
    **{"Reply": "answers", "answer": "answers", "ask_hint": "answers", "exercise_form": "form", "KitError": "kit"},
    **{"Kit": "kit", "find_kit": "kit", "read_answers": "kit", "combine": "kit"},
    **{"Exercise": "bank", "ExerciseError": "bank", "exercise_ids": "bank", "load_exercise": "bank"},
    **{"misconceptions": "bank", "read_exercise": "bank", "DEMO_SEED": "variants", "NoFairVariant": "variants"},
    **{
        "Variant": "variants",
        "draw": "variants",
        "Hint": "hints",
        "hint": "hints",
        "hint_cost": "hints",
        "twin": "hints",
    },
    **{"worked": "hints", "student_seed": "numbers", "opens": "sealing", "seal": "sealing", "fill": "texts"},
    **{"check_exercise": "trial", "Verdict": "verdicts", "verdict": "verdicts", "names_of": "values"},
}
__all__ = sorted(_HOMES)


def __getattr__(name):
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__():
    return sorted([*globals(), *__all__])
