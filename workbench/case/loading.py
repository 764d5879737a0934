"""Load a case from its folder: read, check everything, convert units once, report all problems at once."""

from pathlib import Path
from types import MappingProxyType

import pandas as pd

from ..errors import UnitError, UsageError
from ..places import find_case
from .cells import convert as convert_cell
from .checks import check_contents, check_flows, check_periods, check_references, check_table
from .model import Case
from .problems import CaseError, did_you_mean, problem
from .reading import RawTable, read_csv, read_settings
from .schema import case_tables, fields
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
    """Return the checked `Case` of an id or folder.

    Parameters
    ----------
    text : str or path
        Case id or folder.

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
    folder = _folder(text)
    settings, problems = _load_settings(folder)
    raw, wrong = _read_tables(folder)
    tables, files, unsound = _check_tables(raw)
    problems += wrong + unsound
    case, resolved = _build(folder, settings, tables, files, raw)
    problems += resolved
    if problems:
        raise CaseError(settings.get("id", folder.name), _sorted(problems))
    return case


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


def _load_settings(folder):
    path = folder / "case.toml"
    if not path.is_file():
        return {}, [problem("missing_file", "case.toml", table="case.toml", hint='至少 at least: id = "…"')]
    given, problems = read_settings(path)
    if problems:
        return {}, problems
    known = fields()["case"]
    settings = dict(_DEFAULTS)
    for name, value in given.items():
        if name not in known:
            hint = did_you_mean(name, list(known))
            problems.append(problem("unknown_setting", "case.toml", column=name, value=name, hint=hint))
            continue
        text = str(value).lower() if isinstance(value, bool) else str(value)
        settings[name], wrong = convert_cell(known[name], text)
        if wrong:
            detail = problem(wrong["code"], "", value=text, label=(known[name].zh, known[name].en))
            problems.append(
                problem("wrong_setting", "case.toml", column=name, value=name, detail=(detail.zh, detail.en))
            )
    if not settings.get("id"):
        problems.append(problem("missing_setting", "case.toml", column="id", value="id"))
    if (settings["format"] or FORMAT) > FORMAT:
        hint = "升级本程序 upgrade this program"
        found = {"value": str(settings["format"]), "supported": FORMAT}
        problems.append(problem("unsupported_format", "case.toml", column="format", hint=hint, **found))
    return settings, problems


def _read_tables(folder):
    raw, problems = {}, []
    for path in sorted(folder.glob("*.csv")):
        if path.stem not in case_tables():
            hint = did_you_mean(path.stem, case_tables())
            problems.append(problem("unknown_file", path.name, table=path.stem, hint=hint))
            continue
        table, wrong = read_csv(path)
        problems += wrong
        if table is not None:
            raw[path.stem] = table
    for name in _NEEDED:
        if name not in raw and not (folder / f"{name}.csv").is_file():
            problems.append(problem("missing_file", f"{name}.csv", table=f"{name}.csv"))
    return raw, problems


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
