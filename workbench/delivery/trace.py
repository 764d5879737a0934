"""The passport of a number: where a figure of a deliverable comes from.

A figure is named by the case, the number of its table and its cell in ``tables.xlsx``: ``zinc_smelting:表3-4!C5``.
The report, the page and the workbook show the same tables, so the name is good for all three. A number in a sentence
is named by the text and the number's own name, ``zinc_smelting:文3-7!total``: the workbook lists them all. What a
picture shows of a flow, a process or an option is named by it: ``zinc_smelting:图3-4!Z03``.
"""

import csv
import json
import re
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

from workbench.case import fields, label, load_case
from workbench.errors import UsageError

from .contents import FIGURE_MIME, TABLE_MIME, TEXT_MIME
from .manifest import read_manifest

FIRST_ROW = 4  # of a table's rows in the workbook: title, label and header stand above
_ID = re.compile(r"^(?P<case>[^:：]+)[:：](?P<shown>[^!！]+)[!！](?P<place>.+)$")
_CELL = re.compile(r"^(?P<column>[A-Za-z]{1,2})(?P<row>\d+)$")
_NUMBER = re.compile(r"^[−-]?[\d.,]+$")
_UNCERTAIN = re.compile(r"±|不确定度|uncertainty|\bsd\b")


@dataclass(frozen=True)
class Origin:
    """One cell of the case's data that a figure rests on."""

    file: str
    row: int
    hash: str
    values: dict


@dataclass(frozen=True)
class Passport:
    """What is known about one figure.

    Attributes
    ----------
    id : str
        Name of the figure.
    title, column : str
        Title of its table and head of its column, which holds the unit.
    value : str
        The figure as shown.
    about : dict
        The other cells of its row that are words: what the figure is about.
    uncertainty : dict
        The cells of its row that tell uncertainties.
    formula, source : str
        How such a figure is worked out, and by what; empty where it is data, not a result.
    notebook, call : str
        The notebook and the call that showed it.
    origins : tuple of Origin
        Rows of the case that the row of the table names.
    note : str
        What stands beneath the table.
    """

    title: str
    column: str
    value: str
    about: dict = field(default_factory=dict)
    uncertainty: dict = field(default_factory=dict)
    formula: str = ""
    source: str = ""
    note: str = ""
    id: str = ""
    notebook: str = ""
    call: str = ""
    origins: tuple = ()

    def to_json(self):
        """Return the passport as plain data."""
        return {**vars(self), "origins": [vars(origin) for origin in self.origins]}


def trace(figure, out="runs", folder=None):
    """Return where a figure of a run comes from.

    Parameters
    ----------
    figure : str
        ``case:table!cell``, such as ``zinc_smelting:表3-4!C5``, the cell being that of the table's sheet in tables.xlsx;
        ``case:text!name`` of a number in a sentence; ``case:picture!id`` of what a picture shows.
    out : str or Path
        Folder of the runs.
    folder : str or Path, optional
        The case itself, where its id alone does not find it.

    Returns
    -------
    Passport

    Raises
    ------
    UsageError
        If it is no name of a figure, or the run, the table, text or picture, or the place in it does not exist.
    """
    match = _ID.match(figure.strip())
    if match is None:
        raise UsageError(
            f"编号写作 案例:表号!单元格, 如 zinc_smelting:表3-4!C5 / write case:table!cell, not {figure!r}"
        )
    run = Path(out) / match["case"]
    found = _find(run, match["shown"].replace(" ", ""))
    made = {TABLE_MIME: _of_cell, TEXT_MIME: _of_sentence, FIGURE_MIME: _of_picture}[found.kind](found, match["place"])
    words = {*made.about.values(), *([] if _NUMBER.match(made.value) else [made.value])}
    origins = tuple(_origins(folder or match["case"], run, words))
    if found.kind == FIGURE_MIME and not origins:
        raise UsageError(f"图中对象用其编号 / name what the picture shows by its id: {match['place']!r}")
    return replace(made, id=figure.strip(), notebook=found.notebook, call=found.call, origins=origins)


def _of_cell(found, place):
    """Return the passport of a cell of a table, without its origins."""
    table, cell = found.data, _CELL.match(place)
    row, column = (int(cell["row"]) - FIRST_ROW, _column(cell["column"])) if cell else (-1, 0)
    if not (0 <= row < len(table["rows"]) and column < len(table["header"])):
        last = f"{chr(64 + min(26, len(table['header'])))}{FIRST_ROW + len(table['rows']) - 1}"
        raise UsageError(
            f"{table['number']} 的数据在 A{FIRST_ROW} 到 {last} / the table's cells are A{FIRST_ROW} to {last}"
        )
    cells = dict(zip(table["header"], table["rows"][row], strict=True))
    head = table["header"][column]
    formula, source = _formula(head)
    words = {
        name: text
        for name, text, align in zip(table["header"], table["rows"][row], table["align"], strict=True)
        if align == "left" and text
    }
    return Passport(
        title=f"{table['number']} {table['title']}",
        column=head,
        value=table["rows"][row][column],
        about={name: text for name, text in words.items() if name != head},
        uncertainty={name: text for name, text in cells.items() if _UNCERTAIN.search(name) and name != head},
        formula=formula,
        source=source,
        note=table["note"],
    )


def _of_sentence(found, place):
    """Return the passport of a number that stands in a sentence."""
    figures = {figure["name"]: figure for figure in found.data["figures"]}
    if place not in figures:
        raise UsageError(f"{found.data['number']} 中有 {'、'.join(figures)} / the sentence's figures are these")
    formula, source = _formula(place)
    return Passport(
        title=f"{found.data['number']} {found.sentence}",
        column=place,
        value=figures[place]["shown"],
        about={"精确值 / exact": repr(figures[place]["exact"])},
        formula=formula,
        source=source,
        note=_beside(found),
    )


def _of_picture(found, place):
    """Return the passport of what a picture shows of one object of the case."""
    return Passport(
        title=f"{found.data['number']} {found.data['title']}",
        column=place,
        value=place,
        note="；".join(part for part in (found.data.get("note"), _beside(found)) if part),
    )


def _beside(found):
    if not found.tables:
        return ""
    return f"同一数据见 / the same data in {'、'.join(found.tables)}"


@dataclass(frozen=True)
class _Found:
    """One output of an executed notebook, the call that showed it, and the tables shown beside it."""

    kind: str
    data: dict
    notebook: str
    call: str
    sentence: str
    tables: tuple


def _find(folder, number):
    """Return what bears a number in the run of a folder."""
    notebooks = sorted((folder / "notebooks").glob("*.ipynb"))
    if not notebooks:
        raise UsageError(f"没有运行结果, 先执行 workbench run / no run in {folder.name}; run the case first")
    known = []
    for path in notebooks:
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            outputs = [output.get("data", {}) for output in cell.get("outputs", ())]
            shown = [(data, kind) for data in outputs for kind in (TABLE_MIME, TEXT_MIME, FIGURE_MIME) if kind in data]
            tables = tuple(data[kind]["number"] for data, kind in shown if kind == TABLE_MIME)
            for data, kind in shown:
                if data[kind]["number"].replace(" ", "") == number:
                    sentence = "".join(data.get("text/plain", ""))
                    return _Found(kind, data[kind], path.stem, "".join(cell["source"]), sentence, tables)
            known += tables
    raise UsageError(f"没有 {number}, 有 {'、'.join(known[:60])} / nothing in the run bears this number")


def _column(letters):
    place = 0
    for letter in letters.upper():
        place = 26 * place + ord(letter) - 64
    return place - 1


@cache
def _formulas():
    with files("workbench.analysis").joinpath("formulas.csv").open(encoding="utf-8", newline="") as file:
        return {row["column"]: (row["formula"], row["source"]) for row in csv.DictReader(file)}


def _formula(head):
    """Return (formula, source) of a column by its label; a label may carry its unit in brackets."""
    plain = re.sub(r"\s*[(（\[].*$", "", head).strip()
    for column, found in _formulas().items():
        if plain in {column, *(re.sub(r"\s*[(（\[].*$", "", label("results", column, lang)) for lang in ("zh", "en"))}:
            return found
    return "", ""


def _origins(folder, run, words):
    """Yield the rows of the case that words of a table's row name: by key, or by name where the table shows names."""
    case = load_case(folder)
    hashes = read_manifest(run).get("inputs", {})
    for table, columns in fields().items():
        if not case.has(table):
            continue
        frame = case[table]
        keys = [name for name, field in columns.items() if field.role == "key" and field.type == "id" and name in frame]
        named = [name for name in (*keys, "name", "name_en") if name in frame]
        for row, cells in frame[frame[named].isin(words).any(axis=1)].iterrows() if named else ():
            shown = {name: _plain(value) for name, value in cells.items() if _known(value)}
            yield Origin(f"{table}.csv", int(row), hashes.get(f"{table}.csv", "")[:12], shown)


def _known(value):
    return value is not None and value == value and str(value) != ""


def _plain(value):
    return (
        value.item() if hasattr(value, "item") else value if isinstance(value, (str, int, float, bool)) else str(value)
    )


def in_words(passport, lang="zh"):
    """Return a passport as lines of text."""
    zh = lang == "zh"
    lines = [
        f"{passport.id}  =  {passport.value}",
        f"{'表' if zh else 'table'}: {passport.title}",
        f"{'列' if zh else 'column'}: {passport.column}",
    ]
    pairs = (("对象", "about", passport.about), ("不确定度", "uncertainty", passport.uncertainty))
    lines += [f"{z if zh else e}: {'; '.join(f'{k} {v}' for k, v in held.items())}" for z, e, held in pairs if held]
    if passport.formula:
        lines.append(f"{'公式' if zh else 'formula'}: {passport.formula}  [{passport.source}]")
    lines.append(f"{'由' if zh else 'shown by'}: {passport.notebook}  {passport.call}")
    if passport.note:
        lines.append(passport.note)
    for origin in passport.origins:
        held = ", ".join(f"{name}={value}" for name, value in origin.values.items())
        lines.append(
            f"  {origin.file} {'第' if zh else 'row'} {origin.row} {'行' if zh else ''} [{origin.hash}] {held}"
        )
    return lines
