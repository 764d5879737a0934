"""The data room of the capstone: put into a kit, its answers collected and scored, its key for the teacher."""

import tempfile
import zipfile
from pathlib import Path, PurePosixPath

import pandas as pd

from workbench.errors import UsageError

from ..exercises import student_seed
from ..exercises.capstone import ANSWERS, read_answers, score_capstone, teacher_sheet, write_room
from .submissions import LARGEST, Remark

FOLDER = "data_room"


def put_room(course, student, kit):
    """Write the data room of a student into her kit; one that lies there is left alone, with the answers in it."""
    if course.capstone and not (kit / FOLDER).exists():
        write_room(student_seed(course.secret, student.id), kit / FOLDER)


def room_key(course):
    """Return where the faults of every student lie and why they are faults."""
    sheets = []
    for student in course.students:
        sheet = teacher_sheet(student_seed(course.secret, student.id))
        sheet.insert(0, "学号", student.id)
        sheets.append(sheet)
    return pd.concat(sheets, ignore_index=True)


def score_rooms(course, folder):
    """Return what the lists of faults that were handed in are worth.

    Parameters
    ----------
    course : Course
        With capstone.
    folder : Path
        Where answers were collected: ``answers.csv`` somewhere below a folder or in a zip file named after the
        student, or ``<student>.csv``.

    Returns
    -------
    dict of str to CapstoneScore
        By student.
    list of Remark
        On lists that cannot be read.
    """
    scores, remarks = {}, []
    if not course.capstone:
        return scores, remarks
    known = {student.id for student in course.students}
    for name, data in _lists(Path(folder)):
        student = _whose(name, known)
        if student is None or student in scores:
            remarks.append(Remark(name, student or "", "认不出是谁的清单，或有两份", "nobody's list, or a second one"))
            continue
        try:
            scores[student] = score_capstone(student_seed(course.secret, student), _rows(data))
        except (UsageError, UnicodeDecodeError):
            remarks.append(Remark(name, student, "综合审核的清单读不懂", "the list of faults cannot be read"))
    return scores, remarks


def marks_of_room(score):
    """Return the marks of a data room: false alarms cost, but nobody gets less than nothing."""
    return max(0.0, float(score.score))


def _rows(data):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ANSWERS
        path.write_bytes(data)
        return read_answers(path)


def _lists(folder):
    """Yield name and content of every list of faults."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix.lower() == ".csv" and _is_list(name):
            yield name, path.read_bytes()[:LARGEST]
        elif zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for member in filter(_is_list, archive.namelist()):
                    with archive.open(member) as file:
                        yield f"{name}/{member}", file.read(LARGEST)


def _is_list(name):
    """Return whether a file is a list of faults: no other table of a data room."""
    path = PurePosixPath(name)
    return path.suffix.lower() == ".csv" and (path.name == ANSWERS or FOLDER not in path.parts)


def _whose(name, known):
    parts = [PurePosixPath(part).stem if "." in part else part for part in PurePosixPath(name).parts]
    owners = {part for part in parts if part in known}
    return owners.pop() if len(owners) == 1 else None
