"""A folder of answers graded: marks, who is missing or late, what is odd, whose numbers are a classmate's."""

import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

from ..exercises import load_exercise
from ..exercises.capstone import FAULTS
from .copying import find_pairs
from .course import CAPSTONE
from .marking import mark_exercise
from .roll import call_roll
from .rooms import marks_of_room
from .submissions import Remark, counted

WORTH_SHARING = 2000  # answers to exercises; starting processes takes longer than grading fewer


@dataclass(frozen=True, eq=False)
class Gradebook:
    """A course, graded.

    Attributes
    ----------
    course : Course
        With its students.
    marks : dict of str to dict of str to Mark
        By student who handed in anything, by exercise.
    out_of : dict of str to float
        Marks of each exercise.
    remarks : list of Remark
        On files and students.
    pairs : list of Pair
        Students whose wrong numbers are a classmate's right ones.
    rooms : dict of str to CapstoneScore
        By student who handed in a list of faults of the data room.
    """

    course: object
    marks: dict
    out_of: dict
    remarks: list
    pairs: list
    rooms: dict = field(default_factory=dict)

    @property
    def missing(self):
        """Students of whom there is no file that counts."""
        return [student for student in self.course.students if student.id not in self.marks]

    def late(self, student):
        """Return the exercises that a student answered after the deadline only."""
        return [exercise for exercise, mark in self.marks.get(student, {}).items() if mark.late]

    def total(self, student):
        """Return the marks of a student, None where nothing was handed in."""
        marks = self.marks.get(student)
        if marks is None:
            return None
        room = marks_of_room(self.rooms[student]) if student in self.rooms else 0
        return round(sum(mark.earned for mark in marks.values()) + room, 2)

    @property
    def whole(self):
        """Marks of everything."""
        return sum(self.out_of.values())


def grade(course, submissions, remarks=(), given=(), rooms=()):
    """Return a course graded.

    Parameters
    ----------
    course : Course
        Its secret makes every variant again; nothing in a kit or an answer file is believed.
    submissions : list of Submission
        As they were read.
    remarks : sequence of Remark
        On files that could not be read.
    given : dict of (str, str, str) to float
        The teacher's marks of sentences, by student, exercise and asked name.
    rooms : dict of str to CapstoneScore
        From `workbench.delivery.course.rooms.score_rooms`.
    """
    taken, odd = call_roll(course, submissions)
    rooms = dict(rooms)
    marks, wrong, keys, out_of = {student: {} for student in [*taken, *rooms]}, {}, {}, {}
    works = {name: _works(name, course, taken) for name in course.exercises}
    for name, sheet in _sheets(course, works, given):
        keys |= sheet.keys
        out_of[name] = marks_of(load_exercise(name))
        for student, mark in sheet.marks.items():
            marks[student][name] = mark
            wrong.setdefault(student, {}).update(sheet.wrong[student])
    if course.capstone:
        out_of[CAPSTONE] = float(FAULTS)
    odd += [remark for submission in taken.values() for remark in _odd(course, submission, marks[submission.student])]
    return Gradebook(course, marks, out_of, [*remarks, *odd], find_pairs(wrong, keys), rooms)


def _works(name, course, taken):
    """Return what of an exercise counts, by student who answered it."""
    return {
        student: counted(tried, course.deadline, course.attempts)
        for student, submission in taken.items()
        if (tried := submission.attempts.get(name))
    }


def _sheets(course, works, given):
    """Yield each exercise of a course with its sheet; a large course is shared among the processors."""
    processors = os.cpu_count() or 1
    if processors == 1 or sum(map(len, works.values())) < WORTH_SHARING:
        for name in course.exercises:
            yield name, _sheet(name, course, works[name], given)
        return
    with ProcessPoolExecutor(processors, mp_context=get_context("spawn")) as pool:
        sheets = [pool.submit(_sheet, name, course, works[name], given) for name in course.exercises]
        for name, sheet in zip(course.exercises, sheets, strict=True):
            yield name, sheet.result()


def _sheet(name, course, works, given):
    return mark_exercise(load_exercise(name), course, works, given)


def marks_of(exercise):
    """Return the marks that an exercise gives at most."""
    return float(
        sum(
            asked.get("marks") or max((level["marks"] for level in asked.get("rubric", [])), default=0)
            for asked in exercise.asked.values()
        )
    )


def _odd(course, submission, marks):
    """Yield at most one remark on a submission that counts."""
    strange = sorted(name for name in submission.attempts if name not in course.exercises)
    altered = [f"{exercise}.{name}" for exercise, mark in marks.items() for name in mark.altered]
    zh = [f"不属本课程的练习：{'、'.join(strange)}"] if strange else []
    en = [f"exercises of no part of the course: {', '.join(strange)}"] if strange else []
    if altered:
        zh.append(f"被改动、未计分的答案：{'、'.join(altered)}")
        en.append(f"altered answers, not counted: {', '.join(altered)}")
    if zh:
        yield Remark(submission.file, submission.student, "；".join(zh), "; ".join(en))
