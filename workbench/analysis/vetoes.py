"""Vetoes of an acceptance (否决项) that data can judge: limits, catalogues, the lowest level."""

from .compliance import compliance_states, total_compliance
from .evaluation import evaluate
from .policy import policy_check
from .proofs import Proof, by_hand, rows_hold


def compliance(case):
    """Return whether outlets, totals and unit energy meet their limits after the audit, with the state before it."""
    return [*_outlets(case), *_totals(case), *_energy(case)]


def _outlets(case):
    zh, en = "审核后监测达标", "monitoring after the audit meets the limits"
    table = compliance_states(case)
    judged = table[table["verdict"] != "unknown"]
    if judged.empty:
        return [by_hand(zh, en)]
    judged = judged.assign(place=judged["outlet"] + " " + judged["pollutant"])
    proven, open_ = judged[judged["verdict"] != "unproven"], judged[judged["verdict"] == "unproven"]
    over = judged[judged["exceeded_before"] > 0]
    told = "; ".join(
        f"{row.place} 审核前 before {row.exceeded_before}/{row.samples_before}"
        f" → 审核后 after {row.exceeded_after}/{row.samples_after}"
        for row in over.itertuples()
    )
    found = [rows_hold(proven, "place", proven["verdict"] != "exceeded", zh, en, state=told)] if len(proven) else []
    missing = ";".join(open_["place"])
    return found + (
        [Proof(None, "审核前超标, 缺实施后监测", "above before, no sample since", missing)] if missing else []
    )


def _totals(case):
    """Return the totals of the permit: the case holds those of the audited period only."""
    table = total_compliance(case["permits"])
    over = table[table["met"].eq(False)]
    if over.empty:
        return []
    names = ";".join(f"{row.pollutant} {row.actual:g}/{row.limit:g} {row.unit}" for row in over.itertuples())
    return [Proof(None, "审核前总量超指标, 须核实施后的年排放量", "totals above the permit before the audit", names)]


def _energy(case):
    """Return the verdict of the energy norms in force after the audit; a recalled one never decides."""
    date = case.setting("audit_date")
    if date is None or not case.has("indicators"):
        return []
    table = evaluate(case, after=True).others
    over = table[(table["kind"] == "energy_norm") & table["met"].eq(False)]
    found, recalled = over[over["provenance"] == "found"], over[over["provenance"] != "found"]
    zh, en = "单位产品能耗限额", "energy norm"
    proofs = [Proof(0.0, zh, en, ";".join(found["indicator"]))] if len(found) else []
    told = ";".join(recalled["indicator"])
    return proofs + ([Proof(None, f"{zh}(凭记忆待核)", f"{en} (recalled)", told)] if told else [])


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
