"""Commands of a course: kits, grades, keys, papers, feedback, question banks; each prints the files it wrote."""

from pathlib import Path

from .telling import say, show


def release(given):
    """Write a kit for every student, or the course folder of nbgrader."""
    from ..delivery.course.kits import write_kits

    course = _course(given)
    if given.nbgrader:
        from ..delivery.course.assignment import write_assignment

        _tell(write_assignment(course, given.nbgrader))
    _tell(write_kits(course, given.out))


def grade(given):
    """Grade a folder of answers; 1 if a file could not be counted as it is."""
    from ..delivery.course.grades import write_grades

    book = _graded(given)
    _tell(write_grades(book, given.out, given.columns))
    for remark in book.remarks:
        say(str(remark))
    clear = sum(pair.clear for pair in book.pairs)
    show(
        f"已评 / graded {len(book.marks)}，未交 / missing {len(book.missing)}，"
        f"迟交 / late {sum(bool(book.late(student)) for student in book.marks)}，"
        f"疑似抄袭 / copied {clear}（明显 clear）+ {len(book.pairs) - clear}（较弱 weak）"
    )
    return 1 if book.remarks else 0


def key(given):
    """Write the key: worked reasoning for every student, and a workbook of students by questions."""
    from ..delivery.course.keys import write_key

    _tell(write_key(_course(given), given.out))


def papers(given):
    """Write papers for an exam and their key."""
    from ..delivery.course.papers import write_papers

    _tell(write_papers(_course(given), given.out, given.versions))


def feedback(given):
    """Write a page for every student who handed in answers."""
    from ..delivery.course.feedback import write_feedback

    _tell(write_feedback(_graded(given), given.out))


def export(given):
    """Write variants as a question bank of a learning platform."""
    from ..delivery.course.quizzes import write_bank

    _tell([write_bank(_course(given), given.out, given.format, given.count)])


def _course(given):
    from ..delivery.course.course import load_course
    from ..delivery.exercises import exercise_ids

    return load_course(given.course, exercise_ids())


def _graded(given):
    from ..delivery.course.grading import grade
    from ..delivery.course.rooms import score_rooms
    from ..delivery.course.submissions import read_submissions
    from ..delivery.course.written import read_written
    from ..errors import UsageError

    course = _course(given)
    if not Path(given.folder).is_dir():
        raise UsageError(f"没有这个文件夹 / no such folder: {given.folder}")
    marks = read_written(given.written) if given.written else {}
    submissions, remarks = read_submissions(given.folder)
    rooms, unread = score_rooms(course, given.folder)
    return grade(course, submissions, [*remarks, *unread], marks, rooms)


def _tell(paths):
    for path in paths:
        show(str(path))
