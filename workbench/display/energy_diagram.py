"""蒸汽平衡图 and 能源网络图: steam and energy from purchase to use."""

from workbench.display import style
from workbench.display.arrangement import arrange
from workbench.display.arrows import (
    OUTSIDE,
    caption,
    caption_notes,
    join_parallel,
    process_names,
    read_arrows,
    unit_text,
)
from workbench.display.checks import box_check
from workbench.display.diagram import Diagram, Edge, LineStyle, Node, Stub
from workbench.display.lettering import wrap_text
from workbench.display.network import NAME_WIDTH, Rules, network_parts
from workbench.display.style import number

STEAM_STYLES = {
    "steam": LineStyle("蒸汽", "steam", style.VERMILION, 1.5),
    "condensate": LineStyle("凝结水", "condensate", style.BLUE, 0.9, (8, 3, 2, 3)),
    "fresh": LineStyle("补充水、给水", "make-up and feed water", style.BLUE, 1.3),
    "waste_water": LineStyle("排污、外排", "blow-down, drain", style.BLACK, 0.9, (5, 2)),
    "loss": LineStyle("损失、放散", "loss, vent", style.GREY, 0.9, (3, 2)),
    "circulating": LineStyle("自产自用", "made and used within", style.VERMILION, 0.9, (10, 2)),
    "other": LineStyle("其他", "other", style.BLACK, 0.9),
}
STEAM_RULES = Rules(
    STEAM_STYLES,
    sources=("steam", "fresh"),
    sinks=(),
    upward=("loss", "leakage"),
    named=("other",),
    sink_name=("外供", "Sold"),
    shapes={"boiler": "rounded", "distribution": "diamond", "water_source": "rounded"},
)
# From boilers through headers to users and back; feed water and condensate return to the left.
_STEAM_ORDER = {"water_source": -1, "boiler": 0, "distribution": 1, "storage": 3, "treatment": 3}
ENERGY_STYLES = {
    "fuel": LineStyle("燃料", "fuel", style.BLACK, 1.5),
    "power": LineStyle("电", "electricity", style.BLUE, 0.9, (6, 2)),
    "steam": LineStyle("蒸汽、热力", "steam, heat", style.VERMILION, 1.5, (8, 3, 2, 3)),
    "other": LineStyle("耗能工质及其他", "energy media and others", style.GREEN, 0.9, (2, 2)),
    "recycle": LineStyle("回收能源", "recovered energy", style.PURPLE, 1.3, (10, 3)),
    "loss": LineStyle("损失", "loss", style.GREY, 0.9, (3, 2)),
}
# The four stages and their shapes: GB/T 28749-2012 (recalled), GB 6421.
STAGES = {
    "zh": ("购入贮存", "加工转换", "输送分配", "最终使用"),
    "en": ("Purchase and storage", "Conversion", "Distribution", "Final use"),
}
STAGE_SHAPES = ("circle", "rectangle", "diamond", "rectangle")
_STAGE_OF_KIND = {"storage": 0, "distribution": 2}
_LOST = ("loss", "leakage")
ENERGY_NAMES = ("能源网络图", "Energy network")


def steam_diagram(processes, flows, *, unit="t/h", period="", tolerance=0.05, lang="zh"):
    """Draw the steam balance: boilers, headers, users, condensate returned, losses upward (蒸汽平衡图).

    Parameters
    ----------
    processes, flows : pandas.DataFrame
        As for `water_diagram`; kinds steam, condensate, fresh, waste_water, loss.
    unit, period, tolerance, lang
        As for `water_diagram`.

    Returns
    -------
    Drawing
    """
    arrows = read_arrows(flows, lang, unit)
    order = processes.reindex(columns=["kind"])["kind"].map(_STEAM_ORDER).fillna(2)
    ordered = processes.iloc[order.to_numpy().argsort(kind="stable")]
    nodes, edges = network_parts(
        ordered, join_parallel(arrows.replace({"kind": {"series": "fresh"}}), {}), STEAM_RULES, lang
    )
    title = caption("蒸汽平衡图", "Steam balance", unit, period, lang)
    notes = caption_notes(unit, period, arrows, lang)
    check = box_check(processes, arrows, tolerance, lang)
    return arrange(Diagram(nodes, edges, STEAM_STYLES, title, notes, check, trunks=True, ordered=True, lang=lang))


def energy_diagram(processes, flows, *, unit="tce/a", period="", names=ENERGY_NAMES, lang="zh"):
    """Draw the energy network from purchase to use, in physical and standard-coal amounts (能源网络图).

    Parameters
    ----------
    processes : pandas.DataFrame
        Columns process, name, name_en, kind; what gives to no other process is final use, of the rest
        kind storage and distribution have stages of their own and everything else converts.
    flows : pandas.DataFrame
        As for `read_arrows`, amounts in `unit`; where a row has a unit of its own and a factor, its
        physical amount = amount / factor stands above the amount.
    unit : str
        Unit of the amounts, standard coal as a rule.
    period : str
        For the caption.
    names : tuple of str
        Name of the picture, Chinese and English.
    lang : {"zh", "en"}
        Language.

    Returns
    -------
    Drawing
        Purchased carriers and stores are circles, conversion squares, distribution diamonds, users
        rectangles; losses go upward. What final use gives off is no arrow: it is the box's own amount.
    """
    arrows = read_arrows(flows, lang, unit).assign(physical=_physical(flows, unit))
    process_stage = _stages(processes, arrows)
    arrows = arrows[~_given_off(arrows, process_stage)]
    nodes = [*_carriers(arrows), *_places(processes, arrows, process_stage, lang), *_users(arrows)]
    inner = arrows[(arrows["target"] != OUTSIDE) | ~arrows["kind"].isin(_LOST)]
    edges = tuple(_edge(row) for row in inner.itertuples())
    notes = caption_notes(unit, period, arrows, lang, _energy_notes(arrows, unit, lang))
    title = caption(*names, unit, period, lang)
    return arrange(
        Diagram(tuple(nodes), edges, ENERGY_STYLES, title, notes, trunks=True, stages=STAGES[lang], lang=lang)
    )


def _physical(flows, unit):
    """Return each row's amount in its own unit as text, "" where that is the common unit."""
    table = flows.reindex(columns=["amount", "reconciled", "unit", "factor"])
    amount = table["reconciled"].fillna(table["amount"]).astype(float) / table["factor"].astype(float)
    return [
        "" if own == unit or not isinstance(own, str) or value != value else f"{number(value)} {unit_text(own)}"
        for own, value in zip(table["unit"], amount, strict=True)
    ]


def _stages(processes, arrows):
    """Return process id to index of its stage."""
    kinds = processes.reindex(columns=["process", "kind"])
    giving = set(arrows.loc[arrows["target"] != OUTSIDE, "source"])
    handing_on = giving | set(kinds.loc[kinds["kind"].isin(["storage", "distribution"]), "process"])
    return {
        row.process: _STAGE_OF_KIND.get(row.kind, 1) if row.process in handing_on else len(STAGE_SHAPES) - 1
        for row in kinds.itertuples()
    }


def _given_off(arrows, stage):
    final = arrows["source"].map(stage) == len(STAGE_SHAPES) - 1
    return final & (arrows["target"] == OUTSIDE) & ~arrows["kind"].isin(_LOST)


def _carriers(arrows):
    """Return one circle per purchased carrier with its amounts."""
    bought = arrows[arrows["source"] == OUTSIDE]
    for label, group in bought.groupby("label", sort=False):
        yield Node(_carrier(label), wrap_text(label, NAME_WIDTH), _sums(group), "circle", stage=0, layer="FIRST")


def _sums(group):
    if len(group) == 1:
        return _amounts(group.iloc[0])
    return (number(group["amount"].sum(skipna=False)),)


def _carrier(label):
    return f"purchased {label}"


def _places(processes, arrows, process_stage, lang):
    names = process_names(processes, lang)
    used = set(arrows["source"]) | set(arrows["target"])
    giving = set(arrows["source"])
    for process in [process for process in names.index if process in used and process != OUTSIDE]:
        stage = process_stage[process]
        entering = arrows.loc[arrows["target"] == process, "amount"]
        lost = arrows[(arrows["source"] == process) & (arrows["target"] == OUTSIDE) & arrows["kind"].isin(_LOST)]
        yield Node(
            process,
            wrap_text(names[process], NAME_WIDTH),
            (number(entering.sum(skipna=False)),) if len(entering) else (),
            STAGE_SHAPES[stage],
            stage=stage,
            layer="LAST" if stage == 3 and process not in giving else "",
            above=tuple(Stub(_amounts(row), "loss", tip=row.tip) for row in lost.itertuples()),
        )


def _users(arrows):
    """Return a box for each use that the table gives only as an arrow out of the network."""
    for row in arrows[(arrows["target"] == OUTSIDE) & ~arrows["kind"].isin(_LOST)].itertuples():
        yield Node(f"use {row.Index}", wrap_text(row.label, NAME_WIDTH), stage=3, layer="LAST")


def _edge(row):
    source = _carrier(row.label) if row.source == OUTSIDE else row.source
    target = f"use {row.Index}" if row.target == OUTSIDE else row.target
    kind = row.kind if row.kind in ENERGY_STYLES else "other"
    return Edge(source, target, _amounts(row), kind, row.tip)


def _amounts(row):
    return (row.physical, row.text) if row.physical else (row.text,)


def _energy_notes(arrows, unit, lang):
    total = arrows.loc[arrows["source"] == OUTSIDE, "amount"].sum(skipna=False)
    text = f"{number(total)} {unit_text(unit)}"
    if lang == "zh":
        two_lines = "箭头旁上行为实物量，下行为折标准煤量"
        return (*((two_lines,) if any(arrows["physical"]) else ()), f"输入合计 {text}")
    two_lines = "At each arrow: physical amount above, standard coal below"
    return (*((two_lines,) if any(arrows["physical"]) else ()), f"Total input {text}")
