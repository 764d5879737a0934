"""The bank of exercises: one YAML file each, read and checked before anyone meets it."""

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import yaml

from workbench.errors import UsageError, WorkbenchError


class ExerciseError(WorkbenchError):
    """An exercise file that breaks the rules of the bank.

    Attributes
    ----------
    problems : list of str
        One sentence each.
    """

    def __init__(self, name, problems):
        lines = "".join(f"\n  * {problem}" for problem in problems)
        super().__init__(
            f"习题 {name} 有 {len(problems)} 个问题 / exercise {name} has {len(problems)} problem(s):{lines}"
        )
        self.problems = list(problems)


@dataclass(frozen=True, eq=False)
class Exercise:
    """One exercise, as its file describes it.

    Attributes
    ----------
    id, phase, case, textbook : str, int, str, str
    title, story, working : dict
        Texts by language; `working` is the worked reasoning.
    given, hidden : dict
        How each value is drawn; `hidden` ones are never shown.
    let : dict
        Named formulas over what is shown, for answers and texts.
    fair : list
        Conditions that a variant must meet.
    asked : dict
        What the student is asked.
    misconceptions, hints, requires : list
    """

    id: str
    phase: int
    case: str
    textbook: str
    title: dict
    story: dict
    given: dict
    asked: dict
    hints: list
    working: dict
    hidden: dict = field(default_factory=dict)
    let: dict = field(default_factory=dict)
    fair: list = field(default_factory=list)
    misconceptions: list = field(default_factory=list)
    requires: list = field(default_factory=list)


def read_exercise(text, name="?"):
    """Return the `Exercise` that a YAML text describes.

    Raises
    ------
    ExerciseError
        With every problem of the file.
    """
    from .checks import find_problems

    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as problem:
        raise ExerciseError(name, [f"不是有效的 YAML / not valid YAML: {problem}"]) from None
    problems = find_problems(content)
    if problems:
        raise ExerciseError(name, problems)
    return Exercise(**{"working": content["hints"][-1], **content})


@cache
def exercise_ids():
    """Return the ids of the bank, in the order of phases."""
    return tuple(sorted(_files(), key=lambda name: (_phase(name), name)))


@cache
def load_exercise(name):
    """Return an `Exercise` of the bank.

    Raises
    ------
    UsageError
        If the bank has no such exercise.
    ExerciseError
        If its file breaks the rules.
    """
    found = _files()
    if name not in found:
        known = ", ".join(found)
        raise UsageError(f"没有习题 {name!r} / no exercise {name!r}; 已有 / known: {known}")
    exercise = read_exercise(found[name].read_text(encoding="utf-8"), name)
    if exercise.id != name:
        raise ExerciseError(name, [f"id {exercise.id!r} 与文件名不符 / does not agree with the name of the file"])
    return exercise


@cache
def misconceptions():
    """Return the sentence of each misconception, {id: {zh, en}}."""
    import csv

    text = (files(__package__) / "misconceptions.csv").read_text(encoding="utf-8")
    return {row["id"]: {"zh": row["zh"], "en": row["en"]} for row in csv.DictReader(text.splitlines())}


def _files():
    """Return {id: file}; ``zinc_smelting_1.yaml`` is exercise ``zinc_smelting-1``."""
    found = {}
    for path in (files(__package__) / "bank").iterdir():
        stem, dot, ending = path.name.rpartition(".")
        if ending == "yaml":
            case, _, number = stem.rpartition("_")
            found[f"{case}-{number}" if case and number.isdigit() else stem] = path
    return dict(sorted(found.items()))


def _phase(name):
    if name.startswith("E") and name[1:2].isdigit():
        return int(name[1])
    return load_exercise(name).phase
