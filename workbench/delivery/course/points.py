"""Marks for nbgrader: what a grading cell calls; it reads the saved answers and shows no right value."""

import json
from pathlib import Path

from workbench.errors import WorkbenchError

from ..exercises import find_kit, hint_cost, load_exercise
from ..exercises.verdicts import verdict
from .marking import sound_answers
from .submissions import counted, parse_submission

KITS = "kits.json"
"""What every student was shown; lies beside the teacher's source notebooks and is put over the student's folder."""
_AUTOGRADED = "autograded"


def points(exercise, folder="."):
    """Return the marks for one exercise from the answers saved in the folder of a notebook.

    Parameters
    ----------
    exercise : str
        Id.
    folder : str or Path
        Where ``answers`` lies; the working folder.

    Returns
    -------
    float
        After the cost of hints. What only the teacher can mark counts nothing here.

    Raises
    ------
    WorkbenchError
        If there is not exactly one answer file, or it belongs to another student.
    """
    folder = Path(folder).absolute()
    submission = _submission(folder)
    described = load_exercise(exercise)
    attempts = submission.attempts.get(exercise)
    if not attempts:
        return 0.0
    work = counted(attempts, None)
    answers, _ = sound_answers(described, work.answers)
    found = verdict(described, _shown(folder, submission.student, described), answers)
    return round(sum(one.marks for one in found) * (1 - hint_cost(described, work.hints)), 2)


def _submission(folder):
    files = sorted((folder / "answers").glob("*.json"))
    if len(files) != 1:
        raise WorkbenchError(f"answers 里应恰有一个答案文件，有 {len(files)} 个 / exactly one answer file is wanted")
    submission = parse_submission(files[0].name, files[0].read_bytes())
    if folder.parent.parent.name == _AUTOGRADED and folder.parent.name != submission.student:
        raise WorkbenchError(
            f"答案属于 {submission.student}，文件夹属于 {folder.parent.name} / the answers belong to another student"
        )
    return submission


def _shown(folder, student, exercise):
    """Return what the student was shown by the teacher's own list, where the teacher grades, else by the kit."""
    listed = folder / KITS
    if not listed.is_file():
        return find_kit(folder).shown(exercise)
    shown = json.loads(listed.read_text(encoding="utf-8")).get(student, {}).get(exercise.id)
    if shown is None:
        raise WorkbenchError(f"{KITS} 中没有 {student} 的 {exercise.id} / holds no {exercise.id} of {student}")
    return shown
