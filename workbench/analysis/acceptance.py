"""Assessment and acceptance (评估与验收): predicted score on a sheet, vetoes first, what is missing per item."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..errors import UsageError
from ..standards.catalogues import score_sheet, score_sheets
from ..standards.register import shipped
from . import proofs, vetoes

BASICALLY = 0.90  # 无/低费方案基本实施: a default of this workbench, the guide states no number
# (kind of sheet, item) → what a case shows for it; an item without a row here is judged by a person.
_PROOFS = {
    ("assessment", "frame"): proofs.report,
    ("assessment", "report"): proofs.report,
    ("assessment", "format"): proofs.report,
    ("assessment", "logic"): proofs.logic,
    ("assessment", "preparation"): proofs.preparation,
    ("assessment", "survey"): proofs.survey,
    ("assessment", "problems"): proofs.problems,
    ("assessment", "focus"): proofs.focus,
    ("assessment", "goals"): proofs.goals_set,
    ("assessment", "focus_documents"): proofs.focus_documents,
    ("assessment", "measurement"): proofs.measurement,
    ("assessment", "balances"): proofs.balances,
    ("assessment", "balance"): proofs.balances,
    ("assessment", "causes"): proofs.causes_shown,
    ("assessment", "low_cost"): proofs.low_cost,
    ("assessment", "high_cost"): proofs.high_cost,
    ("assessment", "feasibility"): proofs.feasibility,
    ("assessment", "schedule"): proofs.schedule,
    ("assessment", "policy"): vetoes.policy,
    ("acceptance", "report"): proofs.report,
    ("acceptance", "truth"): proofs.truth,
    ("acceptance", "goals"): proofs.goals_reached,
    ("acceptance", "level"): proofs.level,
    ("acceptance", "management"): proofs.management,
    ("acceptance", "compliance"): vetoes.compliance,
    ("acceptance", "policy"): vetoes.policy,
    ("acceptance", "phase_out"): vetoes.policy,
    ("acceptance", "below_III"): vetoes.not_below_third,
    ("acceptance", "focus"): proofs.focus,
}


@dataclass(frozen=True)
class Prediction:
    """Predicted outcome of an assessment or acceptance.

    Attributes
    ----------
    sheet : pandas.Series
        Passport of the score sheet: sheet, zh, en, jurisdiction, kind, points, pass, provenance, note …
    items : pandas.DataFrame
        Vetoes first: item, zh, group, veto, points, points_from ("document" | "proposed" of this workbench | ""),
        share (of the item that the case shows, nan: a person judges), earned, lost (points that the case does not
        show), state (veto: "clear" | "fails" | "by_hand"; item: "complete" | "partial" | "by_hand"), missing_zh,
        missing_en, shown (what has to be seen beside it, such as the state before the audit).
    low, high : float
        Score if everything that a person judges, and every point that is not held here, is worth nothing or its full
        points; nan where the sheet holds no points at all.
    verdict : str
        "veto", "pass" (even `low` passes), "fail" (even `high` does not), "open", or "unscored" without points.
    """

    sheet: pd.Series
    items: pd.DataFrame
    low: float
    high: float
    verdict: str


def pick_sheet(case, kind="acceptance"):
    """Return the passport of the score sheet in force at the audit's date, the province's own before the national.

    Raises
    ------
    UsageError
        Where the case has no audit date or no such sheet was in force.
    """
    date = case.setting("audit_date")
    if date is None:
        raise UsageError("case.toml 缺 audit_date, 请指明评分表 no audit_date, name the score sheet")
    sheets = score_sheets(date, case.setting("province", ""))
    # a guide of both kinds, such as that of 2008, is listed under one
    sheets = sheets[sheets["kind"] == kind] if (sheets["kind"] == kind).any() else sheets
    if sheets.empty:
        listed = ", ".join(shipped("score_sheets")["sheet"])
        raise UsageError(f"{date} 没有生效的评分表, 请指明其一 no score sheet in force, name one: {listed}")
    return sheets.sort_values("jurisdiction", key=lambda place: place == "全国", kind="stable").iloc[0]


def predict_score(case, sheet=None, *, kind="acceptance"):
    """Return the score that a case would have on a sheet, and what is missing.

    Parameters
    ----------
    case : Case
    sheet : str, optional
        Id of a score sheet, such as ``national_2018_acceptance``; by default the one in force at the audit's date.
    kind : str
        "assessment" or "acceptance", where no sheet is named.

    Returns
    -------
    Prediction

    Raises
    ------
    UsageError
        If there is no such sheet.

    Notes
    -----
    An item earns its points times the mean share of its proofs. A veto that fails overrides the score. Points that
    the document does not hold are proposed by this workbench and marked so; they are never the document's.
    """
    passport = pick_sheet(case, kind) if sheet is None else _passport(sheet)
    table = score_sheet(passport["sheet"])
    items = pd.DataFrame([_judge(case, passport["kind"], item) for item in table.to_dict("records")], columns=_COLUMNS)
    items = items.astype({"veto": bool, "points": float, "share": float, "earned": float, "lost": float})
    items = items.sort_values("veto", ascending=False, kind="stable", ignore_index=True)
    low, high = _range(items[~items["veto"]], passport)
    return Prediction(passport, items, low, high, _verdict(items, low, high, passport))


_COLUMNS = (
    *("item", "zh", "group", "veto", "points", "points_from"),
    *("share", "earned", "lost", "state", "missing_zh", "missing_en", "shown"),
)


def _range(items, passport):
    """Return the lowest and highest score; points of the document that are not held may turn out either way."""
    if not items["points"].notna().any():
        return np.nan, np.nan
    low, shown = float(items["earned"].sum()), float(items["points"].sum())
    unjudged = float(items.loc[items["share"].isna(), "points"].sum())
    total = float(passport["points"]) if pd.notna(passport["points"]) else shown
    return low, low + unjudged + max(total - shown, 0.0)


def _passport(sheet):
    score_sheet(sheet)  # refuses an unknown one
    return shipped("score_sheets").set_index("sheet", drop=False).loc[sheet]


def _judge(case, kind, item):
    find = _PROOFS.get((kind, item["item"]))
    found = find(case) if find else [proofs.by_hand(item["zh"], item["zh"])]
    shares = [proof.share for proof in found if proof.share is not None]
    share = float(np.mean(shares)) if shares else np.nan
    held = pd.notna(item["points"])
    points = item["points"] if held else item["proposed"]
    short = [proof for proof in found if proof.share is None or proof.share < 1]
    return {
        **{"item": item["item"], "zh": item["zh"], "group": item["group"], "veto": item["veto"], "points": points},
        "points_from": "document" if held else "proposed" if pd.notna(points) else "",
        **{"share": share, "earned": points * share, "lost": points * (1 - share)},
        "state": _state(item, share, by_hand=any(proof.share is None for proof in found)),
        "missing_zh": "; ".join(_told(proof.zh, proof.missing) for proof in short),
        "missing_en": "; ".join(_told(proof.en, proof.missing) for proof in short),
        "shown": "; ".join(proof.state for proof in found if proof.state),
    }


def _told(demand, missing):
    return f"{demand}: {missing}" if missing else demand


def _state(item, share, *, by_hand):
    if np.isnan(share):
        return "by_hand"
    if item["veto"]:
        needed = BASICALLY if item["item"] == "low_cost" else 1.0
        # a veto is clear only where nothing of it is left to a person
        return "fails" if share < needed else "by_hand" if by_hand else "clear"
    return "complete" if share == 1 else "partial"


def _verdict(items, low, high, passport):
    if (items["state"] == "fails").any():
        return "veto"
    mark = float(passport["pass"]) if pd.notna(passport["pass"]) else np.nan
    if np.isnan(mark) or np.isnan(low):
        return "unscored"
    if low >= mark:
        return "pass"
    return "fail" if high < mark else "open"
