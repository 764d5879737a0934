"""蒸汽平衡图 and 能源网络图: steam and energy from purchase to use."""

from workbench.display import style
from workbench.display.arrangement import arrange
from workbench.display.arrows import OUTSIDE, caption, caption_notes, join_parallel, process_names, read_arrows
from workbench.display.checks import box_check
from workbench.display.diagram import Diagram, Edge, LineStyle, Node, Stub
from workbench.display.lettering import wrap_text
from workbench.display.network import NAME_WIDTH, Rules, network_parts
from workbench.display.style import UNKNOWN, number

STEAM_STYLES = {
    "steam": LineStyle("蒸汽", "steam", style.VERMILION, 1.5),
    "condensate": LineStyle("凝结水", "condensate", style.BLUE, 0.9, (8, 3, 2, 3)),
    "fresh": LineStyle("补充水、给水", "make-up and feed water", style.BLUE, 1.3),
    "waste_water": LineStyle("排污、外排", "blow-down, drain", style.BLACK, 0.9, (5, 2)),
    "loss": LineStyle("损失、放散", "loss, vent", style.GREY, 0.9, (3, 2)),
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
STAGE_OF_KIND = {"storage": 0, "boiler": 1, "utility": 1, "distribution": 2}


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
    arrows = read_arrows(flows, lang)
    nodes, edges = network_parts(processes, join_parallel(arrows, {}), STEAM_RULES, lang)
    title = caption("蒸汽平衡图", "Steam balance", unit, period, lang)
    notes = caption_notes(unit, period, arrows, lang)
    check = box_check(processes, arrows, tolerance, lang)
    return arrange(Diagram(nodes, edges, STEAM_STYLES, title, notes, check, trunks=True, lang=lang))


def energy_diagram(processes, flows, *, period="", lang="zh"):
    """Draw the energy network from purchase to use, in physical and standard-coal amounts (能源网络图).

    Parameters
    ----------
    processes : pandas.DataFrame
        Columns process, name, name_en, kind; kind storage, boiler, utility and distribution choose the
        stage, everything else is final use.
    flows : pandas.DataFrame
        As for `read_arrows`, each row with its own unit, and a column tce: the amount in tonnes of
        standard coal (nan: unknown).
    period, lang
        As for `water_diagram`.

    Returns
    -------
    Drawing
        Purchased carriers are circles, conversion squares, distribution diamonds, users rectangles; each
        arrow says amount with unit and, below it, tce.
    """
    arrows = read_arrows(flows, lang)
    arrows["tce"] = flows["tce"].to_numpy(dtype=float)
    names = process_names(processes, lang)
    nodes = [*_carriers(arrows), *_places(processes, arrows, names)]
    edges = [_edge(row) for row in arrows[arrows["target"] != OUTSIDE].itertuples()]
    title = caption("能源网络图", "Energy network", "", period, lang)
    notes = _energy_notes(arrows, period, lang)
    diagram = Diagram(
        tuple(nodes), tuple(edges), ENERGY_STYLES, title, notes, trunks=True, stages=STAGES[lang], lang=lang
    )
    return arrange(diagram)


def _carriers(arrows):
    """Return one circle per purchased carrier, with its total in its own unit and in tce."""
    bought = arrows[arrows["source"] == OUTSIDE]
    for (label, unit), group in bought.groupby(["label", "unit"], sort=False):
        amounts = (f"{number(group['amount'].sum(skipna=False))} {unit}", _coal(group["tce"].sum(skipna=False)))
        yield Node(_carrier(label), wrap_text(label, NAME_WIDTH), amounts, "circle", stage=0, layer="FIRST")


def _carrier(label):
    return f"purchased {label}"


def _places(processes, arrows, names):
    kinds = dict(zip(processes["process"], processes.reindex(columns=["kind"])["kind"], strict=True))
    used = set(arrows["source"]) | set(arrows["target"])
    giving = set(arrows.loc[arrows["target"] != OUTSIDE, "source"])
    for process in [process for process in names.index if process in used and process != OUTSIDE]:
        stage = STAGE_OF_KIND.get(kinds[process], 3)
        entering = arrows.loc[arrows["target"] == process, "tce"]
        lost = arrows[(arrows["source"] == process) & (arrows["target"] == OUTSIDE)]
        yield Node(
            process,
            wrap_text(names[process], NAME_WIDTH),
            (_coal(entering.sum(skipna=False)),) if len(entering) else (),
            STAGE_SHAPES[stage],
            stage=stage,
            layer="LAST" if stage == 3 and process not in giving else "",
            above=tuple(Stub(_amounts(row, named=True), _kind(row.kind), tip=row.tip) for row in lost.itertuples()),
        )


def _edge(row):
    source = _carrier(row.label) if row.source == OUTSIDE else row.source
    return Edge(source, row.target, _amounts(row, named=row.source != OUTSIDE), _kind(row.kind), row.tip)


def _amounts(row, named):
    physical = f"{row.text} {row.unit}".strip()
    return (*((row.label,) if named else ()), physical, _coal(row.tce))


def _coal(tce):
    return UNKNOWN if tce != tce else f"{number(tce)} tce"


def _kind(kind):
    return kind if kind in ENERGY_STYLES else "other"


def _energy_notes(arrows, period, lang):
    total = _coal(arrows.loc[arrows["source"] == OUTSIDE, "tce"].sum(skipna=False))
    if lang == "zh":
        more = ("箭头旁依次为实物量、折标准煤量（tce，吨标准煤）", f"购入合计 {total}")
    else:
        more = (
            "At each arrow: physical amount and standard coal (tce, tonnes of standard coal)",
            f"Purchased in total {total}",
        )
    return caption_notes("", period, arrows, lang, more)
