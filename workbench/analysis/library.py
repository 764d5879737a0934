"""The options of a case beside the option library: what nobody has thought of yet, and what was copied."""

from difflib import SequenceMatcher

import pandas as pd

from ..standards.library import option_library
from .options import CLASSES

COPIED = 0.90  # similarity above which a text counts as copied
SHORTEST = 12  # characters; shorter texts are set phrases
_TEXTS = (
    "description",
    "principle",
    "process_route",
    "environment",
    "technical_assessment",
    "environmental_assessment",
)
_LIBRARY_TEXTS = ("principle", "conditions")


def option_losses(case):
    """Return which kind of loss each option attacks, in the words of the option library.

    Returns
    -------
    pandas.DataFrame
        option, class, loss (material | energy | water | waste_water | waste_gas | solid_waste, "" where the option and
        its cause name no loss).
    """
    flows = case["flows"].set_index("flow")
    networks = case["balances"].set_index("balance")["kind"]
    causes = dict(zip(case["causes"]["cause"], case["causes"]["loss"], strict=True))
    options = case["options"]
    flow = options["loss"].where(options["loss"] != "", options["cause"].map(lambda cause: causes.get(cause, "")))
    kinds = [_kind(flows.loc[name], networks) if name in flows.index else "" for name in flow]
    return options[["option", "class"]].assign(loss=pd.Series(kinds, index=options.index, dtype="str"))


def _kind(flow, networks):
    network = networks.get(flow["balance"], "mass")
    if network in ("energy", "steam"):
        return "energy"
    if flow["kind"] in ("waste_gas", "solid_waste", "waste_water"):
        return flow["kind"]
    if network == "water":
        return "waste_water" if flow["kind"] == "discharge" else "water"
    return "material"


def library_gaps(case, industry=None):
    """Return the entries of the option library without a counterpart among the options of a case.

    Parameters
    ----------
    case : Case
    industry : str, optional
        Industry of the library; the case's own by default.

    Returns
    -------
    pandas.DataFrame
        Entries of `option_library` whose class and kind of loss no option of the case shares, in the order of the eight
        classes. Empty for an industry without a library.
    """
    library = option_library()
    library = library[library["industry"] == (industry or case.setting("industry", ""))]
    options = option_losses(case)
    taken = set(zip(options["class"], options["loss"], strict=True))
    pairs = zip(library["class"], library["loss"], strict=True)
    lacking = pd.Series([pair not in taken for pair in pairs], index=library.index, dtype=bool)
    return library[lacking].sort_values(
        "class", key=lambda column: column.map(CLASSES.index), kind="stable", ignore_index=True
    )


def copied_texts(case, others=(), *, limit=COPIED):
    """Return the option texts that are nearly copied from the library or from another case.

    Parameters
    ----------
    case : Case
    others : iterable of Case
        Cases to compare with; one of the same id is left out.
    limit : float
        Similarity (`difflib` ratio, 0…1) above which a text is listed.

    Returns
    -------
    pandas.DataFrame
        option, name, column, text, origin ("library" or the id of the case), reference (entry or option), similarity;
        the most similar text of each, the most similar first.

    Notes
    -----
    A warning, not a verdict: an option named as in the trade is no copy, a description that fits any plant is. Texts
    shorter than `SHORTEST` characters are left out.
    """
    known = [*_library_texts(), *(text for other in others if other.id != case.id for text in _option_texts(other))]
    rows = []
    for text in _option_texts(case):
        near = [(_similarity(text["text"], other["text"], limit), other) for other in known]
        similarity, other = max(near, key=lambda pair: pair[0], default=(0.0, None))
        if similarity > limit:
            source = {"origin": other["origin"], "reference": other["option"], "similarity": similarity}
            rows.append({name: text[name] for name in ("option", "name", "column", "text")} | source)
    columns = ["option", "name", "column", "text", "origin", "reference", "similarity"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values("similarity", ascending=False, kind="stable", ignore_index=True)


def _option_texts(case):
    for option in case["options"].to_dict("records"):
        for column in _TEXTS:
            if len(option[column]) >= SHORTEST:
                known = {"option": option["option"], "name": option["name"], "column": column}
                yield known | {"text": option[column], "origin": case.id}


def _library_texts():
    for entry in option_library().to_dict("records"):
        for column in _LIBRARY_TEXTS:
            yield {"option": entry["id"], "text": entry[column], "origin": "library"}


def _similarity(text, other, limit):
    """Return the ratio of two texts, 0 where cheap bounds say that it cannot exceed the limit."""
    matcher = SequenceMatcher(None, text, other, autojunk=False)
    if matcher.real_quick_ratio() <= limit or matcher.quick_ratio() <= limit:
        return 0.0
    return matcher.ratio()
