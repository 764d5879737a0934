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
FINAL_USE = 3
_STAGE_OF_KIND = {"storage": 0, "distribution": 2}
_LOST = ("loss", "leakage")
ENERGY_NAMES = ("能源网络图", "Energy network")
HEAT_NAMES = ("热平衡图", "Heat balance")


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
    stage = _stages(processes, arrows)
    rows = [row for row in arrows.itertuples() if not _given_off(row, stage)]
    used = [row for row in rows if row.target == OUTSIDE and row.kind not in _LOST]
    nodes = [*_carriers(rows), *_places(processes, rows, stage, lang), *_users(used)]
    drawn = [row for row in rows if row.source != row.target and (row.target != OUTSIDE or row in used)]
    notes = caption_notes(unit, period, arrows, lang, _energy_notes(arrows, unit, lang))
    diagram = Diagram(
        tuple(nodes),
        tuple(_edge(row) for row in drawn),
        ENERGY_STYLES,
        caption(*names, unit, period, lang),
        notes,
        trunks=True,
        stages=STAGES[lang],
        lang=lang,
    )
    return arrange(diagram)


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
    inner = arrows[(arrows["target"] != OUTSIDE) & (arrows["source"] != arrows["target"])]
    handing_on = set(inner["source"]) | set(kinds.loc[kinds["kind"].isin(_STAGE_OF_KIND), "process"])
    return {
        row.process: _STAGE_OF_KIND.get(row.kind, 1) if row.process in handing_on else FINAL_USE
        for row in kinds.itertuples()
    }


def _given_off(row, stage):
    return stage.get(row.source) == FINAL_USE and row.target == OUTSIDE and row.kind not in _LOST


def _carriers(rows):
    """Return one circle per purchased carrier with its amounts."""
    bought = {}
    for row in rows:
        if row.source == OUTSIDE:
            bought.setdefault(row.label, []).append(row)
    for label, own in bought.items():
        amounts = _amounts(own[0]) if len(own) == 1 else (number(sum(row.amount for row in own)),)
        yield Node(_carrier(label), wrap_text(label, NAME_WIDTH), amounts, "circle", stage=0, layer="FIRST")


def _carrier(label):
    return f"purchased {label}"


def _places(processes, rows, stage, lang):
    names = process_names(processes, lang)
    used = {row.source for row in rows} | {row.target for row in rows}
    for process in [process for process in names.index if process in used and process != OUTSIDE]:
        entering = [row.amount for row in rows if row.target == process != row.source]
        out = [row for row in rows if row.source == process]
        lost = [row for row in out if row.target == OUTSIDE and row.kind in _LOST]
        loops = [row for row in out if row.target == process]
        yield Node(
            process,
            wrap_text(names[process], NAME_WIDTH),
            (number(sum(entering)),) if entering else (),
            STAGE_SHAPES[stage[process]],
            stage=stage[process],
            layer="LAST" if stage[process] == FINAL_USE else "",
            above=tuple(Stub(_amounts(row), "loss", tip=row.tip) for row in lost),
            below=tuple(Stub(_amounts(row), _kind(row), loop=True, tip=row.tip) for row in loops),
        )


def _users(used):
    """Return a box for each use that the table gives only as an arrow out of the network."""
    for row in used:
        yield Node(f"use {row.Index}", wrap_text(row.label, NAME_WIDTH), (row.text,), stage=FINAL_USE, layer="LAST")


def _edge(row):
    source = _carrier(row.label) if row.source == OUTSIDE else row.source
    target = f"use {row.Index}" if row.target == OUTSIDE else row.target
    return Edge(source, target, _amounts(row), _kind(row), row.tip)


def _kind(row):
    return row.kind if row.kind in ENERGY_STYLES else "other"


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
