"""Answer files as students hand them in: read one by one, none trusted, none executed."""

import json
import zipfile
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from workbench.errors import WorkbenchError

from ..exercises.checks import HINTS
from ..exercises.kit import FORMAT
from ..exercises.kit import KIT as KIT_FILE

LARGEST = 1_000_000  # bytes of an answer file; a student needs some thousand
MOST_MEMBERS = 2000


@dataclass(frozen=True)
class Attempt:
    """One answer: when by the student's own clock, asked name to value or (value, unit), hints taken before."""

    time: datetime
    answers: dict
    hints: tuple


@dataclass(frozen=True)
class Counted:
    """What of the attempts at one exercise counts.

    Attributes
    ----------
    answers : dict
        Asked name to a value, or to (value, unit).
    hints : tuple of int
        Numbers of the hints taken before the last answer.
    time : datetime
        Of the last answer.
    late : bool
        Whether there was none before the deadline.
    """

    answers: dict
    hints: tuple
    time: datetime
    late: bool


def counted(attempts, deadline, allowed=None):
    """Return what counts: the last answer to everything asked, those before the deadline if there are any.

    Parameters
    ----------
    attempts : sequence of Attempt
        At one exercise, not empty.
    deadline : datetime or None
        Last moment; nothing is late without it.
    allowed : int, optional
        How many answers to one thing asked count; any number without it.
    """
    ordered = sorted(attempts, key=lambda attempt: attempt.time)
    timely = [attempt for attempt in ordered if deadline is None or attempt.time <= deadline]
    answers, tries, last = {}, Counter(), None
    for attempt in timely or ordered:
        fresh = {name: value for name, value in attempt.answers.items() if allowed is None or tries[name] < allowed}
        tries.update(attempt.answers.keys())
        answers |= fresh
        last = attempt if fresh or last is None else last
    return Counted(answers, last.hints, last.time, not timely)


@dataclass(frozen=True)
class Submission:
    """One answer file.

    Attributes
    ----------
    file : str
        Its name below the folder.
    student : str
        Id inside it.
    attempts : dict of str to tuple of Attempt
        By exercise; one that was only looked at has none.
    """

    file: str
    student: str
    attempts: dict

    @property
    def time(self):
        """When anything was answered last; None if nothing was."""
        return max((attempt.time for tried in self.attempts.values() for attempt in tried), default=None)


@dataclass(frozen=True)
class Remark:
    """What is to be said about a file or a student.

    Attributes
    ----------
    file, student : str
        Either may be empty.
    zh, en : str
        The sentence.
    """

    file: str
    student: str
    zh: str
    en: str

    def __str__(self):
        return f"{self.file or self.student}: {self.zh} / {self.en}"


class RefusedFile(WorkbenchError):
    """A file that cannot count; ``zh`` and ``en`` say why."""

    def __init__(self, zh, en):
        super().__init__(f"{zh} / {en}")
        self.zh, self.en = zh, en


def read_submissions(folder):
    """Return the answer files of a folder, of its folders and of zip files in it.

    Parameters
    ----------
    folder : Path
        Where they were collected.

    Returns
    -------
    list of Submission
        Of those that can be read.
    list of Remark
        One for each that cannot.
    """
    found, remarks = [], []
    for name, read in _candidates(Path(folder), remarks):
        try:
            found.append(parse_submission(name, read()))
        except RefusedFile as refusal:
            remarks.append(Remark(name, "", refusal.zh, refusal.en))
        except OSError as error:
            remarks.append(Remark(name, "", f"读不到：{error.strerror}", f"cannot be read: {error.strerror}"))
    return found, remarks


def parse_submission(name, data):
    """Return what an answer file says.

    Parameters
    ----------
    name : str
        Of the file; its stem should be the id of the student.
    data : bytes
        Its content.

    Raises
    ------
    RefusedFile
        If it is no answer file, or has been altered.
    """
    if len(data) > LARGEST:
        raise RefusedFile("文件过大，不是答案文件", "too large for an answer file")
    try:
        content = json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise RefusedFile("读不懂：文件损坏或不是 JSON", "damaged, or no JSON") from error
    if not isinstance(content, dict) or not isinstance(content.get("exercises"), dict):
        raise RefusedFile("不是答案文件：没有 exercises", "no answer file: 'exercises' is missing")
    if content.get("format") != FORMAT:
        raise RefusedFile(f"格式版本 {content.get('format')!r} 不认识", f"unknown format {content.get('format')!r}")
    student = content.get("student")
    if not isinstance(student, str) or not student:
        raise RefusedFile("文件里没有学号", "holds no student id")
    attempts = {str(exercise): _attempts(exercise, entry) for exercise, entry in content["exercises"].items()}
    return Submission(name, student, attempts)


def _attempts(exercise, entry):
    wrong = RefusedFile(f"{exercise} 的记录被改动过，不能识别", f"the record of {exercise} has been altered")
    if not isinstance(entry, dict) or not isinstance(entry.get("attempts", []), list):
        raise wrong
    return tuple(_attempt(attempt, wrong) for attempt in entry.get("attempts", []))


def _attempt(entry, wrong):
    if not isinstance(entry, dict) or not isinstance(entry.get("answers"), dict):
        raise wrong
    hints = entry.get("hints", [])
    if not isinstance(hints, list) or not all(type(hint) is int and 1 <= hint <= HINTS for hint in hints):
        raise wrong
    answers = {str(name): _answer(value, wrong) for name, value in entry["answers"].items()}
    return Attempt(_time(entry.get("time"), wrong), answers, tuple(sorted(set(hints))))


def _answer(value, wrong):
    """Return an answer as the verdict takes it; anything that no form and no call can have written is refused."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, list) and all(item is None or isinstance(item, (str, int, float)) for item in value):
        return list(value)
    raise wrong


def _time(text, wrong):
    try:
        time = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise wrong from None
    return time if time.tzinfo else time.astimezone()


def _no_constant(name):
    raise ValueError(name)


def _candidates(folder, remarks):
    """Yield the name of every answer file and how to read it."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix.lower() == ".json" and path.name != KIT_FILE and path.is_file():
            yield name, lambda path=path: _read(path)
        elif path.suffix.lower() == ".zip" and path.is_file():
            yield from _members(path, name, remarks)


def _read(path):
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _members(path, name, remarks):
    try:
        with zipfile.ZipFile(path) as archive:
            wanted = [member for member in archive.infolist()[:MOST_MEMBERS] if _is_answer(member.filename)]
            for member in wanted:
                with archive.open(member) as file:
                    data = file.read(LARGEST + 1)
                yield f"{name}/{member.filename}", lambda data=data: data
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError):
        remarks.append(Remark(name, "", "压缩包打不开", "the archive cannot be opened"))


def _is_answer(name):
    path = PurePosixPath(name)
    return path.suffix.lower() == ".json" and path.name != KIT_FILE
