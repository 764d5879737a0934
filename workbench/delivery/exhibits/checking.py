"""Exhibits of the reconciliation: which meters can be trusted, what moved, and what the balances look like then."""

from functools import lru_cache

from ...analysis.reconciliation.plant import reconcile
from ...analysis.reconciliation.power import describe_meters
from ...analysis.reconciliation.robust import overruled_meters
from ...analysis.reconciliation.sampling import summarise_measurements
from ...analysis.reconciliation.words import describe_adjustment, describe_closure, describe_opinion, describe_suspects
from ...analysis.water import water_volumes
from ...display.adjustments import adjustment_dots
from ...display.balance_diagram import balance_diagram
from ...display.view import View
from ...display.water_diagram import water_diagram
from .basic import either, needs, result
from .data import balance_processes_of, balance_subject, balance_title

TOLD = 8
"""Adjustments told in words: the largest ones, in units of their uncertainty."""


@lru_cache(maxsize=64)
def reconciled(case, balance):
    """Return the reconciliation of a balance's own quantity; worked once a case and notebook."""
    return reconcile(case, balance)


def with_reconciled(case, balance):
    """Return the flows of a balance with columns reconciled, status and suspect, in the balance's unit."""
    flows = case["flows"]
    flows = flows[flows["balance"] == balance]
    found = reconciled(case, balance).flows.set_index("flow")
    factor = flows.set_index("flow")["factor"]
    return flows.assign(
        reconciled=flows["flow"].map(found["reconciled"] * factor),
        sd=flows["flow"].map(found["sd"] * factor),
        status=flows["flow"].map(found["status"]),
        suspect=flows["flow"].map(found["suspect"]),
    )


@needs("measurements", "measurement_plan")
def samples(chapter, case):
    """Show mean, uncertainty, outliers and steadiness of every sampling point."""
    table = summarise_measurements(case["measurements"], case["measurement_plan"])
    names = dict(zip(case["measurement_plan"]["point"], case["measurement_plan"]["name"], strict=True))
    shown = table.assign(point=table["point"].map(lambda point: names.get(point, point)))
    result(chapter, case, shown, ("实测数据统计（均值、标准不确定度、异常值）", "Samples: mean, uncertainty, outliers"))


@needs("flows")
def reconciliations(chapter, case):
    """Reconcile every focus: verdict and suspects in words, table, picture, largest adjustments in words."""
    for balance in focus_balances(case):
        suspects(chapter, case, balance)
        second_opinion(chapter, case, balance)
        amounts(chapter, case, balance)
        adjustments(chapter, case, balance)


@needs("flows")
def meters(chapter, case):
    """Show what the balances can say about each meter of the focuses: smallest detectable bias, doubles."""
    for balance in focus_balances(case):
        found = reconciled(case, balance)
        flows = with_reconciled(case, balance)
        sd = case["flows"].set_index("flow")["sd"].reindex(flows["flow"]).to_numpy()
        table = describe_meters(found.solution, sd, members=list(flows["name"]))
        title = balance_subject(case, balance, chapter.lang)
        heading = (f"{title}：仪表的可检验性", f"{title}: what the balances can say about each meter")
        note = either(
            chapter,
            "可发现的最小偏差：以 80 % 的概率被发现（整体误报率 5 %）；∞ 表示平衡看不见它",
            "smallest bias found with 80 % probability at a false-alarm rate of 5 %; ∞: invisible to the balances",
        )
        digits = {"adjustability": 1, "in_sd": 1, "power_5sd": 1}
        result(chapter, case, table, heading, note=note, digits=digits)


@needs("flows")
def utilities(chapter, case):
    """Say of every water, steam and energy balance whether its data agree and what is suspected."""
    balances = case["balances"]
    for balance in balances.loc[balances["kind"] != "mass", "balance"]:
        suspects(chapter, case, balance)


def amounts(chapter, case, balance):
    """Show measured and reconciled amounts of a balance, as table and picture."""
    found = reconciled(case, balance)
    title = balance_subject(case, balance, chapter.lang)
    columns = ["flow", "name", "unit", "measured", "measured_sd", "reconciled", "sd", "status", "z", "suspect"]
    heading = (f"{title}：实测值与校正值", f"{title}: measured and reconciled")
    result(chapter, case, found.flows, heading, columns=columns)
    dots = found.flows.assign(suspect=found.flows["suspect"].astype(bool))
    unit = case["balances"].set_index("balance").loc[balance, "unit"]
    text = either(
        chapter, f"{title}：实测值相对校正值的位置（±1 个标准不确定度）", f"{title}: measured against reconciled"
    )
    chapter.figure(adjustment_dots(dots, unit, lang=chapter.lang), text, name=f"adjustments_{balance}")


def suspects(chapter, case, balance):
    """Say in words whether the data agree with each other and which meter or leak is suspected."""
    found = reconciled(case, balance)
    names = dict(zip(found.flows["flow"], found.flows["name"], strict=True)) | case.names(chapter.lang)
    unit = case["balances"].set_index("balance").loc[balance, "unit"]
    title = balance_title(case, balance, chapter.lang)
    chapter.text("**{title}**　{sentence}", title=title, sentence=describe_closure(found.closure, chapter.lang))
    for sentence in describe_suspects(found.found, names, unit, chapter.lang):
        chapter.text("- {sentence}", sentence=sentence)


def second_opinion(chapter, case, balance):
    """Say which meters a robust estimate does not believe, and whether the suspects are the same."""
    found = reconciled(case, balance)
    names = dict(zip(found.flows["flow"], found.flows["name"], strict=True))
    sentence = describe_opinion(overruled_meters(case, balance), found.found, names, chapter.lang)
    chapter.text("- {sentence}", sentence=sentence)


def adjustments(chapter, case, balance):
    """Tell the largest adjustments of a balance in words: how far, by how much, pulled by which balances."""
    found = reconciled(case, balance)
    flows = found.flows
    size = ((flows["reconciled"] - flows["measured"]) / flows["measured_sd"]).abs()
    for index in size.sort_values(ascending=False).index[:TOLD]:
        row = flows.loc[index].to_dict()
        row["source"] = either(chapter, f"flows.csv 第 {row['row']} 行", f"flows.csv row {row['row']}")
        pulls = found.pulls[(found.pulls["flow"] == row["flow"]) & (found.pulls["quantity"] == "")]
        named = dict(zip(pulls["process"].map(case.names(chapter.lang)), pulls["pull"], strict=True))
        chapter.text("- {sentence}", sentence=describe_adjustment(row, named, chapter.lang))


@needs("flows")
def balance_diagrams(chapter, case):
    """Draw every focus as one box: what goes in, what comes out, and that it closes (物料平衡图)."""
    balances = case["balances"]
    for _, balance in balances[balances["kind"] == "mass"].iterrows():
        drawing = balance_diagram(
            balance_processes_of(case, balance["balance"]),
            with_reconciled(case, balance["balance"]),
            balance_subject(case, balance["balance"], chapter.lang),
            unit=balance["unit"],
            period=balance["period"],
            lang=chapter.lang,
        )
        subject, unit = balance_subject(case, balance["balance"], chapter.lang), balance["unit"]
        title = either(chapter, f"{subject}物料平衡图（校正值，{unit}）", f"{subject}: balance diagram ({unit})")
        chapter.figure(drawing, title, name=f"balance_{balance['balance']}")


@needs("flows")
def water_diagrams(chapter, case):
    """Draw the water balance by workshops and by processes, with the reconciled amounts."""
    balances = case["balances"]
    for _, balance in balances[balances["kind"] == "water"].iterrows():
        flows = with_reconciled(case, balance["balance"])
        best = flows.assign(amount=flows["reconciled"].fillna(flows["amount"]))
        drawings = {}
        for level, zh, en in _WATER_LEVELS:
            drawings[either(chapter, zh, en)] = water_diagram(
                balance_processes_of(case, balance["balance"]),
                flows,
                unit=balance["unit"],
                period=balance["period"],
                level=level,
                volumes=water_volumes(best),
                lang=chapter.lang,
            )
        for level, zh, en in _WATER_LEVELS:
            word = either(chapter, zh, en)
            title, unit = balance_title(case, balance["balance"], chapter.lang), balance["unit"]
            caption = either(chapter, f"{title}图（{zh}，校正值，{unit}）", f"{title}, by {en} ({unit})")
            view = View({word: drawings[word]} | drawings, chapter.lang)
            chapter.figure(view, caption, name=f"water_{balance['balance']}_{level}")


_WATER_LEVELS = (("workshop", "车间级", "workshops"), ("process", "单元级", "processes"))


def focus_balances(case):
    """Return the ids of the balances whose reconciliation is told in full: the focuses, else all of mass."""
    balances = case["balances"]
    focus = balances[balances["focus"]]
    return list((focus if len(focus) else balances[balances["kind"] == "mass"])["balance"])
