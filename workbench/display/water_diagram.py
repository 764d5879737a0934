"""水平衡图: the water balance drawn from the table of water flows."""

from workbench.display import style
from workbench.display.arrangement import arrange
from workbench.display.arrows import caption, caption_notes, join_parallel, read_arrows
from workbench.display.checks import box_check
from workbench.display.diagram import Diagram, LineStyle
from workbench.display.folding import fold
from workbench.display.network import Rules, network_parts
from workbench.display.style import number, percent

STYLES = {
    "fresh": LineStyle("新水", "fresh water", style.BLUE, 1.3),
    "circulating": LineStyle("循环水", "circulating water", style.BLUE, 1.3, (10, 2)),
    "series": LineStyle("串联水", "water in series", style.BLUE, 0.9, (8, 3, 2, 3)),
    "reuse": LineStyle("回用水", "reused water", style.GREEN, 1.3, (8, 3, 2, 3)),
    "steam": LineStyle("蒸汽", "steam", style.VERMILION, 0.9, (6, 2)),
    "condensate": LineStyle("凝结水", "condensate", style.VERMILION, 0.9, (6, 2, 2, 2)),
    "recycle": LineStyle("返回水", "return water", style.BLUE, 0.9, (10, 2)),
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


# Names for the arrows of one kind that are drawn as one after folding.
KIND_NAMES = {
    "zh": {
        "raw": "原料带入",
        "auxiliary": "辅料带入",
        "product": "产品带出",
        "by_product": "副产品带出",
        "solid_waste": "残渣带出",
        "reaction": "反应水",
        "waste_water": "排水",
    },
    "en": {
        "raw": "with raw material",
        "auxiliary": "with auxiliaries",
        "product": "with product",
        "by_product": "with by-product",
        "solid_waste": "with residue",
        "reaction": "reaction water",
        "waste_water": "waste water",
    },
}
# Facilities that the whole plant shares keep their own box when workshops are folded.
FACILITIES = ("water_source", "distribution", "storage", "boiler", "treatment", "reuse")
AGAIN = ("circulating", "series", "reuse", "condensate")


def water_diagram(  # noqa: PLR0913 - all but the two tables are options by name
    processes,
    flows,
    *,
    unit="m³/d",
    period="",
    level="process",
    workshop=None,
    volumes=None,
    tolerance=0.05,
    lang="zh",
):
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
        See `fold`; water stations, boilers, treatment and reuse keep their boxes at the second.
    workshop : str or None
        Draw this workshop only, with the boxes it is joined to.
    volumes : mapping or None
        Totals for the caption: total (V_t), fresh (V_f), reused (V_r), consumed (V_co), discharged (V_d),
        leaked (V_l), in the unit of the flows; nan is unknown.
    tolerance : float
        Largest deviation of a box that counts as closed. [fraction of its input]
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
    arrows = read_arrows(flows, lang, unit)
    totals = () if volumes is None else (_totals_note(volumes, lang),)
    if workshop is None:
        boxes, shown = fold(processes, arrows, level, lang, keep=FACILITIES, again=AGAIN)
        checked = boxes
        names = ("水平衡图", "Water balance")
    else:
        checked = processes[processes["workshop"] == workshop]
        boxes, shown = _part(processes, arrows, set(checked["process"]))
        names = (f"{workshop}水平衡图", f"Water balance, {workshop}")
    nodes, edges = network_parts(boxes, join_parallel(shown, KIND_NAMES[lang]), RULES, lang)
    title = caption(*names, unit, period, lang)
    notes = caption_notes(unit, period, shown, lang, totals)
    check = box_check(checked, shown, tolerance, lang)
    diagram = Diagram(
        nodes, edges, STYLES, title, notes, check, returns=("reuse", "condensate"), trunks=True, lang=lang
    )
    return arrange(diagram)


def _part(processes, arrows, inside):
    """Return the boxes of a workshop and those they are joined to, and the arrows at the workshop."""
    own = arrows[arrows["source"].isin(inside) | arrows["target"].isin(inside)]
    ends = set(own["source"]) | set(own["target"])
    return processes[processes["process"].isin(ends)], own


_TOTAL_NAMES = {
    "total": ("总用水", "total use"),
    "fresh": ("新水", "fresh"),
    "reused": ("重复利用", "reused"),
    "consumed": ("耗水", "consumed"),
    "discharged": ("排水", "discharged"),
    "leaked": ("漏失", "leaked"),
}


def _totals_note(volumes, lang):
    parts = [f"{names[lang != 'zh']} {number(volumes[key])}" for key, names in _TOTAL_NAMES.items()]
    rate = ("重复利用率", "reuse rate")[lang != "zh"]
    share = volumes["reused"] / volumes["total"] if volumes["total"] else float("nan")
    return ("　" if lang == "zh" else "   ").join([*parts, f"{rate} {percent(share)}"])
