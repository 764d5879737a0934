"""The capstone: a data room with twelve planted faults, each student's own, and what finding them is worth.

Which faults there are follows from the seed alone; nothing in the student's folder names them. The teacher's side
makes the room again from the secret of the course.
"""

import csv
import hmac
import io
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from workbench.errors import UsageError

from .numbers import Stream

FAULTS = 12
FALSE_ALARM = 0.5  # taken off for each answer where nothing is wrong
ANSWERS = "answers.csv"
FORM = ("file", "place", "kind")
README = """这是一家锌冶炼厂（虚构，合成教学数据）的审核资料室，各表用表格软件打开。
资料中恰有 12 处错误。逐一写入 answers.csv：file 文件名，place 错误所在行的第一格（缺行时写应有的那一格），kind 错误种类（见 kinds.csv）。
只写错误本身所在的行，不写受它影响的合计；同一行只有一处错误。得分 = 找对数 − 0.5 × 误报数。

The data room of a zinc smelter (invented; synthetic teaching data); open the tables in a spreadsheet.
Exactly 12 things are wrong. Enter each in answers.csv: file, place = the first cell of the row (of a missing row: what should
stand there), kind = see kinds.csv. Name the row that is wrong itself, not the totals that suffer from it; no row has more than
one. Score = found - 0.5 x false alarms.
"""


@dataclass(frozen=True, eq=False)
class Room:
    """A data room.

    Attributes
    ----------
    sound, tables : dict
        {file: list of rows} without and with the faults.
    faults : tuple of workbench.delivery.exercises.capstone_faults.Fault
    """

    sound: dict
    tables: dict
    faults: tuple


@dataclass(frozen=True, eq=False)
class CapstoneScore:
    """What a student's list of faults is worth.

    Attributes
    ----------
    score : float
        found − 0.5 · false alarms; may be below zero.
    found, false_alarms, misnamed : int
        Faults named rightly; places where nothing is wrong; right places with the wrong kind.
    out_of : int
    rows : list of dict
        file, place, kind, verdict (found | misnamed | false alarm) of each answer that counts.
    """

    score: float
    found: int
    false_alarms: int
    misnamed: int
    out_of: int
    rows: list


def make_room(seed):
    """Return the `Room` that a student's seed determines, the same on every system.

    Parameters
    ----------
    seed : bytes
        Of a student (`student_seed`).
    """
    from .capstone_faults import KINDS, Planter
    from .capstone_plant import Draw, make_tables

    stream = Stream(hmac.digest(seed, b"capstone", sha256))
    sound = make_tables(stream)
    tables = {file: [dict(row) for row in rows] for file, rows in sound.items()}
    planter, faults = Planter(tables, sound, Draw(stream)), []
    left = list(KINDS)
    while len(faults) < FAULTS:
        fault = planter.plant(left.pop(stream.integer(len(left))))
        faults += [fault] if fault else []
    order = {file: place for place, file in enumerate(tables)}
    return Room(sound, tables, tuple(sorted(faults, key=lambda fault: (order[fault.file], fault.place))))


def write_room(seed, folder, tables=None):
    """Write the data room of a student, with an empty form for the answers, and return the paths.

    Parameters
    ----------
    seed : bytes
    folder : str or path
    tables : dict, optional
        Instead of those of the seed.

    Notes
    -----
    CSV in UTF-8 with a byte order mark, which spreadsheets open in Chinese; the bytes depend on the seed alone.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    names = _rows("capstone_columns.csv", "column")
    texts = {}
    for file, rows in (tables or make_room(seed).tables).items():
        head = [f"{names[column]['zh']} {names[column]['en']}" for column in rows[0]]
        texts[file] = _csv([head, *(list(row.values()) for row in rows)])
    texts[ANSWERS] = _csv([FORM])
    texts["kinds.csv"] = _csv([("kind", "zh", "en"), *((row["id"], row["zh"], row["en"]) for row in kinds().values())])
    paths, texts["readme.txt"] = [], README.replace("\n", "\r\n")
    for file, text in texts.items():
        paths.append(folder / file)
        paths[-1].write_bytes(text.encode("utf-8-sig"))
    return paths


def kinds():
    """Return every kind of fault that there is, {id: row with zh, en, why_zh, why_en}."""
    return _rows("capstone_kinds.csv", "id")


def read_answers(path):
    """Return the answers of a form, a list of (file, place, kind); empty lines are left out.

    Raises
    ------
    UsageError
        Where the form has other columns.
    """
    text = _decoded(Path(path).read_bytes())
    table = list(csv.reader(io.StringIO(text)))
    if not table or tuple(cell.strip() for cell in table[0]) != FORM:
        raise UsageError(f"{Path(path).name}: 表头应为 / the header should be {', '.join(FORM)}")
    rows = [tuple(cell.strip() for cell in (row + ["", "", ""])[:3]) for row in table[1:]]
    return [row for row in rows if any(row)]


def score_capstone(seed, answers):
    """Return the `CapstoneScore` of a student's answers.

    Parameters
    ----------
    seed : bytes
    answers : iterable of (file, place, kind)
        Place is the first cell of the row; for a missing row, what should stand there. Of several answers to one
        place the first counts.
    """
    faults = {(fault.file, fault.place): fault.kind for fault in make_room(seed).faults}
    rows, seen = [], set()
    for answer in answers:
        file, place, kind = (str(part).strip() for part in answer)
        at = (file if file.endswith(".csv") else f"{file}.csv", place)
        if at in seen:
            continue
        seen.add(at)
        verdict = "false alarm" if at not in faults else "found" if faults[at] == kind else "misnamed"
        rows.append({"file": at[0], "place": place, "kind": kind, "verdict": verdict})
    found, wrong, misnamed = (
        sum(row["verdict"] == verdict for row in rows) for verdict in ("found", "false alarm", "misnamed")
    )
    return CapstoneScore(found - FALSE_ALARM * wrong, found, wrong, misnamed, FAULTS, rows)


def teacher_sheet(seed, lang="zh"):
    """Return where the faults are and why: file, place, column, kind, name, shown, right, why."""
    import pandas as pd

    named, rows = kinds(), []
    for fault in make_room(seed).faults:
        kind = named[fault.kind]
        rows.append(
            {"file": fault.file, "place": fault.place, "column": ", ".join(fault.columns), "kind": fault.kind}
            | {"name": kind[lang], "shown": fault.shown, "right": fault.right, "why": kind[f"why_{lang}"]}
        )
    return pd.DataFrame(rows)


def _decoded(content):
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")  # saved by a spreadsheet on Chinese Windows


def _csv(rows):
    sheet = io.StringIO()
    csv.writer(sheet, lineterminator="\r\n").writerows([["" if cell is None else cell for cell in row] for row in rows])
    return sheet.getvalue()


@cache
def _rows(file, key):
    text = (files(__package__) / file).read_text(encoding="utf-8")
    return {row[key]: row for row in csv.DictReader(text.splitlines())}
