"""What an audit rests on (审核依据): laws, rules, catalogues and standards, each with the version of a day, searchable."""

import pandas as pd

from workbench.standards.register import DRAFT, TIMELESS, keep_in_force, shipped, standards

BASIS_COLUMNS = [
    *("id", "kind", "number", "zh", "en", "effective", "superseded", "superseded_by", "certain"),
    *("provenance", "confidence", "url", "use_zh", "use_en"),
]
SYSTEMS = ("evaluation_system", "three_level_standard", "trial_system", "teaching_system")
_CHANGED = [
    *("kind", "number", "zh", "en", "superseded"),
    *("successor", "successor_number", "provenance", "confidence"),
]
_SEARCHED = ["kind", "number", "zh", "en", "use_zh", "use_en"]


def every_basis(industry=None):
    """Return all that an audit may rest on, of every day.

    Parameters
    ----------
    industry : str, optional
        Keep standards of this industry only; laws and catalogues are for all.

    Returns
    -------
    DataFrame
        id, kind (law | regulation | rule | notice | standard | catalogue, or the kind of a sector's standard), number, zh,
        en, issued, effective, superseded, superseded_by, provenance (found | recalled | none | teaching), confidence (of a
        found law also which part of it is recalled), url, use_zh, use_en.
    """
    laws = shipped("laws").rename(columns={"law": "id"})
    catalogues = shipped("catalogues").rename(columns={"catalogue": "id"}).assign(kind="catalogue")
    sector = standards().rename(columns={"standard": "id", "title_zh": "zh", "title_en": "en"})
    sector = sector[sector["kind"] != DRAFT]
    if industry is not None:
        sector = sector[sector["industry"] == industry]
    columns = [name for name in BASIS_COLUMNS if name != "certain"] + ["issued"]
    parts = [part.reindex(columns=columns) for part in (laws, catalogues, sector)]
    return pd.concat(parts, ignore_index=True)


def audit_basis(date, industry=None):
    """Return what was in force on a day.

    Parameters
    ----------
    date : date or str
        Day of the audit.
    industry : str, optional
        Industry of the audit.

    Returns
    -------
    DataFrame
        `BASIS_COLUMNS`; ``certain`` false where the recorded dates are too coarse to decide.
    """
    table = every_basis(industry)
    return keep_in_force(table[~table["kind"].isin(TIMELESS)], date)[BASIS_COLUMNS]


def search_basis(table, words):
    """Return the rows of a basis that hold every word, whatever column it stands in.

    Parameters
    ----------
    table : DataFrame
        As `audit_basis` or `every_basis` gives it.
    words : str
        Words between blanks; empty keeps all.
    """
    texts = table[_SEARCHED].fillna("").agg(" ".join, axis=1).str.casefold()
    for word in words.casefold().split():
        table, texts = table[texts.str.contains(word, regex=False)], texts[texts.str.contains(word, regex=False)]
    return table.reset_index(drop=True)


def basis_changes(date, today, industry=None):
    """Return what held on one day and no longer on another, with what stands in its place.

    Parameters
    ----------
    date, today : date or str
        Day of the audit and the later day.

    Returns
    -------
    DataFrame
        kind, number, zh, en, superseded, successor, successor_number (empty where none is recorded), provenance,
        confidence.
    """
    then, now = audit_basis(date, industry), set(audit_basis(today, industry)["id"])
    gone = then[~then["id"].isin(now)]
    names = every_basis().drop_duplicates("id").set_index("id")
    return gone.assign(
        successor=gone["superseded_by"].map(names["zh"]).fillna(""),
        successor_number=gone["superseded_by"].map(names["number"]).fillna(""),
    )[_CHANGED].reset_index(drop=True)
