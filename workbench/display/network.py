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
    arrows = _close_loops(arrows).assign(kind=lambda table: _known_kinds(table, rules))
    from_source = (arrows["source"] == OUTSIDE) & arrows["kind"].isin(rules.sources)
    to_sink = (arrows["target"] == OUTSIDE) & arrows["kind"].isin(rules.sinks)
    outer = ((arrows["source"] == OUTSIDE) | (arrows["target"] == OUTSIDE)) & ~from_source & ~to_sink
    loops = (arrows["source"] == arrows["target"]) & ~outer
    ends = arrows.assign(
        source=arrows["source"].where(~from_source, "source " + arrows["label"]),
        target=arrows["target"].where(~to_sink, "sink"),
    )
    nodes = [
        *_source_nodes(arrows[from_source]),
        *_process_nodes(processes, ends, ends[outer], ends[loops], rules, lang),
        *_sink_nodes(arrows[to_sink], rules, lang),
    ]
    edges = [_edge(row, rules) for row in ends[~outer & ~loops].itertuples()]
    return tuple(nodes), tuple(edges)


def _known_kinds(arrows, rules):
    return arrows["kind"].where(arrows["kind"].isin(rules.styles), "other")


def _close_loops(arrows):
    """Draw the circuit between a box and one that takes part in nothing else as a loop at the first.

    A cooling circuit is recorded as supply (circulating) and return; the supply is its amount.
    """
    partners = {}
    for row in arrows.itertuples():
        partners.setdefault(row.source, set()).add(row.target)
        partners.setdefault(row.target, set()).add(row.source)
    table = arrows.copy()
    for box, others in partners.items():
        if box == OUTSIDE or len(others) != 1 or others <= {OUTSIDE, box}:
            continue
        (partner,) = others
        there = (table["source"] == partner) & (table["target"] == box)
        back = (table["source"] == box) & (table["target"] == partner)
        circuit = table[there | back]
        supply = circuit.index[circuit["kind"] == "circulating"]
        if len(partners[partner]) > 1 and there.sum() == back.sum() == 1 and len(supply):
            table.loc[supply[0], ["source", "target"]] = partner
            table = table.drop(index=circuit.index.difference(supply[:1]))
    return table


def _source_nodes(arrows):
    nodes = []
    for label, group in arrows.groupby("label", sort=False):
        total = group["amount"].sum(skipna=False)
        text = group["text"].iloc[0] if len(group) == 1 else number(total)
        nodes.append(Node("source " + label, wrap_text(label, NAME_WIDTH), (text,), "rounded", "FIRST"))
    return nodes


def _sink_nodes(arrows, rules, lang):
    if arrows.empty:
        return []
    total = arrows["amount"].sum(skipna=False)
    name = rules.sink_name[lang != "zh"]
    return [Node("sink", (name,), (number(total),), "rounded", "LAST")]


def _process_nodes(processes, arrows, outer, loops, rules, lang):
    names = process_names(processes, lang)
    kinds = processes.reindex(columns=["process", "kind"]).set_index("process")["kind"]
    used = dict.fromkeys([*arrows["source"], *arrows["target"]])
    for process in [process for process in processes["process"] if process in used and process != OUTSIDE]:
        own = outer[(outer["source"] == process) | (outer["target"] == process)]
        # What comes in falls in from above; what goes out, but for losses, leaves below.
        up = own["kind"].isin(rules.upward) | (own["source"] == OUTSIDE)
        circuits = [
            Stub((row.text,), row.kind, loop=True, tip=row.tip)
            for row in loops[loops["source"] == process].itertuples()
        ]
        yield Node(
            process,
            wrap_text(names[process], NAME_WIDTH),
            shape=rules.shapes.get(kinds[process], "rectangle"),
            above=tuple(_stub(row, rules) for row in own[up].itertuples()),
            below=(*circuits, *(_stub(row, rules) for row in own[~up].itertuples())),
        )


def _stub(row, rules):
    """Return a short arrow; where the legend already says what it is, the amount alone stands beside it."""
    name = wrap_text(row.label, STUB_WIDTH, SMALL_FONT_SIZE) if row.kind in rules.named else ()
    return Stub((*name, row.text), row.kind, inward=row.source == OUTSIDE, tip=row.tip)


def _edge(row, rules):
    lines = (row.label, row.text) if row.kind in rules.named else (row.text,)
    return Edge(row.source, row.target, lines, row.kind, row.tip)
