"""Load a case from its folder or workbook: read, check everything, convert units once, report all problems at once."""

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from ..errors import UnitError, UsageError
from ..places import find_case
from .cells import convert as convert_cell
from .checks import check_contents, check_flows, check_periods, check_references, check_table
from .model import Case
from .problems import CaseError, did_you_mean, problem
from .reading import RawTable
from .schema import fields
from .sheets import sheet_name
from .source import read_source
from .uncertainty import assumption_table, resolve_uncertainty
from .units import converter

FORMAT = 1
_NEEDED = ("processes", "flows")
_DEFAULTS = {"format": FORMAT}


def _folder(text):
    try:
        return find_case(text)
    except UsageError:
        if Path(text).is_dir():
            return Path(text)
        raise


def load_case(text):
    """Return the checked `Case` of an id, folder or intake workbook.

    Parameters
    ----------
    text : str or path
        Case id, folder or .xlsx file.

    Returns
    -------
    Case

    Raises
    ------
    UsageError
        If there is no such case.
    CaseError
        With every problem of the case.

    Examples
    --------
    >>> load_case("zinc_smelting").setting("provenance")
    'synthetic'
    """
    source = read_source(_folder(text))
    case, problems = check_source(source)
    if problems:
        raise CaseError(source.settings.get("id", source.path.name), problems)
    return case


def check_source(source):
    """Return (Case, problems) of what was typed; the case is of use only where there are no problems."""
    if source.problems and not source.tables and source.path.is_file():
        return None, _sorted(source.problems)  # nothing of the workbook could be read
    settings, problems = _check_settings(source)
    problems += source.problems + _missing_tables(source)
    tables, files, unsound = _check_tables(source.tables)
    case, resolved = _build(source.path, settings, tables, files, source.tables)
    sheets = {raw.file: raw for raw in source.tables.values()}
    placed = [sheets[found.file].place(found) if found.file in sheets else found for found in unsound + resolved]
    return case, _sorted(problems + placed)


def find_problems(text):
    """Return the problems of a case, an empty list if it is sound."""
    try:
        load_case(text)
    except CaseError as error:
        return list(error.problems)
    return []


def _sorted(problems):
    unique = dict.fromkeys(problems)
    return sorted(unique, key=lambda p: (p.file, p.row or 0, p.column or "", p.code))


def _check_settings(source):
    known, file = fields()["case"], source.settings_file
    settings, problems = dict(_DEFAULTS), []
    for name, text in source.settings.items():
        if name not in known:
            hint = did_you_mean(name, list(known))
            problems.append(problem("unknown_setting", file, column=name, value=name, hint=hint))
            continue
        settings[name], wrong = convert_cell(known[name], text)
        if wrong:
            detail = problem(wrong["code"], "", value=text, label=(known[name].zh, known[name].en))
            problems.append(problem("wrong_setting", file, column=name, value=name, detail=(detail.zh, detail.en)))
    if not settings.get("id") and not source.problems_of(file):
        problems.append(problem("missing_setting", file, column="id", value="id"))
    if (settings["format"] or FORMAT) > FORMAT:
        hint = "升级本程序 upgrade this program"
        found = {"value": str(settings["format"]), "supported": FORMAT}
        problems.append(problem("unsupported_format", file, column="format", hint=hint, **found))
    places = {name: dict(zip(("row", "cell"), place, strict=True)) for name, place in source.cells.items()}
    return settings, [replace(found, **places.get(found.column, {})) for found in problems]


def _missing_tables(source):
    problems = []
    for name in _NEEDED:
        file = sheet_name(name) if source.path.is_file() else f"{name}.csv"
        if name not in source.tables and not source.problems_of(file):
            problems.append(problem("missing_file", file, table=file))
    return problems


def _check_tables(raw):
    tables, files, problems = {}, {}, []
    for name, table in raw.items():
        tables[name], wrong = check_table(name, table)
        files[name] = table.file
        problems += wrong
    problems += check_references(tables, files)
    problems += check_periods(tables, files)
    return tables, files, problems


def _build(folder, settings, tables, files, raw):
    problems = []
    convert = converter(settings.get("operating_days"), settings.get("operating_hours"))
    if len(tables.get("balances", ())) == 0:
        tables["balances"] = _main_balance(tables.get("flows"))
    assumed = [_encoding(table) for table in raw.values() if table.encoding != "utf-8"]
    for name, resolve in (("flows", _resolve_flows), ("contents", _resolve_contents)):
        if name in tables:
            tables[name], rows, wrong = resolve(tables, files[name], convert)
            assumed += rows
            problems += wrong
    case = Case(
        id=settings.get("id") or folder.name,
        folder=folder,
        settings=MappingProxyType(settings),
        tables=MappingProxyType(tables),
        assumptions=assumption_table(assumed),
        convert=convert,
    )
    return case, problems


def _encoding(table):
    return {
        "table": table.file,
        "row": None,
        "column": "",
        "value": table.encoding,
        "zh": f"文件按 {table.encoding.upper()} 读取",
        "en": f"file read as {table.encoding.upper()}",
    }


def _main_balance(flows):
    units = [] if flows is None else [unit for unit in flows["unit"] if unit]
    header = ("balance", "title", "title_en", "kind", "quantities", "unit")
    row = ("main", "物料平衡", "material balance", "mass", "mass", units[0] if units else "t")
    return check_table("balances", RawTable("balances.csv", header, ((2, row),), "utf-8"))[0]


def _resolve_flows(tables, file, convert):
    flows, balances = tables["flows"], tables["balances"]
    problems = check_flows(flows, balances, file)
    if len(balances) == 1:
        flows["balance"] = flows["balance"].where(flows["balance"] != "", balances["balance"].iloc[0])
    units = dict(zip(balances["balance"], balances["unit"], strict=True))
    factors = []
    for row, flow in flows.iterrows():
        factor, wrong = _factor(convert, flow["unit"], units.get(flow["balance"], ""), file, row)
        factors.append(factor)
        problems += wrong
    flows["factor"] = pd.Series(factors, index=flows.index, dtype="float64")
    flows["amount"] *= flows["factor"]
    flows["sd"] *= flows["factor"]
    flows["sd"], assumed = resolve_uncertainty(flows, "flows", "amount", flows["balance"])
    return flows, assumed, problems


def _factor(convert, unit, to, file, row):
    if not unit or not to:
        return 1.0, []
    try:
        return convert(unit, to), []
    except UnitError as error:
        return float("nan"), [problem("unit_mismatch", file, row, "unit", detail=(error.zh, error.en))]


def _resolve_contents(tables, file, convert):
    contents = tables["contents"]
    problems = check_contents(contents, file)
    groups = contents["quantity"]
    contents["sd"], assumed = resolve_uncertainty(contents, "contents", "content", groups)
    return contents, assumed, problems
