"""Boxes and arrows of a network of water, steam or energy, from tables of processes and flows."""

from dataclasses import dataclass

from workbench.display.arrows import OUTSIDE, process_names
from workbench.display.diagram import Edge, Node, Stub
from workbench.display.lettering import wrap_text
from workbench.display.style import SMALL_FONT_SIZE, number

NAME_WIDTH = 55.0  # five characters of 五号 [pt]
STUB_WIDTH = 46.0  # five characters of 小五 [pt]


@dataclass(frozen=True)
class Rules:
    """Where the kinds of flow go.

    Attributes
    ----------
    styles : dict
        Kind of flow to `LineStyle`.
    sources : tuple of str
        Kinds from outside that come out of a source box at the left.
    sinks : tuple of str
        Kinds to outside that end in a box at the right.
    upward : tuple of str
        Kinds that leave a box upward, where also every other input from outside stands; every other
        output to the outside is drawn below the box.
    named : tuple of str
        Kinds whose arrows carry their name beside the amount.
    sink_name : tuple of str
        Name of the box at the right, Chinese and English.
    shapes : dict
        Kind of process to shape of its box.
    """

    styles: dict
    sources: tuple
    sinks: tuple
    upward: tuple
    named: tuple
    sink_name: tuple
    shapes: dict


def network_parts(processes, arrows, rules, lang="zh"):
    """Return the nodes and edges of a network.

    Parameters
    ----------
    processes : pandas.DataFrame
        Columns process, name, name_en, kind.
    arrows : pandas.DataFrame
        Result of `read_arrows`, folded or not.
    rules : Rules
        Where the kinds of flow go.
    lang : {"zh", "en"}
        Language.

    Returns
    -------
    tuple
        Tuple of `Node`, tuple of `Edge`.
    """
    known = arrows["kind"].where(arrows["kind"].isin(rules.styles), "other")
    rows = _close_loops(list(arrows.assign(kind=known).itertuples()))
    fed = [row for row in rows if row.source == OUTSIDE and row.kind in rules.sources]
    sold = [row for row in rows if row.target == OUTSIDE and row.kind in rules.sinks]
    outer = [row for row in rows if OUTSIDE in (row.source, row.target) and row not in fed and row not in sold]
    inner = [row for row in rows if OUTSIDE not in (row.source, row.target) and row.source != row.target]
    nodes = [*_source_nodes(fed), *_process_nodes(processes, rows, outer, rules, lang), *_sink_nodes(sold, rules, lang)]
    edges = [_edge(row, "source " + row.label, row.target, rules) for row in fed]
    edges += [_edge(row, row.source, row.target, rules) for row in inner]
    edges += [_edge(row, row.source, "sink", rules) for row in sold]
    return tuple(nodes), tuple(edges)


def _close_loops(rows):
    """Draw the circuit between a box and one that takes part in nothing else as a loop at the first.

    A cooling circuit is recorded as supply (circulating) and return; the supply is its amount.
    """
    touching = {}
    for row in rows:
        for end in {row.source, row.target}:
            touching.setdefault(end, []).append(row)
    for own in touching.values():
        supply = [row for row in own if row.kind == "circulating"]
        ends = {row.source for row in own} | {row.target for row in own}
        if len(own) == 2 and supply and OUTSIDE not in ends and {own[0].source, own[1].source} == ends:
            partner = next((end for end in ends if len(touching[end]) > 2), None)
            if partner is not None:
                loop = supply[0]._replace(source=partner, target=partner)
                rows = [loop if row is supply[0] else row for row in rows if row is supply[0] or row not in own]
    return rows


def _source_nodes(rows):
    groups = {}
    for row in rows:
        groups.setdefault(row.label, []).append(row)
    for label, own in groups.items():
        text = own[0].text if len(own) == 1 else number(sum(row.amount for row in own))
        yield Node("source " + label, wrap_text(label, NAME_WIDTH), (text,), "rounded", layer="FIRST")


def _sink_nodes(rows, rules, lang):
    if rows:
        total = number(sum(row.amount for row in rows))
        yield Node("sink", (rules.sink_name[lang != "zh"],), (total,), "rounded", layer="LAST")


def _process_nodes(processes, rows, outer, rules, lang):
    names = process_names(processes, lang)
    kinds = processes.reindex(columns=["process", "kind"]).set_index("process")["kind"]
    used = {row.source for row in rows} | {row.target for row in rows}
    for process in [process for process in processes["process"] if process in used and process != OUTSIDE]:
        own = [row for row in outer if process in (row.source, row.target)]
        # What comes in falls in from above; what goes out, but for losses, leaves below.
        above = [row for row in own if row.kind in rules.upward or row.source == OUTSIDE]
        loops = [
            Stub((row.text,), row.kind, loop=True, tip=row.tip) for row in rows if row.source == row.target == process
        ]
        yield Node(
            process,
            wrap_text(names[process], NAME_WIDTH),
            shape=rules.shapes.get(kinds[process], "rectangle"),
            above=tuple(_stub(row, rules) for row in above),
            below=(*loops, *(_stub(row, rules) for row in own if row not in above)),
        )


def _stub(row, rules):
    """Return a short arrow; where the legend already says what it is, the amount alone stands beside it."""
    name = wrap_text(row.label, STUB_WIDTH, SMALL_FONT_SIZE) if row.kind in rules.named else ()
    return Stub((*name, row.text), row.kind, inward=row.source == OUTSIDE, tip=row.tip)


def _edge(row, source, target, rules):
    lines = (row.label, row.text) if row.kind in rules.named else (row.text,)
    return Edge(source, target, lines, row.kind, row.tip)
