"""工艺流程图、单元操作图、物料流程图 and element diagrams: unit operations in sequence.

Inputs stand at the left, the main stream runs downward, other outputs leave at the right.
"""

from workbench.display import style
from workbench.display.arrangement import arrange
from workbench.display.arrows import OUTSIDE, marks_note, process_names, read_arrows
from workbench.display.checks import exchange_table
from workbench.display.diagram import Diagram, Edge, LineStyle, Node, Stub
from workbench.display.lettering import wrap_text
from workbench.display.style import UNKNOWN, percent
from workbench.display.tags import TAG_NAMES, tag_outputs

NAME_WIDTH = 105.0  # ten characters of 五号 [pt]
LABEL_WIDTH = 90.0  # ten characters of 小五 [pt]

STYLES = {
    "material": LineStyle("物料", "material"),
    "product": LineStyle("产品、副产品", "product, by-product", style.GREEN, 1.8),
    "recycle": LineStyle("循环、返回、回用", "recycle, return, reuse", style.BLUE, 0.9, (8, 3)),
    "water": LineStyle("水", "water", style.BLUE, 1.3),
    "steam": LineStyle("蒸汽与能源", "steam and energy", style.VERMILION, 0.9, (6, 2, 2, 2)),
    "waste_gas": LineStyle("废气 G", "waste gas G", style.GREY, 0.9, (2, 2)),
    "waste_water": LineStyle("废水 W", "waste water W", "#8b4a78", 0.9, (5, 2)),
    "solid_waste": LineStyle("固体废物 S", "solid waste S", "#8c5a2b", 0.9, (7, 2, 2, 2)),
    "noise": LineStyle("噪声 N", "noise N", style.GREY, 0.9, (1, 2)),
    "loss": LineStyle("损失", "loss", style.GREY, 0.9, (3, 3)),
}
STYLE_OF_KIND = {
    "product": "product",
    "by_product": "product",
    "recycle": "recycle",
    "circulating": "recycle",
    "series": "recycle",
    "reuse": "recycle",
    "fresh": "water",
    "steam": "steam",
    "condensate": "steam",
    "power": "steam",
    "fuel": "steam",
    "waste_gas": "waste_gas",
    "waste_water": "waste_water",
    "discharge": "waste_water",
    "solid_waste": "solid_waste",
    "noise": "noise",
    "loss": "loss",
    "leakage": "loss",
}


def line_kind(kind):
    """Return the line style of a kind of flow; what is not listed is material."""
    return STYLE_OF_KIND.get(kind, "material")


def material_flow_diagram(processes, flows, *, unit="t/d", period="", title="", workshop=None, lang="zh"):
    """Draw the unit operations in sequence with the amount at every arrow (物料流程图).

    Parameters
    ----------
    processes : pandas.DataFrame
        Columns process, name, name_en, workshop, in the order of production.
    flows : pandas.DataFrame
        See `read_arrows`.
    unit, period : str
        For the caption.
    title : str
        Caption; "" makes one.
    workshop : str or None
        Draw this workshop only; flows from and to the rest name the other end.
    lang : {"zh", "en"}
        Language.

    Returns
    -------
    Drawing
    """
    arrows = read_arrows(flows, lang)
    title = title or _title("物料流程图", "Material flow", workshop, unit, period, lang)
    return _sequence(processes, arrows, _amount_lines, title, unit, period, workshop, lang)


def element_diagram(processes, flows, *, element, unit="t/d", period="", title="", workshop=None, lang="zh"):
    """Draw the flows of one element with amounts and grades (元素平衡图).

    Parameters
    ----------
    processes, unit, period, title, workshop, lang
        As for `material_flow_diagram`.
    flows : pandas.DataFrame
        As for `read_arrows`, where amount is the amount of the element, and a column grade: its mass
        fraction in the flow.
    element : str
        Symbol of the element, e.g. "Zn".

    Returns
    -------
    Drawing
        Each arrow says name, amount of the element and grade; flows without the element are left out.
    """
    carrying = flows[flows["amount"].isna() | (flows["amount"].abs() > 0)]
    arrows = read_arrows(carrying, lang)
    arrows["grade"] = carrying["grade"].to_numpy()
    title = title or _title(f"{element}元素平衡图", f"{element} balance", workshop, unit, period, lang)

    def lines(row):
        grade = percent(row.grade, 4)
        return (*wrap_text(row.label, LABEL_WIDTH, style.SMALL_FONT_SIZE), f"{row.text}（{grade}）")

    return _sequence(processes, arrows, lines, title, f"{element} {unit}", period, workshop, lang)


def process_flow_diagram(processes, flows, *, title="", workshop=None, lang="zh"):
    """Draw the process flow sheet with the points where waste arises (工艺流程图).

    Parameters
    ----------
    processes : pandas.DataFrame
        Columns process, name, name_en, workshop, waste_tags ("G1;S2": G 废气, W 废水, S 固废, N 噪声).
    flows : pandas.DataFrame
        See `read_arrows`; amounts are not shown.
    title, workshop, lang
        As for `material_flow_diagram`.

    Returns
    -------
    Drawing
        Waste flows carry the tag of their process and kind; a tag without a flow is an arrow of its own.
    """
    arrows = tag_outputs(processes, read_arrows(flows, lang), lang)
    title = title or _title("工艺流程图", "Process flow sheet", workshop, "", "", lang)
    return _sequence(processes, arrows, _name_lines, title, "", "", workshop, lang)


def unit_operation_diagram(processes, flows, process, *, unit="t/d", period="", title="", lang="zh"):
    """Draw one unit operation: inputs left, outputs right, and its table (单元操作图).

    Parameters
    ----------
    processes, flows : pandas.DataFrame
        As for `material_flow_diagram`.
    process : str
        The unit operation.
    unit, period, title, lang
        As for `material_flow_diagram`.

    Returns
    -------
    Drawing

    Raises
    ------
    KeyError
        If there is no such process.
    """
    names = process_names(processes, lang)
    name = names[process]
    arrows = read_arrows(flows, lang)
    own = arrows[(arrows["source"] == process) != (arrows["target"] == process)]
    inputs, outputs = own[own["target"] == process], own[own["source"] == process]
    node = Node(
        process,
        wrap_text(name, NAME_WIDTH),
        left=tuple(_row_stub(row, "source", names) for row in inputs.itertuples()),
        right=tuple(_row_stub(row, "target", names) for row in outputs.itertuples()),
        width=90.0,
        height=60.0,
    )
    title = title or _title(f"{name}单元操作图", f"Unit operation: {name}", None, unit, period, lang)
    table = exchange_table(inputs, outputs, names, unit, lang)
    notes = caption_notes(unit, period, own, lang)
    return arrange(Diagram((node,), (), STYLES, title, notes, table, lang=lang))


def _sequence(processes, arrows, lines, title, unit, period, workshop, lang):
    names = process_names(processes, lang)
    inside = _inside(processes, workshop)
    own = arrows[arrows["source"].isin(inside) | arrows["target"].isin(inside)]
    nodes, edges = [], []
    for process in inside:
        entering = own[(own["target"] == process) & ~own["source"].isin(inside)]
        leaving = own[(own["source"] == process) & ~own["target"].isin(inside)]
        down = leaving["kind"].isin(["product", "by_product"]) & (leaving["target"] == OUTSIDE)
        circuits = own[(own["source"] == process) & (own["target"] == process)]
        if len(entering) or len(leaving) or process in set(own["source"]) | set(own["target"]):
            left = tuple(_stub(row, lines, names, "source") for row in entering.itertuples())
            right = tuple(_stub(row, lines, names, "target") for row in leaving[~down].itertuples())
            right += tuple(_stub(row, lines, names, "", loop=True) for row in circuits.itertuples())
            nodes.append(Node(process, wrap_text(names[process], NAME_WIDTH), left=left, right=right))
        for row in leaving[down].itertuples():
            nodes.append(Node(f"product {row.Index}", wrap_text(row.label, LABEL_WIDTH), shape="rounded"))
            edges.append(Edge(process, f"product {row.Index}", lines(row)[-1:], line_kind(row.kind), row.tip))
    between = own[own["source"].isin(inside) & own["target"].isin(inside) & (own["source"] != own["target"])]
    edges += [Edge(row.source, row.target, lines(row), line_kind(row.kind), row.tip) for row in between.itertuples()]
    notes = caption_notes(unit, period, own, lang) if unit else ()
    return arrange(Diagram(tuple(nodes), tuple(edges), STYLES, title, notes, direction="DOWN", ordered=True, lang=lang))


def _inside(processes, workshop):
    rows = processes if workshop is None else processes[processes["workshop"] == workshop]
    return [process for process in rows["process"] if process != OUTSIDE]


def _amount_lines(row):
    return (*wrap_text(row.label, LABEL_WIDTH, style.SMALL_FONT_SIZE), row.text)


def _name_lines(row):
    return wrap_text(row.label, LABEL_WIDTH, style.SMALL_FONT_SIZE)


def _stub(row, lines, names, far_end, loop=False):
    """Return the stub of an arrow whose far end is not in the picture, with the name of that end."""
    text = lines(row)
    other = getattr(row, far_end, OUTSIDE) if far_end else OUTSIDE
    if other != OUTSIDE:
        sign = "←" if far_end == "source" else "→"
        text = (*text, *wrap_text(f"{sign}{names.get(other, other)}", LABEL_WIDTH, style.SMALL_FONT_SIZE))
    return Stub(tuple(text), line_kind(row.kind), far_end == "source", loop, row.tip)


def _row_stub(row, far_end, names):
    other = getattr(row, far_end)
    text = f"{row.label} {row.text}"
    if other != OUTSIDE:
        text += f"（{'←' if far_end == 'source' else '→'}{names.get(other, other)}）"
    return Stub((text,), line_kind(row.kind), far_end == "source", tip=row.tip)


def caption_notes(unit, period, arrows, lang="zh"):
    """Return the lines with unit, period and the signs of the amounts."""
    if lang == "zh":
        first = f"单位：{unit}" + (f"　统计期：{period}" if period else "")
    else:
        first = f"Unit: {unit}" + (f"   Period: {period}" if period else "")
    return tuple(filter(None, (first, marks_note(arrows, lang))))


def _title(zh, en, workshop, unit, period, lang):
    bracket = ", ".join(filter(None, (unit, period)))
    if lang == "zh":
        return (workshop or "") + zh + (f"（{bracket.replace(', ', '，')}）" if bracket else "")
    return en + (f", {workshop}" if workshop else "") + (f" ({bracket})" if bracket else "")


__all__ = [
    "STYLES",
    "TAG_NAMES",
    "UNKNOWN",
    "element_diagram",
    "material_flow_diagram",
    "process_flow_diagram",
    "unit_operation_diagram",
]
