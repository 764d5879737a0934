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
