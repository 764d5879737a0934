"""What a case can show for each item of a score sheet (评分依据): a share, and what is missing.

A proof is a share from 0 to 1 of what the item asks for, and what stands in its way. None says that only a person
can judge it: on site, or in the report itself.
"""

from dataclasses import dataclass

import pandas as pd

from ..case import title
from .balance import balance_scope
from .causes import ASPECTS, addressed_losses, focus_processes
from .continuation import plan_gaps
from .economics import appraise_options
from .evaluation import evaluate
from .goals import achievement, attainability
from .network import quantities
from .options import sheet_gaps
from .overlap import live_options
from .ranking import rank_focus

REPORT_TABLES = (
    *("team", "plan", "profile", "production", "consumption", "wastes", "focus_candidates", "goals", "flows"),
    *("causes", "options", "investments", "benefits", "schedule", "continuation_plan"),
)


@dataclass(frozen=True)
class Proof:
    """What a case shows for one demand.

    Attributes
    ----------
    share : float or None
        Share of the demand that is met, None where only a person can judge.
    zh, en : str
        The demand.
    missing : str
        What is missing: ids or titles of tables, joined by ``;``.
    state : str
        What else has to be seen beside the share, such as the state before the audit.
    """

    share: float | None
    zh: str
    en: str
    missing: str = ""
    state: str = ""


def _tables(case, names, zh, en):
    missing = [name for name in names if not case.has(name)]
    return Proof(1 - len(missing) / len(names), zh, en, ";".join(title(name) for name in missing))


def rows_hold(table, key, holds, zh, en, *, state=""):
    """Return the proof that rows hold; without rows nothing is shown."""
    if len(table) == 0:
        return Proof(0.0, zh, en, "—", state)
    holds = pd.Series(holds, index=table.index).fillna(False).astype(bool)
    return Proof(float(holds.mean()), zh, en, ";".join(table.loc[~holds, key]), state)


def by_hand(zh, en):
    """Return a proof that only a person can give."""
    return Proof(None, zh, en)


def report(case):
    """Return what the chapters of a report need."""
    return [_tables(case, REPORT_TABLES, "各章所需的表齐全", "every chapter has its tables")]


def logic(case):
    """Return whether causes lead to losses, options to losses and goals to options."""
    causes, options, goals = case["causes"], live_options(case), case["goals"]
    attacking = {option for members in addressed_losses(case).values() for option in members}
    named = {goal for text in options["goals"] for goal in text.split(";")}
    return [
        rows_hold(causes, "cause", causes["loss"] != "", "原因落到损失", "causes name their loss"),
        rows_hold(options, "option", options["option"].isin(attacking), "方案针对损失", "options attack a loss"),
        rows_hold(goals, "goal", goals["goal"].isin(named), "目标有方案支持", "goals are supported by options"),
    ]


def preparation(case):
    """Return whether team, plan and publicity are on record."""
    return [_tables(case, ("team", "plan", "training"), "小组、计划、宣传培训有记录", "team, plan, training on record")]


def survey(case):
    """Return whether three years of records and the plant's description are there."""
    tables = (
        "profile",
        "processes",
        "equipment",
        "production",
        "consumption",
        "waste_records",
        "monitoring",
        "permits",
    )
    months = case["production"]["month"].nunique()
    missing = "" if months >= 36 else f"{months}/36"
    return [
        _tables(case, tables, "现状资料齐全", "the survey is complete"),
        Proof(min(months / 36, 1.0), "近三年按月记录", "three years by month", missing),
    ]


def problems(case):
    """Return whether problems are traced over eight aspects for the plant and the reason of the list is given."""
    listed = case.setting("listed.date") is None or bool(case.setting("listed.reason"))
    aspects = set(case["causes"]["aspect"])
    return [
        _aspects(aspects),
        Proof(float(listed), "说明列入名单的原因", "the reason of the listing", "" if listed else "listed.reason"),
        _tables(case, ("indicators", "site_visits"), "对标与现场问题", "benchmarks and findings on site"),
    ]


def _aspects(found):
    missing = [name for name in ASPECTS if name not in found]
    return Proof(1 - len(missing) / len(ASPECTS), "八个方面均有分析", "all eight aspects", ";".join(missing))


def focus(case):
    """Return whether the focus is ranked, chosen with a reason, and the first of the ranking."""
    ranked = rank_focus(case)
    chosen = ranked[ranked["selected"].fillna(False).astype(bool)]
    first = bool((chosen["rank"] == 1).any())
    return [
        _tables(case, ("focus_candidates", "focus_scores"), "备选重点与排序", "candidates and their ranking"),
        rows_hold(chosen, "candidate", chosen["reason"] != "", "确定重点的理由", "reasons of the choice"),
        Proof(float(first), "排序第一者为重点", "the first of the ranking is a focus", "" if first else "rank 1"),
    ]


def goals_set(case):
    """Return whether goals are quantified, dated and can be carried."""
    goals = case["goals"]
    carried = attainability(case)
    known = carried["verdict"] != "unknown"
    return [
        rows_hold(
            goals, "goal", goals["baseline"].notna() & goals["near_target"].notna(), "目标量化", "goals in numbers"
        ),
        rows_hold(goals, "goal", goals["near_date"] != "", "目标有期限", "goals with a date"),
        rows_hold(goals, "goal", goals["basis"] != "", "目标有依据", "goals with a basis"),
        rows_hold(carried, "goal", ~known | (carried["verdict"] == "attainable"), "目标可达", "goals can be carried"),
    ]


def focus_documents(case):
    """Return whether the documents of the focus were had."""
    documents = case["documents"]
    wanted = documents[documents["for_focus"]]
    return [
        rows_hold(
            wanted, "document", wanted["available"] == "yes", "审核重点资料可得", "documents of the focus in hand"
        )
    ]


def measurement(case):
    """Return whether measurements were planned, made and their instruments calibrated."""
    plan, taken = case["measurement_plan"], set(case["measurements"]["point"])
    return [
        rows_hold(plan, "point", plan["point"].isin(taken), "监测点均有实测", "every point was measured"),
        rows_hold(plan, "point", plan["frequency"] != "", "监测频率", "frequency of the points"),
        rows_hold(plan, "point", plan["calibrated"] != "", "仪器检定", "calibration of the instruments"),
    ]


def balances(case):
    """Return whether the balances close, of every quantity of every balance."""
    table = pd.DataFrame(
        [
            (f"{balance} {quantity}", balance_scope(case, balance, quantity)["verdict"])
            for balance in case["balances"]["balance"]
            for quantity in quantities(case, balance)
        ],
        columns=["balance", "verdict"],
    )
    closes = table["verdict"] != "open"
    kinds = case["balances"]["kind"]
    missing = [kind for kind in ("mass", "water", "energy") if kind not in set(kinds)]
    return [
        rows_hold(table, "balance", closes, "平衡偏差在允许范围内(未测者须校正)", "balances close"),
        Proof(1 - len(missing) / 3, "物料、水、能源平衡", "material, water and energy balance", ";".join(missing)),
    ]


def causes_shown(case):
    """Return whether the causes of the losses rest on evidence and cover the eight aspects."""
    causes = case["causes"]
    inside = focus_processes(case)
    own = causes[causes["process"].isin(inside)] if inside else causes
    return [
        _aspects(set(own["aspect"])),
        rows_hold(causes, "cause", causes["evidence"] != "", "原因有依据", "causes rest on evidence"),
    ]


def low_cost(case):
    """Return whether the no and low cost options were carried out, with evidence."""
    options = live_options(case)
    cheap = options[options["cost_class"].isin(["none", "low"])]
    done = cheap["status"] == "implemented"
    proven = cheap["option"].isin(case["evidence"]["option"])
    return [
        rows_hold(cheap, "option", done, "无/低费方案已实施", "no and low cost options carried out"),
        rows_hold(cheap[done], "option", proven[done], "实施有证据", "with evidence"),
    ]


def _costly(case):
    options = live_options(case)
    return options[options["cost_class"].isin(["medium", "high"])]


def high_cost(case):
    """Return whether there are two medium or high cost options that attack losses and serve goals."""
    costly = _costly(case)
    attacking = {option for members in addressed_losses(case).values() for option in members}
    missing = "" if len(costly) >= 2 else f"{len(costly)}/2"
    return [
        Proof(min(len(costly) / 2, 1.0), "中/高费方案不少于两项", "two medium or high cost options", missing),
        rows_hold(costly, "option", costly["option"].isin(attacking), "针对损失", "they attack a loss"),
        rows_hold(costly, "option", costly["goals"] != "", "支持目标", "they serve a goal"),
    ]


def feasibility(case):
    """Return whether technical, environmental and economic appraisal of the costly options are there."""
    costly, gaps = _costly(case), set(sheet_gaps(case)["option"])
    appraised = appraise_options(case).set_index("option")["missing"].reindex(costly["option"]).eq("")
    return [
        rows_hold(
            costly, "option", ~costly["option"].isin(gaps), "方案说明与评估齐全", "sheets and appraisals complete"
        ),
        rows_hold(costly, "option", appraised.to_numpy(), "经济指标可复算", "economic figures can be recomputed"),
    ]


def schedule(case):
    """Return whether the costly options are scheduled, with a department."""
    costly, tasks = _costly(case), case["schedule"]
    named = set(tasks.loc[tasks["department"] != "", "option"])
    return [rows_hold(costly, "option", costly["option"].isin(named), "进度与责任部门", "schedule and department")]


def truth(case):
    """Return whether implemented options have evidence and their effects a source."""
    options, effects = case["options"], case["effects"]
    done = options[options["status"] == "implemented"]
    proven = done["option"].isin(case["evidence"]["option"])
    return [
        rows_hold(done, "option", proven, "已实施方案有证据", "implemented options have evidence"),
        rows_hold(effects, "option", effects["source"] != "", "效果有数据来源", "effects have a source"),
    ]


def goals_reached(case):
    """Return which goals were reached."""
    table = achievement(case["goals"])
    return [rows_hold(table, "goal", table["light"] == "green", "目标完成", "goals reached")]


def level(case):
    """Return whether the level after the audit is known and not below the one before."""
    order = {"I": 3, "II": 2, "III": 1, None: 0}
    before, after = (evaluate(case, after=later).indicative_level for later in (False, True))
    improved = order[after] > order[before] or after == "I"
    shown = f"{before or '—'} → {after or '—'}"
    return [Proof(float(improved) if after else 0.0, "清洁生产水平提升", "the level rose", "" if improved else shown)]


def management(case):
    """Return whether organisation, rules and a plan that can be checked are there."""
    plan = case["continuation_plan"]
    return [
        _tables(case, ("organisation", "rules", "continuation_plan"), "机构、制度、计划", "organisation, rules, plan"),
        rows_hold(
            plan, "item", ~plan["item"].isin(plan_gaps(case)["item"]), "计划有指标和部门", "the plan can be checked"
        ),
    ]
