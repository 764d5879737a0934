"""results.parquet: what a run found, one figure a row, without a name of the client.

The file is the truth that a portfolio is read from. `results.csv` lists the results and what they are called.
"""

import datetime
from functools import cache
from pathlib import Path

import pandas as pd

from workbench.analysis.economics import FIGURES, appraise_options
from workbench.analysis.evaluation import evaluate
from workbench.analysis.goals import achievement
from workbench.analysis.losses import total_value, value_losses
from workbench.analysis.performance import TOTAL, performance_sheet
from workbench.analysis.review import review, rules
from workbench.errors import WorkbenchError

from .files import replacing

TEXTS = ("case_id", "industry", "region", "provenance", "kind", "item", "result", "period", "unit", "level", "text")
BEFORE, AFTER, YEARLY = "before", "after", ""


def write_results(case, path):
    """Write the results of a case as one Parquet file, whole or not at all.

    Parameters
    ----------
    case : Case
        The case.
    path : Path
        The .parquet file.
    """
    import pyarrow as pa
    import pyarrow.parquet

    table = pa.Table.from_pandas(case_results(case), _schema(pa), preserve_index=False)
    with replacing(path) as temporary:
        pyarrow.parquet.write_table(table.replace_schema_metadata(None), temporary, compression="zstd")


def case_results(case):
    """Return the results of a case.

    Parameters
    ----------
    case : Case

    Returns
    -------
    pandas.DataFrame
        case_id, industry, region, audit_date, provenance: of the case, the same in every row; kind (headline | level |
        indicator | loss | option | goal | review | problem), item (id of the indicator, loss, option, goal or rule, ""
        where the whole plant is meant), result (name of the figure), period (before | after the audit, or near_target),
        value, sd (nan where unknown), unit, level (I | II | III | none, "" where none applies or is known), text (a
        status or verdict by its code), source (what the value rests on).

    Notes
    -----
    What the data of a case do not allow stands as one row of the kind ``problem``, named in ``item``; a result that is
    unknown is a row without a value.
    """
    rows = []
    for answer in (_levels, _losses, _options, _effects, _goals, _review):
        try:
            rows += answer(case)
        except WorkbenchError as error:
            rows.append(_row("problem", answer.__name__.strip("_"), "unavailable", text=type(error).__name__))
    date = case.setting("audit_date")
    about = {
        "case_id": case.id,
        "industry": case.setting("industry", ""),
        "region": case.setting("province", ""),
        "audit_date": datetime.date.fromisoformat(date) if date else None,
        "provenance": case.setting("provenance", ""),
    }
    return pd.DataFrame([about | row for row in rows]).astype({"value": float, "sd": float})


@cache
def result_names():
    """Return what results are called: kind, result, unit (where it is always the same), zh, en."""
    return pd.read_csv(Path(__file__).with_suffix(".csv"), encoding="utf-8", keep_default_na=False)


@cache
def _unit(kind, result):
    names = result_names()
    return names.loc[(names["kind"] == kind) & (names["result"] == result), "unit"].item()


def _row(kind, item, result, value=None, *, unit=None, **more):
    usual = {"period": "", "sd": None, "level": "", "text": "", "source": ""}
    unit = _unit(kind, result) if unit is None else unit
    return {"kind": kind, "item": item, "result": result, "value": value, "unit": unit} | usual | more


def _levels(case):
    rows = []
    for period in (BEFORE, AFTER):
        found = evaluate(case, after=period == AFTER)
        if found.indicators.empty:
            continue
        common = {"period": period, "source": found.system["id"]}
        names = ("level", "indicative_level")
        rows += [_row("level", "", name, level=getattr(found, name) or "", **common) for name in names]
        rows += [_row("level", "", f"index_{name}", value, **common) for name, value in found.index.items()]
        for one in found.indicators.to_dict("records"):
            about = {"level": one["level"] or "", "source": one["provenance"], "sd": one["sd"], "unit": one["unit"]}
            rows.append(_row("indicator", one["indicator"], "value", one["value"], period=period, **about))
    return rows


def _losses(case):
    losses = value_losses(case)
    if losses.empty:
        return []
    total, sd = total_value(losses)
    known = losses["value"].notna()
    rows = [
        _row("headline", "", "losses", total if known.any() else None, sd=sd if known.any() else None, period=BEFORE),
        _row("headline", "", "unvalued_losses", int((~known).sum()), period=BEFORE),
    ]
    for one in losses.to_dict("records"):
        item = f"{one['balance']}/{one['flow']}"
        about = {"period": BEFORE, "text": one["kind"]}
        rows.append(_row("loss", item, "amount", one["amount"], sd=one["amount_sd"], unit=one["unit"], **about))
        rows.append(_row("loss", item, "value", one["value"], sd=one["sd"], source=one["priced"], **about))
    return rows


def _options(case):
    options = case["options"]
    rows = [
        _row("headline", "", "options", len(options)),
        _row("headline", "", "implemented", int((options["status"] == "implemented").sum())),
    ]
    for name in ("status", "cost_class"):
        rows += [_row("option", *pair, text=text) for pair, text in _coded(options, name)]
    if options.empty:
        return rows
    found = appraise_options(case)
    rows += [_row("option", pair[0], "feasible", text=_verdict(known)) for pair, known in _coded(found, "feasible")]
    for one in found.to_dict("records"):
        rows += [_row("option", one["option"], name, one[name]) for name in FIGURES]
    return rows


def _coded(table, name):
    return [((option, name), code) for option, code in zip(table["option"], table[name], strict=True)]


def _verdict(feasible):
    """Return a verdict as text; what is missing is no verdict."""
    return "" if feasible is None or pd.isna(feasible) else ("yes" if feasible else "no")


def _effects(case):
    if not case.has("effects"):
        return []
    total = performance_sheet(case).set_index("number").loc[TOTAL].drop(["option", "name", "other"])
    return [_row("headline", "", name, value, period=AFTER) for name, value in total.items()]


def _goals(case):
    if not case.has("goals"):
        return []
    periods = {"baseline": BEFORE, "near_target": "near_target", "actual": AFTER}
    rows = []
    for one in achievement(case["goals"]).to_dict("records"):
        goal = one["goal"]
        rows += [
            _row("goal", goal, "target", one[name], period=period, unit=one["unit"]) for name, period in periods.items()
        ]
        rows.append(_row("goal", goal, "achievement", one["achievement"], period=AFTER, text=one["light"]))
    return rows


def _review(case):
    found = [finding.rule for finding in review(case)]
    rows = [_row("headline", "", "findings", len(found))]
    severities = {rule: rules()[rule]["severity"] for rule in sorted(set(found))}
    return rows + [_row("review", rule, "findings", found.count(rule), text=text) for rule, text in severities.items()]


def _schema(pa):
    texts = {name: pa.dictionary(pa.int32(), pa.string()) for name in (*TEXTS, "source")}
    others = {"audit_date": pa.date32(), "value": pa.float64(), "sd": pa.float64()}
    order = ["case_id", "industry", "region", "audit_date", "provenance", "kind", "item", "result", "period"]
    order += ["value", "unit", "sd", "level", "text", "source"]
    return pa.schema([(name, (texts | others)[name]) for name in order])
