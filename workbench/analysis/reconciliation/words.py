"""Adjustments and suspects told in sentences, Chinese and English, traced to the row they come from."""

import csv
from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd

PULLED = 0.25  # a balance that did at least this share of the largest pull is named
SMALL = 0.05  # adjustments below this many sd are told as left alone


@cache
def _texts(lang):
    content = (files(__package__) / "words.csv").read_text(encoding="utf-8")
    return {row["key"]: row[lang] for row in csv.DictReader(content.splitlines())}


def find_pulls(A, solution, sd):
    """Return how much each balance moved each measurement.

    Parameters
    ----------
    A : array_like or sparse (m, n)
        Balances, or the Jacobian of the constraints at the solution.
    solution : Solution
    sd : array_like (n,)

    Returns
    -------
    ndarray (m, n)
        Columns sum to the adjustments, for meters without correlation.
    """
    A = A.toarray() if hasattr(A, "toarray") else np.asarray(A, dtype=float)
    measured = ~np.isnan(solution.adjustments)
    variance = np.where(measured, np.nan_to_num(np.asarray(sd, dtype=float)) ** 2, 0.0)
    return A * solution.multipliers[:, None] * variance


def describe_adjustment(row, pulls=None, lang="zh"):
    """Return what happened to one value, as a sentence.

    Parameters
    ----------
    row : mapping
        ``name``, ``measured``, ``reconciled``, ``sd`` (of the reconciled value), ``measured_sd``, ``status``, ``low``,
        ``high``; optional ``unit``, ``source`` (file and row) and ``detection_limit`` (of a value not detected).
    pulls : mapping of str to float, optional
        Name of each balance and how far it moved the value.
    lang : str

    Returns
    -------
    str
    """
    text = _texts(lang)
    parts = {
        "name": row["name"],
        "unit": f" {row['unit']}" if row.get("unit") else "",
        "where": text["where"].format(source=row["source"]) if row.get("source") else "",
    }
    status = row["status"]
    if status == "unobservable":
        return text["open"].format(interval=_interval(row, text, parts["unit"]), **parts)
    digits = _digits(row["sd"], row["reconciled"])
    if status == "observable":
        value, sd = _number(row["reconciled"], digits), _number(row["sd"], digits)
        limit = row.get("detection_limit", np.nan)
        if not np.isnan(limit):
            return text["hidden"].format(limit=_number(limit, digits), value=value, sd=sd, **parts)
        return text["solved"].format(value=value, sd=sd, **parts)
    moved = row["reconciled"] - row["measured"]
    sigma = abs(moved) / row["measured_sd"] if row["measured_sd"] > 0 else 0.0
    measured = _number(row["measured"], digits)
    if status == "measured" or sigma < SMALL:
        return text["unchecked" if status == "measured" else "kept"].format(measured=measured, **parts)
    return text["moved"].format(
        measured=measured,
        value=_number(row["reconciled"], digits),
        moved=_number(abs(moved), digits),
        direction=text["up" if moved > 0 else "down"],
        sigma=sigma,
        pulled=_pulled(moved, pulls or {}, text),
        **parts,
    )


def describe_suspect(suspect, names, unit="", lang="zh"):
    """Return a suspect as a sentence, with what it cannot be told from.

    Parameters
    ----------
    suspect : Suspect
    names : mapping
        Name of each flow and process for people; a missing one is shown by its id.
    unit : str
        Unit of the estimated size of a meter's error or a leak; that of a content is a fraction.
    lang : str

    Returns
    -------
    str
    """
    text = _texts(lang)
    positive = suspect.size > 0
    words = ("loss", "gain") if suspect.kind == "leak" else ("high", "low")
    named = [_name(names, member) for member in suspect.members]
    groups = suspect.alternatives, suspect.rivals, suspect.excluded
    other, rivals, excluded = (_listed(faults, names, text) for faults in groups)
    return text[suspect.kind].format(
        name=named[0],
        direction=text[words[0] if positive else words[1]],
        size=_number(abs(suspect.size), _digits(abs(suspect.size) / 10, suspect.size)),
        unit=f" {unit}" if unit and suspect.kind != "content" else "",
        z=abs(suspect.z),
        alike=text["alike"].format(names=text["and"].join(named)) if len(named) > 1 else "",
        other=(text["other"].format(names=other) if other else "")
        + (text["rivals"].format(names=rivals) if rivals else "")
        + (text["excluded"].format(names=excluded) if excluded else "")
        + ("" if suspect.possible else text["impossible"]),
    )


def _listed(faults, names, text):
    return text["and"].join(text[f"other_{kind}"].format(name=_name(names, member)) for kind, member in faults)


def describe_suspects(suspects, names, unit="", lang="zh"):
    """Return one sentence per suspect; one that says so where there is none."""
    if not suspects:
        return [_texts(lang)["none"]]
    # of faults with one trace only the first is told: its sentence names the others
    return [describe_suspect(suspect, names, unit, lang) for suspect in suspects if _leads(suspect, suspects)]


def _leads(suspect, suspects):
    same = {(suspect.kind, suspect.members[0]), *suspect.alternatives}
    return next(other for other in suspects if (other.kind, other.members[0]) in same) is suspect


def describe_opinion(overruled, suspects, names, lang="zh"):
    """Return in words whether the robust estimate and the suspects mean the same meters.

    Parameters
    ----------
    overruled : mapping of str to float
        As `overruled_meters` gives it.
    suspects : sequence of Suspect
    names : mapping
        Name of each flow for people.
    lang : str

    Returns
    -------
    str
    """
    text = _texts(lang)
    if not overruled:
        return text["opinion_none" if suspects else "opinion_quiet"]
    named = {member for suspect in suspects for member in suspect.members}
    other = {member for suspect in suspects for _, member in (*suspect.alternatives, *suspect.rivals)}
    groups = {"same": [], "rival": [], "apart": []}
    for flow, weight in overruled.items():
        told = text["opinion_meter"].format(name=_name(names, flow), weight=weight)
        groups["same" if flow in named else "rival" if flow in other else "apart"].append(told)
    parts = [text[f"opinion_{key}"].format(names=text["and"].join(told)) for key, told in groups.items() if told]
    return text["opinion"] + text["opinion_join"].join(parts) + text["stop"]


def describe_closure(test, lang="zh"):
    """Return the verdict of the global test (`GlobalTest`) as a sentence."""
    key = "unchecked_all" if test.verdict == "unchecked" else test.verdict
    return _texts(lang)[key].format(chi2=test.chi2, dof=test.dof, p=test.p, p_low=test.p_low)


def describe_optima(solution, lang="zh"):
    """Return in words that other starts ended in other optima; empty where there is one."""
    if len(solution.optima) < 2:
        return ""
    return _texts(lang)["optima"].format(count=len(solution.optima), best=solution.optima[0], next=solution.optima[1])


def _name(names, member):
    if isinstance(member, tuple):
        return " ".join(names.get(part, str(part)) for part in member)
    return names.get(member, str(member))


def _interval(row, text, unit):
    low, high = row["low"], row["high"]
    bounded = np.isfinite(low), np.isfinite(high)
    if not any(bounded):
        return ""
    key = "between" if all(bounded) else "above" if bounded[0] else "below"
    digits = _digits(max(abs(v) for v in (low, high) if np.isfinite(v)) / 1000, 0.0)
    return text[key].format(low=_number(low, digits), high=_number(high, digits), unit=unit)


def _pulled(moved, pulls, text):
    helped = {name: pull for name, pull in pulls.items() if pull * moved > 0}
    most = max((abs(pull) for pull in helped.values()), default=0.0)
    strong = sorted((name for name in helped if abs(helped[name]) >= PULLED * most), key=lambda n: -abs(helped[n]))
    return text["pulled"].format(balances=text["and"].join(strong[:3])) if strong else ""


def _digits(sd, value):
    """Return the decimals that show two significant digits of the uncertainty."""
    size = sd if sd and np.isfinite(sd) and sd > 0 else abs(value) / 1000
    return int(np.clip(1 - np.floor(np.log10(size)), 0, 9)) if size > 0 else 0


def _number(value, digits):
    return f"{value:,.{digits}f}"


def describe_reconciliation(reconciliation, names, lang="zh"):
    """Return what was done to every value of a balance, one sentence a row.

    Parameters
    ----------
    reconciliation : Reconciliation
    names : mapping
        Name of each process for people.
    lang : str

    Returns
    -------
    DataFrame
        ``flow``, ``quantity`` (empty for amounts), ``sentence``; the largest adjustments in sd come first.
    """
    amounts = reconciliation.flows.assign(quantity="", file="flows.csv")
    shown = reconciliation.flows.set_index("flow")["name"]
    contents = reconciliation.contents.assign(file="contents.csv")
    contents["name"] = contents["flow"].map(shown) + " " + contents["quantity"]
    values = pd.concat([part for part in (amounts, contents) if len(part)], ignore_index=True)
    text, rows = _texts(lang), []
    for value in values.to_dict("records"):
        if value["row"] >= 0:
            value["source"] = text["row"].format(file=value["file"], row=value["row"])
        chosen = (reconciliation.pulls[["flow", "quantity"]] == [value["flow"], value["quantity"]]).all(axis=1)
        pulls = reconciliation.pulls[chosen].groupby("process", sort=False)["pull"].sum()
        told = {_name(names, process): pull for process, pull in pulls.items()}
        moved = (
            abs(value["reconciled"] - value["measured"]) / value["measured_sd"] if value["measured_sd"] > 0 else -1.0
        )
        sentence = describe_adjustment(value, told, lang)
        rows.append({"flow": value["flow"], "quantity": value["quantity"], "sentence": sentence, "moved": moved})
    table = pd.DataFrame(rows, columns=["flow", "quantity", "sentence", "moved"])
    return table.sort_values("moved", ascending=False, kind="stable", ignore_index=True).drop(columns="moved")
