"""工艺流程图、单元操作图、物料流程图 and element diagrams: unit operations in sequence.

Inputs stand at the left, the main stream runs downward, other outputs leave at the right.
"""

import pandas as pd

from workbench.display import style
from workbench.display.arrangement import arrange
from workbench.display.arrows import OUTSIDE, caption, caption_notes, process_names, read_arrows
from workbench.display.checks import box_check, exchange_table
from workbench.display.diagram import Diagram, Edge, LineStyle, Node, Stub
from workbench.display.folding import fold
from workbench.display.lettering import wrap_text
from workbench.display.style import percent
from workbench.display.tags import tag_outputs

NAME_WIDTH = 105.0  # ten characters of 五号 [pt]
LABEL_WIDTH = 73.0  # eight characters of 小五 [pt]

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


def material_flow_diagram(processes, flows, *, unit="t/d", period="", workshop=None, level="process", lang="zh"):
    """Draw the unit operations in sequence with the amount at every arrow (物料流程图).

    Parameters
    ----------
    processes : pandas.DataFrame
        Columns process, name, name_en, workshop, in the order of production.
    flows : pandas.DataFrame
        See `read_arrows`.
    unit, period : str
        For the caption.
    workshop : str or None
        Draw this workshop only; flows from and to the rest name the other end.
    level : {"process", "workshop"}
        "workshop" folds each workshop into one box.
    lang : {"zh", "en"}
        Language.

    Returns
    -------
    Drawing
    """
    arrows = read_arrows(flows, lang, unit)
    nodes, edges = _sequence(processes, arrows, _amount_lines, (workshop, level), lang)
    title = _title("物料流程图", "Material flow", workshop, (unit, period), lang)
    return _draw(nodes, edges, title, caption_notes(unit, period, arrows, lang), lang)


def element_diagram(  # noqa: PLR0913 - all but the two tables are options by name
    processes,
    flows,
    *,
    element,
    unit="t/d",
    period="",
    workshop=None,
    level="process",
    tolerance=0.05,
    lang="zh",
):
    """Draw the flows of one element with amounts and grades (元素平衡图).

    Parameters
    ----------
    processes, unit, period, workshop, level, lang
        As for `material_flow_diagram`.
    flows : pandas.DataFrame
        As for `read_arrows`, and a column carried: the amount of the element in the flow, in the same
        unit as the amount of the flow. Flows without the element are left out.
    element : str
        Symbol of the element, e.g. "Zn".
    tolerance : float
        Largest deviation of a box that counts as closed. [fraction of its input]

    Returns
    -------
    Drawing
        Each arrow says name, amount of the element and, in brackets, grade = carried / amount; the table
        beneath shows whether each unit operation closes.
    """
    carrying = flows[flows["carried"].isna() | (flows["carried"] != 0)]
    whole = read_arrows(carrying, lang, unit)["amount"]
    carried = carrying.assign(amount=carrying["carried"]).drop(columns="reconciled", errors="ignore")
    arrows = read_arrows(carried, lang, unit)
    arrows["grade"] = arrows["amount"] / whole.where(whole != 0)
    nodes, edges = _sequence(processes, arrows, _grade_lines, (workshop, level), lang)
    title = _title(f"{element}元素平衡图", f"{element} balance", workshop, (unit, period), lang)
    brackets = ("括号内为品位（质量分数）",) if lang == "zh" else ("In brackets: grade (mass fraction)",)
    notes = caption_notes(f"{element} {unit}", period, arrows, lang, brackets)
    checked = processes if workshop is None else processes[processes["workshop"] == workshop]
    return _draw(nodes, edges, title, notes, lang, box_check(checked, arrows, tolerance, lang))


def process_flow_diagram(processes, flows, *, workshop=None, level="process", lang="zh"):
    """Draw the process flow sheet with the points where waste arises (工艺流程图).

    Parameters
    ----------
    processes : pandas.DataFrame
        Columns process, name, name_en, workshop, waste_tags ("G1;S2": G 废气, W 废水, S 固废, N 噪声).
    flows : pandas.DataFrame
        See `read_arrows`; amounts are not shown.
    workshop, level, lang
        As for `material_flow_diagram`.

    Returns
    -------
    Drawing
        Waste flows carry the tag of their process and kind; a tag without a flow is an arrow of its own.
    """
    arrows = tag_outputs(processes, read_arrows(flows, lang), lang)
    nodes, edges = _sequence(processes, arrows, _name_lines, (workshop, level), lang)
    title = _title("工艺流程图", "Process flow sheet", workshop, ("", ""), lang)
    return _draw(nodes, edges, title, (), lang)


def unit_operation_diagram(processes, flows, process, *, unit="t/d", period="", lang="zh"):
    """Draw one unit operation: inputs left, outputs right, and its table (单元操作图).

    Parameters
    ----------
    processes, flows : pandas.DataFrame
        As for `material_flow_diagram`.
    process : str
        The unit operation.
    unit, period, lang
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
    name, arrows = names[process], read_arrows(flows, lang, unit)
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
    title = caption(f"{name}单元操作图", f"Unit operation: {name}", unit, period, lang)
    table = exchange_table(inputs, outputs, names, unit, lang)
    return arrange(Diagram((node,), (), STYLES, title, caption_notes(unit, period, own, lang), table, lang=lang))


def _draw(nodes, edges, title, notes, lang, check=None):
    diagram = Diagram(nodes, edges, STYLES, title, notes, check, direction="DOWN", ordered=True, lang=lang)
    return arrange(diagram)


def _sequence(processes, arrows, lines, part, lang):
    """Return nodes and edges of the unit operations; `part` is the workshop, if only one, and the level."""
    workshop, level = part
    if workshop is None:
        processes, arrows = fold(processes, arrows, level, lang)
    names = process_names(processes, lang)
    shown = processes if workshop is None else processes[processes["workshop"] == workshop]
    inside = [process for process in shown["process"] if process != OUTSIDE]
    ends = set(inside)
    rows = [row for row in arrows.itertuples() if row.source in ends or row.target in ends]
    sold = [row for row in rows if row.kind in ("product", "by_product") and row.target == OUTSIDE]
    rims = [row for row in rows if (row.source in ends) != (row.target in ends) and row not in sold]
    inner = [row for row in rows if row.source in ends and row.target in ends]
    used = {row.source for row in rows} | {row.target for row in rows}
    nodes = [_node(process, rims, inner, lines, names) for process in inside if process in used]
    nodes += [Node(f"product {row.Index}", wrap_text(row.label, LABEL_WIDTH), shape="rounded") for row in sold]
    edges = [
        Edge(row.source, row.target, lines(row), line_kind(row.kind), row.tip)
        for row in inner
        if row.source != row.target
    ]
    edges += [
        Edge(row.source, f"product {row.Index}", lines(row)[-1:] if row.text else (), "product", row.tip)
        for row in sold
    ]
    return tuple(nodes), tuple(edges)


def _node(process, rims, inner, lines, names):
    return Node(
        process,
        wrap_text(names[process], NAME_WIDTH),
        left=tuple(_stub(row, lines, names, "source") for row in rims if row.target == process),
        right=(
            *(_stub(row, lines, names, "target") for row in rims if row.source == process),
            *(
                Stub(lines(row), line_kind(row.kind), loop=True, tip=row.tip)
                for row in inner
                if row.source == row.target == process
            ),
        ),
    )


def _name_lines(row):
    return wrap_text(row.label, LABEL_WIDTH, style.SMALL_FONT_SIZE)


def _amount_lines(row):
    return (*_name_lines(row), row.text)


def _grade_lines(row):
    grade = "" if pd.isna(row.grade) else f"（{percent(row.grade, 4)}）"
    return (*_name_lines(row), row.text + grade)


def _stub(row, lines, names, far_end):
    """Return the stub of an arrow whose far end is not in the picture, with the name of that end."""
    text, other = lines(row), getattr(row, far_end)
    if other != OUTSIDE:
        sign = "←" if far_end == "source" else "→"
        text = (*text, *wrap_text(f"{sign}{names.get(other, other)}", LABEL_WIDTH, style.SMALL_FONT_SIZE))
    return Stub(tuple(text), line_kind(row.kind), far_end == "source", tip=row.tip)


def _row_stub(row, far_end, names):
    other = getattr(row, far_end)
    text = f"{row.label} {row.text}"
    if other != OUTSIDE:
        text += f"（{'←' if far_end == 'source' else '→'}{names.get(other, other)}）"
    return Stub((text,), line_kind(row.kind), far_end == "source", tip=row.tip)


def _title(zh, en, part, where, lang):
    unit, period = where
    if part and lang == "zh":
        zh = part + zh
    return caption(zh, f"{en}, {part}" if part else en, unit, period, lang)
