"""Industrial policy (产业政策符合性): equipment and processes of a case against the catalogues of a day."""

import datetime
import re
import unicodedata

import pandas as pd

from workbench.standards.catalogues import catalogue_items

COLUMNS = [
    *("table", "id", "object", "model", "entry", "class", "zh", "en", "title", "number", "clause"),
    *("provenance", "confidence", "certain", "note"),
]
_TEXTS = {
    "equipment": ("equipment", ["name", "model", "note"]),
    "processes": ("process", ["name", "function", "note"]),
    "products": ("product", ["name", "grade"]),
}


def normal_model(text):
    """Return a model number in one spelling: half-width capitals without spaces, one kind of dash.

    Examples
    --------
    >>> normal_model("ｊｏ２ －51－4")
    'JO2-51-4'
    """
    plain = unicodedata.normalize("NFKC", str(text)).upper()
    return re.sub(r"\s", "", re.sub(r"[‐-―−—]", "-", plain))


def find_policy_hits(objects, items):
    """Return which objects an entry of a catalogue points to.

    Parameters
    ----------
    objects : DataFrame
        table, id, object (name), model, text (all words to search).
    items : DataFrame
        Entries as `workbench.standards.catalogues.catalogue_items` gives them.

    Returns
    -------
    DataFrame
        One row per hit, the eliminated before the restricted; object is the name of what the case has, entry the kind
        of thing the catalogue speaks of (equipment | process). A hit is a lead: sizes, years and exceptions of the entry
        have to be compared with the text of the catalogue.
    """
    hits = []
    for item in items.rename(columns={"object": "entry"}).to_dict("records"):
        pattern = re.compile(item["pattern"])
        for row in objects.to_dict("records"):
            found = (
                pattern.fullmatch(normal_model(row["model"]))
                if item["field"] == "model"
                else pattern.search(row["text"])
            )
            if found:
                hits.append({name: row[name] for name in ("table", "id", "object", "model")} | item)
    table = pd.DataFrame(hits, columns=COLUMNS)
    return table.sort_values("class", kind="stable", ignore_index=True)


def policy_check(case, *, date=None):
    """Return what of a case is restricted or eliminated by the catalogues of a day.

    Parameters
    ----------
    case : Case
    date : date or str, optional
        Left out, the case's ``audit_date``, else the present catalogues. Today's date gives the re-audit
        (按现行要求重审).

    Returns
    -------
    DataFrame
        As `find_policy_hits`; what is not listed is 允许类.
    """
    day = date or case.setting("audit_date") or datetime.date.max
    parts = [_objects(case, table) for table in _TEXTS]
    parts = [part for part in parts if len(part)]
    if not parts:
        return pd.DataFrame(columns=COLUMNS)
    return find_policy_hits(pd.concat(parts, ignore_index=True), catalogue_items(day, case.setting("industry", "")))


def _objects(case, table):
    key, columns = _TEXTS[table]
    rows = case[table]
    if table == "processes":
        rows = rows[rows[key] != "outside"]
    text = rows[columns].astype(str).apply(" ".join, axis=1) if len(rows) else ""
    objects = pd.DataFrame({"id": rows[key], "object": rows["name"]})
    return objects.assign(table=table, model=rows.get("model", ""), text=text)
