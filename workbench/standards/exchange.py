"""Benchmark systems to and from Excel: an official table typed into the template becomes a system."""

import re
from pathlib import Path
from zipfile import BadZipFile

import pandas as pd

from workbench.case.problems import Problem, did_you_mean
from workbench.case.units import known as known_unit
from workbench.errors import UsageError, WorkbenchError
from workbench.standards.register import first_day, own_folder, read_data, shipped
from workbench.standards.systems import all_indicators, load_system, typed
from workbench.standards.validation import row_findings, weight_findings

SHEETS = {"passport": "标准 passport", "indicators": "指标 indicators"}
_VALUES = ["level1", "level2", "level3", "limit", "low", "high"]


class StandardError(WorkbenchError):
    """A table of a standard that cannot be imported as it is.

    Attributes
    ----------
    problems : tuple of Problem
        Everything that is wrong with it.
    """

    def __init__(self, file, problems):
        self.problems = tuple(problems)
        lines = "\n".join(f"  * {problem}" for problem in self.problems)
        count = len(self.problems)
        super().__init__(f"{file} 有 {count} 处问题 / {count} problem(s) in {file}:\n{lines}")


def export_system(standard, path, folder=None):
    """Write a system to an Excel file that can be filled in and imported again.

    Parameters
    ----------
    standard : str
        Id; the skeleton of a standard whose values are not held serves as the template for typing them in.
    path : Path
        File to write; an existing one is refused.
    folder : Path, optional
        Folder of a person's own systems.

    Raises
    ------
    UsageError
        Where the file exists or the standard is unknown.
    """
    path = Path(path)
    if path.exists():
        raise UsageError(f"文件已存在，不覆盖 {path.name} exists and is not overwritten")
    system = load_system(standard, folder=folder)
    fields = shipped("template")
    passport = fields[fields["sheet"] == "passport"].drop(columns=["sheet", "type"])
    value = passport["column"].map(system.passport)
    columns = fields[fields["sheet"] == "indicators"]
    flags = system.indicators.assign(limiting=system.indicators["limiting"].map({True: "yes", False: ""}))
    with pd.ExcelWriter(path, engine="xlsxwriter") as writer:
        passport.insert(1, "value", value)
        passport.to_excel(writer, sheet_name=SHEETS["passport"], index=False)
        heads = {row.column: f"{row.zh} {row.column}" for row in columns.itertuples()}
        flags.reindex(columns=list(heads)).rename(columns=heads).to_excel(
            writer, sheet_name=SHEETS["indicators"], index=False
        )
        for sheet in writer.sheets.values():
            sheet.set_column(0, 40, 16)
            sheet.freeze_panes(1, 1)


def import_system(path, folder=None):
    """Check a filled-in template and store it among a person's own systems.

    Parameters
    ----------
    path : Path
        Excel file made by `export_system`.
    folder : Path, optional
        Folder of a person's own systems. A system that is there already is never overwritten.

    Returns
    -------
    str
        Id of the new system.

    Raises
    ------
    StandardError
        With every problem: sheet, row, column, code, sentences.
    """
    path = Path(path)
    folder = own_folder() if folder is None else Path(folder)
    sheets = _read(path)
    passport, problems = _passport(sheets["passport"], folder)
    indicators, wrong = _indicators(sheets["indicators"], passport.get("rule"))
    if problems or wrong:
        raise StandardError(path.name, [*problems, *wrong])
    _store(passport, indicators, folder)
    return passport["standard"]


def _read(path):
    if not path.exists():
        raise UsageError(f"没有此文件 no such file: {path.name}")
    try:
        book = pd.read_excel(path, sheet_name=None, dtype=str, keep_default_na=False, engine="openpyxl")
    except (ValueError, BadZipFile) as error:
        raise UsageError(f"{path.name} 不是 Excel 文件 is not an Excel file: {error}") from None
    absent = [
        Problem("missing_sheet", sheet, None, None, f"缺少工作表 {sheet}", f"sheet {sheet} is missing")
        for sheet in SHEETS.values()
        if sheet not in book
    ]
    if absent:
        raise StandardError(path.name, absent)
    return {name: book[sheet] for name, sheet in SHEETS.items()}


def _passport(sheet, folder):
    fields = shipped("template").query("sheet == 'passport'")
    values = dict(zip(sheet["column"], sheet["value"].str.strip(), strict=True))
    rows = {column: place + 2 for place, column in enumerate(sheet["column"])}
    problems = []
    for field in fields.itertuples():
        text = values.setdefault(field.column, "")
        for code, zh, en in _cell_faults(field, text):
            problems.append(Problem(code, SHEETS["passport"], rows.get(field.column), "value", zh, en))
    existing = folder / "standards.csv"
    if existing.exists() and values["standard"] in set(read_data("standards", folder)["standard"]):
        zh, en = f"{values['standard']} 已导入过", f"{values['standard']} is imported already"
        hint = "已有体系不覆盖，换一个编号 own systems are not overwritten; choose another id"
        problems.append(Problem("already_imported", SHEETS["passport"], rows["standard"], "value", zh, en, hint))
    return values, problems


def _indicators(sheet, rule):
    fields = shipped("template").query("sheet == 'indicators'")
    sheet = sheet.rename(columns=lambda head: str(head).split()[-1])
    name, known = SHEETS["indicators"], list(fields["column"])
    problems = [
        Problem("unknown_column", name, 1, c, f"不认识的列 {c!r}", f"unknown column {c!r}", did_you_mean(c, known))
        for c in sheet
        if c not in known
    ]
    sheet = sheet.reindex(columns=known, fill_value="").apply(lambda column: column.str.strip())
    for field in fields.itertuples():
        for place, text in enumerate(sheet[field.column]):
            for code, zh, en in _cell_faults(field, text):
                problems.append(Problem(code, name, place + 2, field.column, zh, en))
    if sheet.empty:
        problems.append(Problem("empty_file", name, None, None, "没有指标", "there is no indicator"))
    elif not problems:
        table = typed(sheet.replace("", None).assign(limiting=sheet["limiting"]))
        findings = row_findings(table) + (weight_findings(table) if str(rule).startswith("composite") else [])
        problems = [
            Problem(f.code, name, None if f.place is None else f.place + 2, f.column, f.zh, f.en) for f in findings
        ]
    return sheet, problems


def _cell_faults(field, text):
    """Yield what is wrong with one cell: code, zh, en."""
    if text == "":
        if field.needed == "yes":
            yield "empty_cell", f"{field.zh} 不能为空", f"{field.en} must not be empty"
        return
    if not _CHECKS.get(field.type, lambda _: True)(text):
        code = {"number": "not_a_number", "date": "not_a_date", "unit": "unknown_unit"}.get(field.type, "wrong_value")
        yield code, f"{field.zh} 不能是 {text!r}", f"{field.en} cannot be {text!r}"


def _is_number(text):
    return re.fullmatch(r"[-+]?\d*\.?\d+(e[-+]?\d+)?", text, re.IGNORECASE) is not None


def _is_unit(text):
    # Some standards count in units of their own trade (m3/Adt, t/100m): compared as text, never converted.
    return known_unit(text) or text in set(all_indicators()["unit"])


def _is_date(text):
    try:
        first_day(text)
    except UsageError:
        return False
    return True


_RULES = ("composite", "composite_newer", "three_level", "trial", "norm", "limit")
_KINDS = (
    *("evaluation_system", "three_level_standard", "trial_system", "energy_norm", "water_norm", "discharge_limit"),
    *("access_condition", "technical_policy", "technical_code", "efficiency_level", "industry_standard"),
)
_CHECKS = {
    "id": lambda text: re.fullmatch(r"[A-Za-z0-9_]+", text) is not None,
    "kind": _KINDS.__contains__,
    "rule": _RULES.__contains__,
    "direction": ("lower", "higher", "meets").__contains__,
    "scale": lambda text: text in set(shipped("scales")["scale"]),
    "flag": ("yes", "no", "是", "否").__contains__,
    "provenance": ("found", "recalled", "none").__contains__,
    "cap": lambda text: text == "share" or _is_number(text),
    "number": _is_number,
    "date": _is_date,
    "unit": _is_unit,
}


def _store(passport, indicators, folder):
    """Write the system in the shape of the shipped data; the indicators first, so that a passport is never alone."""
    source = {"reliability": "U", "url": passport["url"], "context": passport["number"]}
    valued = (indicators[_VALUES] != "").any(axis=1) | (indicators["direction"] == "meets")
    stated = indicators["provenance"]
    provenance = stated.where(stated.isin(["recalled"]) & valued, valued.map({True: "found", False: "none"}))
    limiting = indicators["limiting"].map({"yes": "true", "是": "true"}).fillna("")
    table = indicators.assign(standard=passport["standard"], provenance=provenance, limiting=limiting, **source)
    table = table.reindex(columns=shipped("indicators/cement").columns, fill_value="")
    (folder / "indicators").mkdir(parents=True, exist_ok=True)
    table.to_csv(folder / "indicators" / f"{passport['standard']}.csv", index=False, encoding="utf-8")
    row = pd.DataFrame([passport | source | {"provenance": "found"}])
    row = row.reindex(columns=shipped("standards").columns, fill_value="")
    own = folder / "standards.csv"
    parts = [pd.read_csv(own, dtype=str, keep_default_na=False, encoding="utf-8")] if own.exists() else []
    pd.concat([*parts, row], ignore_index=True).to_csv(own, index=False, encoding="utf-8")
