"""水平衡图: the water balance drawn from the table of water flows."""

from workbench.display import style
from workbench.display.arrangement import arrange
from workbench.display.arrows import OUTSIDE, join_parallel, marks_note, read_arrows
from workbench.display.checks import box_check
from workbench.display.diagram import Diagram, LineStyle
from workbench.display.folding import AGAIN, fold, loop_amount
from workbench.display.network import Rules, network_parts
from workbench.display.style import number, percent

STYLES = {
    "fresh": LineStyle("新水", "fresh water", style.BLUE, 1.3),
    "circulating": LineStyle("循环水", "circulating water", style.BLUE, 1.3, (10, 2)),
    "series": LineStyle("串联水", "water in series", style.BLUE, 0.9, (8, 3, 2, 3)),
    "reuse": LineStyle("回用水", "reused water", style.GREEN, 1.3, (8, 3, 2, 3)),
    "steam": LineStyle("蒸汽", "steam", style.VERMILION, 0.9, (6, 2)),
    "condensate": LineStyle("凝结水", "condensate", style.VERMILION, 0.9, (6, 2, 2, 2)),
    "waste_water": LineStyle("排水", "waste water", style.BLACK, 0.9),
    "discharge": LineStyle("外排", "discharge", style.BLACK, 1.8),
    "loss": LineStyle("损耗", "loss", style.GREY, 0.9, (3, 2)),
    "leakage": LineStyle("漏失", "leakage", style.VERMILION, 0.9, (1.5, 1.5)),
    "other": LineStyle("原料、产品、残渣等带入带出及反应水", "carried by materials, reaction", "#8c5a2b", 0.9, (5, 2)),
}
RULES = Rules(
    STYLES,
    sources=("fresh",),
    sinks=("discharge", "waste_water"),
    upward=("loss", "leakage"),
    named=("other",),
    sink_name=("外排", "Discharge"),
    shapes={"water_source": "rounded", "treatment": "rounded", "reuse": "rounded"},
)


def water_diagram(processes, flows, *, unit="m³/d", period="", level="process", tolerance=0.05, title="", lang="zh"):
    """Draw the water balance of a plant (水平衡图).

    Parameters
    ----------
    processes : pandas.DataFrame
        Columns process, name, name_en, workshop, kind.
    flows : pandas.DataFrame
        Water flows: source, target, amount, kind and the other columns of `read_arrows`. Water from
        outside of kind fresh starts in a source box; loss and leakage go upward; what raw material,
        steam and reaction bring in or products and residues carry out are short arrows of their own;
        a flow of a process to itself is a circulating loop.
    unit, period : str
        For the caption.
    level : {"process", "workshop", "plant"}
        See `fold`.
    tolerance : float
        Largest deviation of a box that counts as closed. [fraction of its input]
    title : str
        Caption; "" makes one from level, unit and period.
    lang : {"zh", "en"}
        Language.

    Returns
    -------
    Drawing
        Picture with legend, totals and a table in which each box's input equals its output.

    Notes
    -----
    Terms and identities of GB/T 12452-2022: V_t = V_f + V_r, V_f = V_co + V_d + V_l.
    """
    arrows = read_arrows(flows, lang)
    check = box_check(processes, arrows, tolerance, lang)
    boxes, folded = fold(processes, arrows, level, lang)
    if level != "process":
        check = box_check(boxes, folded, tolerance, lang)
    nodes, edges = network_parts(boxes, join_parallel(folded), RULES, lang)
    diagram = Diagram(
        nodes,
        edges,
        STYLES,
        title or _title(level, unit, period, lang),
        tuple(
            filter(
                None, (_where(unit, period, lang), _totals_note(water_totals(flows), lang), marks_note(arrows, lang))
            )
        ),
        check,
        trunks=True,
        lang=lang,
    )
    return arrange(diagram)


def water_totals(flows):
    """Return the totals that stand in the caption of the water balance.

    Parameters
    ----------
    flows : pandas.DataFrame
        As for `water_diagram`, at the level of unit operations.

    Returns
    -------
    dict
        total (V_t), fresh (V_f), reused (V_r), consumed (V_co), discharged (V_d), leaked (V_l) in the
        unit of the flows, reuse_rate = V_r / V_t as a fraction. A sum with an unknown is nan.
    """
    arrows = read_arrows(flows)
    kind, leaves = arrows["kind"], arrows["target"] == OUTSIDE

    def total(rows):
        return float(arrows.loc[rows, "amount"].sum(skipna=False))

    fresh = total((arrows["source"] == OUTSIDE) & (kind == "fresh"))
    again = arrows[kind.isin(AGAIN) & ~leaves & (arrows["source"] != OUTSIDE)]
    reused = sum(loop_amount(group) for _, group in again.groupby("kind"))
    discharged = leaves & kind.isin(["discharge", "waste_water"])
    leaked = leaves & (kind == "leakage")
    return {
        "total": fresh + reused,
        "fresh": fresh,
        "reused": float(reused),
        "consumed": total(leaves & ~discharged & ~leaked),
        "discharged": total(discharged),
        "leaked": total(leaked),
        "reuse_rate": reused / (fresh + reused) if fresh + reused else float("nan"),
    }


def _title(level, unit, period, lang):
    if lang == "zh":
        name = {"process": "水平衡图", "workshop": "车间级水平衡图", "plant": "全厂水平衡图"}[level]
        return f"{name}（{'，'.join(filter(None, (unit, period)))}）"
    name = {"process": "Water balance", "workshop": "Water balance by workshop", "plant": "Water balance of the plant"}
    return f"{name[level]} ({', '.join(filter(None, (unit, period)))})"


def _where(unit, period, lang):
    if lang == "zh":
        return f"单位：{unit}" + (f"　统计期：{period}" if period else "")
    return f"Unit: {unit}" + (f"   Period: {period}" if period else "")


_TOTAL_NAMES = {
    "total": ("总用水", "total use"),
    "fresh": ("新水", "fresh"),
    "reused": ("重复利用", "reused"),
    "consumed": ("耗水", "consumed"),
    "discharged": ("排水", "discharged"),
    "leaked": ("漏失", "leaked"),
}


def _totals_note(totals, lang):
    parts = [f"{names[lang != 'zh']} {number(totals[key])}" for key, names in _TOTAL_NAMES.items()]
    rate = ("重复利用率", "reuse rate")[lang != "zh"]
    return ("　" if lang == "zh" else "   ").join([*parts, f"{rate} {percent(totals['reuse_rate'])}"])
