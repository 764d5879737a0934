"""The description of a diagram: boxes, arrows between them, and short arrows to the outside world.

A description knows nothing of places; `arrangement.arrange` finds them and makes the drawing.
"""

from dataclasses import dataclass

from workbench.display import style


@dataclass(frozen=True)
class LineStyle:
    """How one kind of flow is drawn; dash and width keep kinds apart in black and white."""

    zh: str
    en: str
    colour: str = style.BLACK
    width: float = style.LINE_WIDTH
    dash: tuple = ()

    def name(self, lang):
        """Return the name of the kind in the language asked for."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True)
class Stub:
    """A short arrow that joins a box to the outside world, or a loop drawn at the box.

    Attributes
    ----------
    lines : tuple of str
        What stands at its free end.
    kind : str
        Kind of flow, a key of the diagram's line styles.
    inward : bool
        True for an input.
    loop : bool
        True for water or material that leaves the box and comes back to it.
    """

    lines: tuple
    kind: str
    inward: bool = False
    loop: bool = False
    tip: str = ""


@dataclass(frozen=True)
class Node:
    """A box: name lines in 五号, detail lines in 小五, and stubs at its four sides."""

    id: str
    lines: tuple
    details: tuple = ()
    shape: str = "rectangle"
    stage: int | None = None  # index into the stages of the diagram
    layer: str = ""  # "FIRST" or "LAST" pins the box to an end of the picture
    above: tuple = ()
    below: tuple = ()
    left: tuple = ()
    right: tuple = ()
    width: float = 0.0  # least width [pt]
    height: float = 0.0  # least height [pt]
    tip: str = ""


@dataclass(frozen=True)
class Edge:
    """An arrow between two boxes with the lines written beside it."""

    source: str
    target: str
    lines: tuple
    kind: str
    tip: str = ""


@dataclass(frozen=True)
class Check:
    """The table beneath a picture that shows whether each box closes."""

    header: tuple
    rows: tuple
    align: str  # one letter per column: l left, r right
    title: str = ""


@dataclass(frozen=True)
class Diagram:
    """Everything a picture says, without places.

    Attributes
    ----------
    nodes, edges : tuple
        Boxes and arrows.
    styles : dict
        Kind of flow to `LineStyle`; kinds that occur are explained in the legend.
    notes : tuple of str
        Lines beneath the picture: unit, period, totals, explanations.
    check : Check or None
        Table beneath the picture.
    direction : {"RIGHT", "DOWN"}
        Way of the main stream.
    ordered : bool
        Whether the order of the nodes is the order of the main stream; arrows back are returns then.
    returns : tuple of str
        Kinds of flow that run against the main stream where something must.
    trunks : bool
        Whether arrows of one kind that begin or end at the same box share a line, as pipes do.
    stages : tuple of str
        Headings of the columns, where nodes name their stage.
    """

    nodes: tuple
    edges: tuple
    styles: dict
    title: str = ""
    notes: tuple = ()
    check: Check | None = None
    direction: str = "RIGHT"
    ordered: bool = False
    returns: tuple = ()
    trunks: bool = False
    stages: tuple = ()
    lang: str = "zh"

    def kinds(self):
        """Return the kinds of flow that occur, in the order of the line styles."""
        used = {edge.kind for edge in self.edges}
        for node in self.nodes:
            used |= {stub.kind for stub in (*node.above, *node.below, *node.left, *node.right)}
        return [kind for kind in self.styles if kind in used]
