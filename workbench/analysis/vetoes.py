"""Vetoes of an acceptance (否决项) that data can judge: limits, catalogues, the lowest level."""

from .compliance import emission_compliance
from .evaluation import evaluate
from .policy import policy_check
from .proofs import Proof, by_hand, rows_hold


def compliance(case):
    """Return whether the latest sample of every outlet and pollutant meets its limit."""
    samples = emission_compliance(case["monitoring"], case.convert)
    latest = samples.sort_values("date").drop_duplicates(["outlet", "pollutant"], keep="last")
    judged = latest[latest["met"].notna()]
    if judged.empty:
        return [by_hand("监测达标", "monitoring meets the limits")]
    judged = judged.assign(place=judged["outlet"] + " " + judged["pollutant"])
    return [
        rows_hold(judged, "place", judged["met"].astype(bool), "最近一次监测达标", "the latest samples meet the limits")
    ]


def policy(case):
    """Return whether what the catalogues eliminate has a measure with a date."""
    checks = case["policy_checks"]
    hits = policy_check(case)
    planned = set(checks.loc[(checks["action"] != "") & (checks["deadline"] != ""), "object"])
    named = checks[checks["class"] == "eliminated"]
    proofs = [
        rows_hold(named, "object", named["object"].isin(planned), "淘汰项有整改计划", "what is eliminated has a plan")
    ]
    proofs = proofs if len(named) else []
    out = hits[hits["class"] == "eliminated"]
    if len(out) and named.empty:
        proofs.append(Proof(0.0, "名录命中未列整改", "catalogue hits without a plan", ";".join(out["id"].unique())))
    return proofs or [Proof(1.0, "未见淘汰项", "nothing eliminated found")]


def not_below_third(case):
    """Return whether the plant reaches at least level III after the audit."""
    found = evaluate(case, after=True)
    reached = found.level or found.indicative_level
    if reached is None and found.missing:
        return [by_hand("指标数据不全", "indicators are missing")]
    return [Proof(float(reached is not None), "不低于Ⅲ级", "at least level III", "" if reached else "III")]
