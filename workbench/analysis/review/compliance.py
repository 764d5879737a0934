"""Rules on the law: D03 on-line monitoring, D05 obsolete equipment, D14 limits and totals, D27 policy."""

import math
from dataclasses import replace
from types import MappingProxyType

from ..compliance import emission_compliance, monitoring_statistics, total_compliance
from ..policy import normal_model, policy_check
from .finding import finding

_VALID = 0.75
"""Least share of valid on-line data: HJ/T 75, recalled."""
_FROZEN = 4
"""Equal successive readings that make an analyser suspect; this workbench's own."""
_TOTAL_TOLERANCE = 0.10
_YEAR = 365
_KG = 1000


def online(case):
    """Find on-line outlets without load, with too little valid data or frozen readings (D03)."""
    rows = case["monitoring"]
    statistics = monitoring_statistics(case)
    for row in statistics[statistics["kind"] == "online"].itertuples():
        place = f"monitoring {row.outlet} {row.pollutant}"
        if math.isnan(row.load):
            yield finding("D03", place, "不能算排放量（流量未知）", "no load: flow unknown")
        if row.valid < _VALID:
            yield finding("D03", place, f"有效率 {row.valid:.0%}", f"{row.valid:.0%} valid")
    for (outlet, pollutant), group in rows[rows["kind"] == "online"].groupby(["outlet", "pollutant"]):
        run = _longest_run(group.sort_values(["date", "sample"])["concentration"])
        if run >= _FROZEN:
            zh, en = f"连续 {run} 个读数相同", f"{run} equal readings in a row"
            yield finding("D03", f"monitoring {outlet} {pollutant}", zh, en)


def _longest_run(values):
    blocks = values.ne(values.shift()).cumsum()
    return int(values.groupby(blocks).count().max())


def obsolete(case):
    """Find eliminated equipment that the policy checks do not list, and listed ones without a plan (D05)."""
    checks = case["policy_checks"]
    listed = checks[checks["class"] == "eliminated"]
    models = " ".join(normal_model(text) for text in listed["model"])
    hits = policy_check(case)
    hits = hits[(hits["class"] == "eliminated") & (hits["table"] == "equipment")].drop_duplicates("id")
    for row in hits.itertuples():
        if normal_model(row.model) not in models:
            zh, en = f"{row.object} {row.model} 属淘汰类，未列入", f"{row.model} is eliminated, not listed"
            yield finding("D05", f"equipment {row.id}", zh, en)
    for row in listed[(listed["action"] == "") | (listed["deadline"] == "")].itertuples():
        yield finding(
            "D05", f"policy_checks {row.check}", "淘汰项没有措施或期限", "eliminated, without measure or date"
        )


def limits(case):
    """Find outlets without a limit or above it (D14)."""
    samples = emission_compliance(case["monitoring"], case.convert)
    for (outlet, pollutant), group in samples.groupby(["outlet", "pollutant"], sort=False):
        place = f"monitoring {outlet} {pollutant}"
        bad = int((group["met"] == False).sum())  # noqa: E712 - None is unknown
        if group["limit"].isna().any():
            yield finding("D14", place, "没有限值，不能判定", "no limit, no verdict")
        elif bad:
            zh, en = f"{len(group)} 个样次中 {bad} 个超标", f"{bad} of {len(group)} samples above the limit"
            yield finding("D14", place, zh, en)


def allowances(case):
    """Find permitted totals that are exceeded or that monitoring contradicts (D14)."""
    permits = case["permits"]
    for row in total_compliance(permits).itertuples():
        if row.met is not None and not row.met:
            zh, en = f"实际 {row.actual:g} > 总量 {row.limit:g} {row.unit}", f"{row.actual:g} above {row.limit:g}"
            yield finding("D14", f"permits {row.permit}", zh, en)
    loads = _yearly_loads(case)
    for row in permits[permits["actual"].notna() & permits["pollutant"].isin(loads)].itertuples():
        stated = row.actual * case.convert(row.unit, "t/a")
        if abs(loads[row.pollutant] - stated) > _TOTAL_TOLERANCE * stated:
            zh = f"上报 {stated:g} t/a，监测推算 {loads[row.pollutant]:.1f} t/a"
            yield finding("D14", f"permits {row.permit} {row.pollutant}", zh, f"{stated:g} reported, not monitored")


def _yearly_loads(case):
    """Return {pollutant: t/a} by C×Q in the last year of production, where every outlet has a load."""
    rows = case["monitoring"]
    year = max(case["production"]["month"], default="")[:4]
    latest = replace(case, tables=MappingProxyType({**case.tables, "monitoring": rows[rows["date"].str[:4] == year]}))
    table = monitoring_statistics(latest).sort_values("kind", key=lambda kind: kind == "online")
    table = table.drop_duplicates(["outlet", "pollutant"])
    days = case.setting("operating_days") or _YEAR
    sums = table.groupby("pollutant")["load"].agg(lambda loads: loads.sum(skipna=False)) * days / _KG
    return sums.dropna().to_dict()


def policy(case):
    """Find a missing policy table, and checks without catalogue, edition, clause or conclusion (D27)."""
    checks = case["policy_checks"]
    if checks.empty:
        yield finding("D27", "policy_checks", "没有产业政策符合性对照表", "no table of policy checks")
    for row in checks.to_dict("records"):
        lacking = [name for name in ("catalogue", "edition", "clause", "conclusion") if not row[name]]
        if lacking:
            text = "、".join(lacking)
            yield finding("D27", f"policy_checks {row['check']}", f"未填 {text}", f"empty: {text}")


RULES = (online, obsolete, limits, allowances, policy)
