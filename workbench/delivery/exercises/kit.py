"""The student's kit: ``exercises.json`` with the data of this student, and the file that keeps the answers.

``exercises.json``: format, student, variants {exercise: {shown, sealed}}. ``answers/<student>.json``: format, student,
exercises {exercise: {attempts: [{time, answers, hints}], hints: [{number, time}]}}. A notebook may be moved, its
cells deleted or reordered: what was answered stands here.
"""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from workbench.delivery.files import replacing
from workbench.errors import WorkbenchError

FORMAT = 1
KIT = "exercises.json"


class KitError(WorkbenchError):
    """A kit or answers file that cannot be read, or holds no data for an exercise."""


@dataclass(frozen=True, eq=False)
class Kit:
    """The data of one student.

    Attributes
    ----------
    student : str
        Empty for the demonstration.
    variants : dict
        {exercise: {shown, sealed}}
    folder : Path or None
        Where the kit lies; None for the demonstration, which keeps nothing.
    """

    student: str
    variants: dict
    folder: Path | None

    @property
    def answers_path(self):
        """Path of the answers file."""
        return self.folder / "answers" / f"{file_name(self.student)}.json"

    def shown(self, exercise):
        """Return the data that the student was given for an `Exercise`; drawn from a public seed without a kit.

        Raises
        ------
        KitError
            If the kit has no data for it.
        """
        if self.folder is None:
            from .variants import DEMO_SEED, draw

            return draw(exercise, DEMO_SEED).shown
        if exercise.id not in self.variants:
            raise KitError(f"{KIT} 中没有习题 {exercise.id} / {KIT} has no exercise {exercise.id}")
        return self.variants[exercise.id]["shown"]


def find_kit(folder=None):
    """Return the `Kit` of the working folder or the nearest one above it; without one, the demonstration.

    Raises
    ------
    KitError
        If the file is damaged.
    """
    start = Path(folder or ".").absolute()
    for place in (start, *start.parents):
        if (place / KIT).is_file():
            content = _read(place / KIT)
            return Kit(content["student"], content["variants"], place)
    return Kit("", {}, None)


def read_answers(kit):
    """Return the content of the answers file, empty where nothing was answered yet.

    Raises
    ------
    KitError
        If the file is damaged; it is left as it is.
    """
    empty = {"format": FORMAT, "student": kit.student, "exercises": {}}
    if kit.folder is None or not kit.answers_path.is_file():
        return empty
    return _read(kit.answers_path)


def keep(kit, exercise_id, what, entry):
    """Add an attempt or a hint to the answers file; the demonstration keeps nothing.

    Parameters
    ----------
    kit : Kit
    exercise_id : str
    what : {"attempts", "hints"}
    entry : dict
        Its time is added.
    """
    if kit.folder is None:
        return
    content = read_answers(kit)
    record = content["exercises"].setdefault(exercise_id, {"attempts": [], "hints": []})
    record[what].append({"time": datetime.now().astimezone().isoformat(timespec="seconds"), **entry})
    text = json.dumps(content, ensure_ascii=False, indent=1)
    with replacing(kit.answers_path) as temporary:
        temporary.write_text(text + "\n", encoding="utf-8", newline="\n")


def combine(record):
    """Return what counts of one exercise in an answers file: of everything asked, the last answer.

    Parameters
    ----------
    record : dict
        attempts and hints, as kept.

    Returns
    -------
    dict
        answers (as `verdict` takes them), hints (numbers taken), tries, time (of the last answer, ISO; "" if none).
    """
    attempts = record.get("attempts", [])
    answers = {name: value for attempt in attempts for name, value in attempt["answers"].items()}
    hints = sorted({hint["number"] for hint in record.get("hints", [])})
    time = attempts[-1]["time"] if attempts else ""
    return {"answers": answers, "hints": hints, "tries": len(attempts), "time": time}


def hints_taken(kit, exercise_id):
    """Return the numbers of the hints that the student has taken, ascending."""
    return combine(read_answers(kit)["exercises"].get(exercise_id, {}))["hints"]


def file_name(student):
    """Return a student id as the name of a file.

    Examples
    --------
    >>> file_name("2023/0417 王")
    '2023_0417_王'
    """
    return re.sub(r"[^\w.-]", "_", student)


def _read(path):
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as problem:
        raise KitError(f"{path.name} 读不出 / cannot be read: {problem}") from None
    needed = {"format", "student", "variants" if path.name == KIT else "exercises"}
    if not isinstance(content, dict) or not needed <= set(content):
        raise KitError(f"{path.name} 缺少内容 / lacks: {', '.join(sorted(needed))}")
    return content
