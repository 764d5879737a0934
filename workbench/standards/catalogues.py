"""Industrial policy catalogues (产业结构调整指导目录, 淘汰目录) and score sheets of assessment and acceptance."""

import pandas as pd

from workbench.errors import UsageError
from workbench.standards.register import keep_in_force, shipped


def catalogue_items(date, industry=None):
    """Return the catalogue entries that counted on a day.

    Parameters
    ----------
    date : date or str
        Day of the audit.
    industry : str, optional
        Keep entries of this industry and general ones only.

    Returns
    -------
    DataFrame
        catalogue, title, number, clause, class (restricted | eliminated), object, zh, en, field (model | text), pattern
        (regular expression), provenance, confidence, note, certain.
    """
    catalogues = keep_in_force(shipped("catalogues"), date).set_index("catalogue")
    items = shipped("catalogue_items")
    items = items[items["catalogue"].isin(catalogues.index)]
    if industry is not None:
        items = items[items["industry"].isna() | (items["industry"] == industry)]
    passports = catalogues[["zh", "number", "certain"]].rename(columns={"zh": "title"})
    return items.join(passports, on="catalogue").reset_index(drop=True)


def score_sheets(date, jurisdiction=None):
    """Return the score sheets in force on a day, of the whole country and of one province.

    Parameters
    ----------
    date : date or str
        Day of the assessment or acceptance.
    jurisdiction : str, optional
        Province, for example ``北京``; left out, all.
    """
    sheets = keep_in_force(shipped("score_sheets"), date)
    if jurisdiction is None:
        return sheets
    return sheets[sheets["jurisdiction"].isin(("全国", jurisdiction))].reset_index(drop=True)


def score_sheet(sheet):
    """Return the items of a score sheet with recalled and proposed points.

    Parameters
    ----------
    sheet : str
        Id, for example ``national_2018_assessment``.

    Returns
    -------
    DataFrame
        group, item, zh, checks, points (of the document; nan where not held), proposed (a default of this workbench,
        never the document's), veto (bool), provenance, confidence.

    Raises
    ------
    UsageError
        For an unknown sheet.
    """
    known = shipped("score_sheets")["sheet"]
    if sheet not in set(known):
        raise UsageError(f"没有此评分表 unknown score sheet {sheet!r}; 可选 known: {', '.join(known)}")
    items = shipped("score_items")
    items = items[items["sheet"] == sheet].drop(columns="sheet").reset_index(drop=True)
    points = {column: pd.to_numeric(items[column]).astype(float) for column in ("points", "proposed")}
    return items.assign(**points, veto=items["veto"].eq("true"))


def present_limits(industry=None):
    """Return the discharge limits that took the place of those of earlier standards, for the re-audit (按现行要求重审).

    Parameters
    ----------
    industry : str, optional
        Keep limits of this industry and general ones only, those of the industry first.

    Returns
    -------
    DataFrame
        replaces (number of the earlier standard), place (regular expression on the outlet's name, "" = any), medium,
        pollutant, limit, unit, number, title, effective, provenance, confidence, source, note. A row without a pollutant
        says that the standard itself is still in force.
    """
    table = shipped("present_limits")
    table = table.assign(limit=pd.to_numeric(table["limit"]).astype(float))
    table = table.fillna({column: "" for column in table.columns if column != "limit"})
    if industry is not None:
        table = table[table["industry"].isin(("", industry))]
    return table.sort_values("industry", ascending=False, kind="stable", ignore_index=True)
