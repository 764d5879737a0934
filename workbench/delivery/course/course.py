"""A course as its teacher writes it down: COURSE.toml and the list of students."""

import csv
import io
import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from workbench.errors import UsageError, WorkbenchError

LEAST_SECRET = 12
CAPSTONE = "capstone"
COLUMNS = {"学号": "id", "姓名": "name", "班级": "group"}
_ENGLISH = {"student": "学号", "id": "学号", "name": "姓名", "class": "班级", "group": "班级"}
_KEYS = {"title", "secret", "secret_file", "deadline", "exercises", "students", "attempts"}
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


class CourseError(WorkbenchError):
    """Everything that is wrong with a course file, at once.

    Attributes
    ----------
    sentences : tuple of str
        One for each thing that is wrong.
    """

    def __init__(self, file, sentences):
        lines = "\n".join(f"  * {sentence}" for sentence in sentences)
        super().__init__(f"{file} 有 {len(sentences)} 处问题 / {len(sentences)} problem(s) in {file}:\n{lines}")
        self.sentences = tuple(sentences)


@dataclass(frozen=True)
class Student:
    """One student: number, name and class as the teacher's list has them."""

    id: str
    name: str
    group: str


@dataclass(frozen=True, repr=False)
class Course:
    """One course.

    Attributes
    ----------
    title : str
        What it is called.
    secret : str
        What every student's data is made from; only the teacher's files know it.
    deadline : datetime
        After it an answer is late; with the zone of this machine where the file gives none.
    exercises : tuple of str
        Ids, in order.
    students : tuple of Student
        In the order of the list.
    capstone : bool
        Whether every student gets a data room.
    attempts : int or None
        How many answers to one thing asked count; any number if None.
    """

    title: str
    secret: str
    deadline: datetime
    exercises: tuple
    students: tuple
    capstone: bool = False
    attempts: int | None = None

    @property
    def groups(self):
        """Return the classes in the order of the list."""
        return tuple(dict.fromkeys(student.group for student in self.students))

    def is_over(self, now=None):
        """Return whether the deadline has passed."""
        return (now or datetime.now().astimezone()) > self.deadline


def load_course(path, known):
    """Return a course.

    Parameters
    ----------
    path : str or Path
        COURSE.toml; files that it names lie beside it.
    known : collection of str
        Ids of the exercises that there are.

    Raises
    ------
    UsageError
        If the file is not there.
    CourseError
        With all that is wrong in it.
    """
    path = Path(path)
    data = _read_toml(path)
    problems = [f"没有这一项 / unknown key: {key}" for key in sorted(data.keys() - _KEYS)]
    found = {
        "title": _title(data, problems),
        "secret": _secret(data, path.parent, problems),
        "deadline": _deadline(data, problems),
        "students": _students(data, path.parent, problems),
        "attempts": _attempts(data, problems),
    }
    chosen = _exercises(data, known, problems)
    if problems:
        raise CourseError(path.name, problems)
    exercises = tuple(exercise for exercise in chosen if exercise != CAPSTONE)
    return Course(exercises=exercises, capstone=CAPSTONE in chosen, **found)


def _read_toml(path):
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UsageError(f"读不到课程文件 / cannot read the course: {path.name}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CourseError(path.name, ["请存为 UTF-8 / save it as UTF-8"]) from error
    except tomllib.TOMLDecodeError as error:
        raise CourseError(path.name, [f"不合 TOML 语法 / no valid TOML: {error}"]) from error


def _title(data, problems):
    title = data.get("title")
    if not isinstance(title, str) or not title.strip():
        problems.append('缺课程名称 / the title is missing: title = "清洁生产审核"')
    return title


def _secret(data, folder, problems):
    if ("secret" in data) == ("secret_file" in data):
        problems.append("口令写在 secret 或 secret_file 之一 / give either secret or secret_file")
        return ""
    secret = data.get("secret")
    if "secret_file" in data:
        try:
            secret = (folder / str(data["secret_file"])).read_text(encoding="utf-8-sig").strip()
        except (OSError, UnicodeDecodeError):
            problems.append(f"读不到口令文件 / cannot read the file of the secret: {data['secret_file']}")
            return ""
    if not isinstance(secret, str) or len(secret) < LEAST_SECRET:
        problems.append(f"口令少于 {LEAST_SECRET} 个字符 / the secret has fewer than {LEAST_SECRET} characters")
    return secret


def _deadline(data, problems):
    deadline = data.get("deadline")
    if isinstance(deadline, str):
        try:
            deadline = datetime.fromisoformat(deadline)
        except ValueError:
            deadline = None
    if isinstance(deadline, date) and not isinstance(deadline, datetime):
        deadline = datetime.combine(deadline, time(23, 59, 59))
    if not isinstance(deadline, datetime):
        problems.append("缺截止时间 / the deadline is missing: deadline = 2026-05-20T23:59:00")
        return None
    return deadline if deadline.tzinfo else deadline.astimezone()


def _attempts(data, problems):
    attempts = data.get("attempts")
    if attempts is not None and (type(attempts) is not int or attempts < 1):
        problems.append("attempts 应为正整数 / attempts should be a whole number, 1 or more")
    return attempts


def _exercises(data, known, problems):
    chosen = data.get("exercises")
    if not isinstance(chosen, list) or not chosen:
        problems.append('缺练习编号 / the exercises are missing: exercises = ["E2.2", "E3.1"]')
        return ()
    known = set(known) | {CAPSTONE}
    for exercise in chosen:
        if exercise not in known:
            problems.append(f"没有这个练习 / no such exercise: {exercise}")
    problems += [
        f"练习重复 / listed twice: {exercise}" for exercise in dict.fromkeys(chosen) if chosen.count(exercise) > 1
    ]
    return tuple(map(str, chosen))


def _students(data, folder, problems):
    given = data.get("students")
    if isinstance(given, str):
        rows = _read_list(folder / given, problems)
    elif isinstance(given, list) and all(isinstance(row, dict) for row in given):
        rows = given
    else:
        problems.append('缺学生名单 / the students are missing: students = "students.csv"')
        return ()
    students = []
    for number, row in enumerate(rows, 1):
        named = {_ENGLISH.get(str(key).strip().lower(), str(key).strip()): value for key, value in row.items()}
        values = {field: str(named.get(column) or "").strip() for column, field in COLUMNS.items()}
        if not _ID.fullmatch(values["id"]):
            problems.append(
                f"第 {number} 名学生的学号只能用字母、数字、-、_ / student {number}: letters, digits, - and _ only: "
                f"{values['id']!r}"
            )
        students.append(Student(**values))
    ids = [student.id.lower() for student in students]
    problems += [f"学号重复 / student listed twice: {name}" for name in dict.fromkeys(ids) if ids.count(name) > 1]
    if not students:
        problems.append("名单是空的 / the list of students is empty")
    return tuple(students)


def _read_list(path, problems):
    try:
        data = path.read_bytes()
    except OSError:
        problems.append(f"读不到学生名单 / cannot read the list of students: {path.name}")
        return []
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", errors="replace")
    return [row for row in csv.DictReader(io.StringIO(text)) if any(filter(None, row.values()))]
