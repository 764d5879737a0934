"""Whose answers count: each submission matched with the list of students, the rest remarked upon."""

from datetime import UTC, datetime
from pathlib import PurePosixPath

from .submissions import Remark

_NEVER = datetime.min.replace(tzinfo=UTC)


def call_roll(course, submissions):
    """Return the submission of each student.

    Parameters
    ----------
    course : Course
        With the list of students.
    submissions : list of Submission
        As they were read.

    Returns
    -------
    dict of str to Submission
        By student; of several the one answered last.
    list of Remark
        On files that do not count or look odd.
    """
    known = {student.id for student in course.students}
    taken, remarks = {}, []
    for submission in submissions:
        stem = PurePosixPath(submission.file).stem
        if submission.student not in known:
            remarks.append(_remark(submission, "学号不在名单中", "the student is not on the list"))
        elif stem in known and stem != submission.student:
            # Somebody's file under a classmate's name: whose it is, a person has to find out.
            remarks.append(
                _remark(
                    submission,
                    f"文件名是 {stem}，里面的学号是 {submission.student}；未计分",
                    f"named {stem} but holds the id {submission.student}; not counted",
                )
            )
        elif submission.student in taken:
            first = taken[submission.student]
            kept, left = sorted((first, submission), key=lambda one: one.time or _NEVER, reverse=True)
            taken[submission.student] = kept
            remarks.append(
                _remark(
                    left, f"同一学号的另一份，以 {kept.file} 为准", f"another of the same student; {kept.file} counts"
                )
            )
        else:
            taken[submission.student] = submission
    return taken, remarks


def _remark(submission, zh, en):
    return Remark(submission.file, submission.student, zh, en)
