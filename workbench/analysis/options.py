"""Register of options (方案汇总): stage, cost class, numbering, preliminary screening, development sheets.

Cost classes follow the thresholds that the audit declares (``cost.low``, ``cost.medium``); worksheets 4-2, 4-4, 4-5.
"""

import re

import numpy as np
import pandas as pd

STAGES = ("preassessment", "assessment", "generation")
COST_CLASSES = ("none", "low", "medium", "high")
CLASSES = ("materials", "technology", "equipment", "control", "product", "waste", "management", "staff")
CLASS_NUMBERS = dict(enumerate(CLASSES, 1))
BY_CLASS = r"F(?P<class>\d)-(?P<number>\d+)[A-Z]?"  # a letter marks a variant of the same option
BY_NUMBER = r"F(?P<number>\d+)"
BY_COST = r"(?P<cost>WD|ZG)(?P<number>\d+)"  # 无低费, 中高费: the performance table of some provinces
_COST_PREFIX = {"WD": ("none", "low"), "ZG": ("medium", "high")}

MUST_HOLD = ("technical", "environmental", "economic")
DRAWBACKS = ("ease", "production")
OUTCOMES = ("feasible_low", "candidate", "infeasible")  # 可行的无/低费, 初步可行的中/高费, 不可行

SHEET = (
    *("principle", "process_route", "main_equipment", "environment", "safety"),
    *("industry_level", "technical_assessment", "environmental_assessment"),
)


def cost_class(investment, low, medium):
    """Return the cost class of an investment.

    Parameters
    ----------
    investment : array-like
        [万元]; unknown has the class "".
    low, medium : float
        Declared thresholds [万元]: below `low` is low cost, below `medium` medium, from there on high.

    Returns
    -------
    numpy.ndarray of str

    Examples
    --------
    >>> cost_class([0, 9.8, 10, 100], low=10, medium=100).tolist()
    ['none', 'low', 'medium', 'high']
    """
    investment = np.asarray(investment, float)
    known = ~np.isnan(investment)
    position = np.where(investment == 0, 0, np.digitize(investment, [low, medium]) + 1)
    return np.where(known, np.take(COST_CLASSES, np.where(known, position, 0)), "")


def register(case):
    """Return the register of options with the check of their cost class.

    Parameters
    ----------
    case : Case

    Returns
    -------
    pandas.DataFrame
        option, name, stage, class, cost_class, investment [万元], saving [万元/a], loss, cause, goals, status,
        by_threshold (the class that the declared thresholds give, "" where they or the investment are unknown),
        obeyed (False where it contradicts; an option without cost may stand as low cost).
    """
    columns = [
        "option",
        "name",
        "stage",
        "class",
        "cost_class",
        "investment",
        "saving",
        "loss",
        "cause",
        "goals",
        "status",
    ]
    table = case["options"][columns]
    low, medium = case.setting("cost.low"), case.setting("cost.medium")
    if low is None or medium is None:
        return table.assign(by_threshold="", obeyed=True)
    expected = cost_class(table["investment"], low, medium)
    # an option without cost counts as one of low cost: both are 无/低费
    free = (expected == "none") & (table["cost_class"] == "low")
    return table.assign(by_threshold=expected, obeyed=(expected == "") | (expected == table["cost_class"]) | free)


def count_options(case):
    """Return how many options each stage gave, by cost class.

    Returns
    -------
    pandas.DataFrame
        stage, none, low, medium, high, count, investment [万元], saving [万元/a], implemented; the last row is the
        total. Sums with an unknown are unknown.
    """
    options = case["options"]
    rows = [_stage_row(stage, options[options["stage"] == stage]) for stage in STAGES]
    return pd.DataFrame([*rows, _stage_row("total", options)])


def _stage_row(stage, options):
    counts = {name: int((options["cost_class"] == name).sum()) for name in COST_CLASSES}
    return {
        **{"stage": stage, **counts, "count": len(options)},
        "investment": options["investment"].sum(skipna=False),
        "saving": options["saving"].sum(skipna=False),
        "implemented": int((options["status"] == "implemented").sum()),
    }


def check_numbers(case, pattern=BY_CLASS, class_numbers=None):
    """Return the options whose number breaks the numbering of the audit.

    Parameters
    ----------
    case : Case
    pattern : str
        Regular expression of the whole number; groups ``class`` (one of the eight), ``cost`` (WD | ZG) and
        ``number`` (running within the prefix) are checked where they exist.
    class_numbers : dict, optional
        {number: class}; default the eight classes in their usual order. An audit may number otherwise: ``{}`` checks
        the form only.

    Returns
    -------
    pandas.DataFrame
        option, problem ("form", "class", "cost", "gap"), expected.
    """
    numbers = CLASS_NUMBERS if class_numbers is None else class_numbers
    rows, running = [], {}
    for option in case["options"].to_dict("records"):
        match = re.fullmatch(pattern, option["option"])
        if match is None:
            rows.append({"option": option["option"], "problem": "form", "expected": pattern})
            continue
        found = match.groupdict()
        expected = numbers.get(int(found["class"])) if found.get("class") and numbers else option["class"]
        if expected != option["class"]:
            rows.append({"option": option["option"], "problem": "class", "expected": expected or ""})
        if found.get("cost") and option["cost_class"] not in _COST_PREFIX[found["cost"]]:
            rows.append({"option": option["option"], "problem": "cost", "expected": found["cost"]})
        prefix = found.get("class") or found.get("cost") or ""
        running.setdefault(prefix, []).append((int(found["number"]), option["option"]))
    rows += [row for members in running.values() for row in _gaps(sorted(members))]
    return pd.DataFrame(rows, columns=["option", "problem", "expected"])


def _gaps(members):
    expected = 1
    for number, option in members:
        if number not in (expected, expected - 1):
            yield {"option": option, "problem": "gap", "expected": str(expected)}
        expected = number + 1


def screen_options(case):
    """Return the preliminary screening of the options (方案初步筛选) and its three outcomes.

    Returns
    -------
    pandas.DataFrame
        option, name, cost_class, technical, environmental, economic, ease, production, outcome (one of `OUTCOMES`,
        "" while a criterion is not yet judged), against (the criteria judged no).

    Notes
    -----
    An option that fails technically, environmentally or economically is shelved; hard to carry out or disturbing
    production is a drawback that the ranking weighs, not a reason to drop it.
    """
    criteria = [*MUST_HOLD, *DRAWBACKS]
    table = case["options"][["option", "name", "cost_class", *criteria]]
    failed = (table[list(MUST_HOLD)] == "no").any(axis=1)
    unjudged = (table[list(MUST_HOLD)] == "").any(axis=1) & ~failed
    cheap = table["cost_class"].isin(["none", "low"])
    outcome = np.select([failed, unjudged, cheap], ["infeasible", "", "feasible_low"], "candidate")
    against = [";".join(name for name in criteria if row[name] == "no") for row in table.to_dict("records")]
    return table.assign(outcome=outcome, against=pd.Series(against, index=table.index, dtype="str"))


def screening_summary(case):
    """Return the result of the screening: outcome, count, options (worksheet 4-4)."""
    table = screen_options(case)
    groups = [table.loc[table["outcome"] == name, "option"] for name in (*OUTCOMES, "")]
    rows = [(name, len(ids), ";".join(ids)) for name, ids in zip((*OUTCOMES, "unjudged"), groups, strict=True)]
    return pd.DataFrame(rows, columns=["outcome", "count", "options"])


def sheet_gaps(case):
    """Return the medium and high cost options whose development sheet (方案说明表) is incomplete.

    Returns
    -------
    pandas.DataFrame
        option, name, missing (columns that are still empty, joined by ``;``).
    """
    options = case["options"]
    costly = options[options["cost_class"].isin(["medium", "high"]) & ~options["status"].isin(["rejected", "shelved"])]
    missing = [";".join(name for name in SHEET if not row[name]) for row in costly.to_dict("records")]
    table = costly[["option", "name"]].assign(missing=pd.Series(missing, index=costly.index, dtype="str"))
    return table[table["missing"] != ""]


def option_origins(case):
    """Return where each option comes from (合理化建议, 原因), and which comes from nowhere.

    Returns
    -------
    pandas.DataFrame
        option, name, suggestions (ids joined by ``;``), cause, traced (whether it has either or names its loss).
    """
    options, suggestions = case["options"], case["suggestions"]
    adopted = suggestions[suggestions["option"] != ""].groupby("option")["suggestion"].agg(";".join)
    made = options["option"].map(adopted).fillna("").astype("str")
    traced = (made != "") | (options["cause"] != "") | (options["loss"] != "")
    return options[["option", "name", "cause"]].assign(suggestions=made, traced=traced)
