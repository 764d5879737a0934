"""Rules on what was done: D23 effects, D24 proof, D26 team and training, D28 the plan, D29 open options."""

from ..continuation import plan_gaps
from ..effects import option_effects
from .finding import finding


def effects(case):
    """Find effects with unequal periods, without period, output or source (D23)."""
    table = case["effects"]
    known = table[table["after"].notna() & (table["kind"] != "money")]
    for row in known[(known["period"] == "") | (known["source"] == "")].itertuples():
        yield finding("D23", f"effects {row.option} {row.item}", "没有对比期或来源", "no period or source")
    judged = option_effects(case)
    for row in judged[judged["unequal"] != ""].itertuples():
        yield finding("D23", f"effects {row.option} {row.item}", f"对比期 {row.unequal} 个月", f"months {row.unequal}")
    one_sided = known["output_before"].notna() != known["output_after"].notna()
    for row in known[one_sided].itertuples():
        yield finding("D23", f"effects {row.option} {row.item}", "只有一期的产量", "output of one period only")


def proof(case):
    """Find implemented options without evidence or with a date outside the round (D24)."""
    options = case["options"]
    done = options[options["status"] == "implemented"]
    for option in done.loc[~done["option"].isin(case["evidence"]["option"]), "option"]:
        yield finding("D24", f"options {option}", "已实施而没有证据", "implemented without evidence")
    begin = min(case["plan"]["start"], default="")
    for row in done[(done["finished"] == "") | (done["finished"] < begin)].itertuples():
        zh, en = f"完成日期 {row.finished or '未填'}", f"finished {row.finished or 'not stated'}"
        yield finding("D24", f"options {row.option}", zh, en)


def organisation(case):
    """Find missing team, plan or training, and dates out of order (D26)."""
    for table in ("team", "plan", "training"):
        if not case.has(table):
            yield finding("D26", table, "没有记录", "no record")
    plan, training = case["plan"], case["training"]
    for stage in plan.loc[plan["start"] > plan["finish"], "stage"]:
        yield finding("D26", f"plan {stage}", "完成早于开始", "finished before it starts")
    begin = min(plan["start"], default="")
    for row in training[training["date"] < begin].itertuples():
        yield finding("D26", f"training {row.training}", "培训早于审核开始", "before the audit began")


def continuation(case):
    """Find a missing or vague continuation plan (D28)."""
    if not case.has("continuation_plan"):
        yield finding("D28", "continuation_plan", "没有持续清洁生产计划", "no continuation plan")
    for row in plan_gaps(case).itertuples():
        yield finding("D28", f"continuation_plan {row.item}", f"未填 {row.missing}", f"empty: {row.missing}")


def follow_up(case):
    """Find planned options that neither schedule nor continuation plan names (D29)."""
    options, plan = case["options"], case["continuation_plan"]
    text = " ".join(plan["content"])
    scheduled = set(case["schedule"]["option"])
    for row in options[options["status"] == "planned"].itertuples():
        if row.option not in scheduled and row.option not in text and row.name not in text:
            yield finding("D29", f"options {row.option}", "未列入进度或持续计划", "neither scheduled nor planned")


RULES = (effects, proof, organisation, continuation, follow_up)
