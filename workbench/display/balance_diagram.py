"""物料平衡图: the audit focus as one box, with all that enters and leaves it."""

from workbench.display.arrangement import arrange
from workbench.display.arrows import OUTSIDE, caption, caption_notes, read_arrows
from workbench.display.checks import closure
from workbench.display.diagram import Check, Diagram, Node, Stub
from workbench.display.flow_diagram import STYLES, line_kind
from workbench.display.folding import AGAIN
from workbench.display.lettering import wrap_text
from workbench.display.stubs import GAP, MARGIN, column_width
from workbench.display.style import SMALL_FONT_SIZE, UNKNOWN

LABEL_WIDTH, LEAST_LABEL_WIDTH = 64.0, 36.0  # seven and four characters of 小五 [pt]
SIDE_WIDTH = 540.0  # of all that stands above or beneath the box, so that it fits a page [pt]
LONG_LABEL_WIDTH = 150.0
ROOM = GAP + MARGIN  # of a stub beside its label [pt]
_SIDE_OF_KIND = {
    "product": "right",
    "by_product": "right",
    "intermediate": "right",
    "waste_gas": "top",
    "loss": "top",
}
_WORDS = {
    "zh": ("输入合计", "输出合计", "差值（未知损失）", "偏差", "允许偏差", "判定"),
    "en": ("total input", "total output", "gap (unaccounted)", "deviation", "tolerance", "verdict"),
}


def balance_diagram(processes, flows, focus, *, unit="t/d", period="", tolerance=0.05, lang="zh"):
    """Draw the material balance of a focus as one box (物料平衡图).

    Inputs stand at the left, products, by-products and intermediates at the right, gas emissions at the
    top, what is recycled at the lower left, other outputs at the bottom; `flows.side` overrules. What would make
    the picture wider than a page goes on beneath the products.

    Parameters
    ----------
    processes : pandas.DataFrame
        The processes inside the box, column process.
    flows : pandas.DataFrame
        See `read_arrows`; flows with one end inside cross the boundary, flows with both ends inside are
        shown only if they are recycled.
    focus : str
        Name of the box.
    unit, period : str
        For the caption.
    tolerance : float
        Largest deviation that counts as closed; 5 % as a rule (textbook on audits). [fraction]
    lang : {"zh", "en"}
        Language.

    Returns
    -------
    Drawing
        The box with its totals and gap, and the check beneath.
    """
    arrows = read_arrows(flows, lang, unit)
    inside = set(processes["process"]) - {OUTSIDE}
    starts, ends = arrows["source"].isin(inside), arrows["target"].isin(inside)
    sides = {side: [] for side in ("left", "right", "top", "bottom", "lower_left")}
    for row in arrows[starts != ends].itertuples():
        sides[_side(row, row.source in inside)].append((row, row.target in inside))
    for row in arrows[starts & ends & arrows["kind"].isin(AGAIN)].itertuples():
        sides["lower_left"].append((row, False))
    above, more_above = _upright(sides["top"])
    below, more_below = _upright(sides["bottom"])
    verdict = closure(arrows.loc[ends & ~starts, "amount"], arrows.loc[starts & ~ends, "amount"], tolerance, lang)
    node = Node(
        "focus",
        wrap_text(focus, 200.0),
        _totals(verdict, lang),
        above=above,
        below=below,
        left=(
            *(_level(row, inward) for row, inward in sides["left"]),
            *(_level(row, inward, loop=True) for row, inward in sides["lower_left"]),
        ),
        right=tuple(_level(row, inward) for row, inward in (*sides["right"], *more_above, *more_below)),
        width=190.0,
        height=80.0,
    )
    title = caption(f"{focus}物料平衡图", f"Material balance of {focus}", unit, period, lang)
    notes = caption_notes(unit, period, arrows, lang)
    check = _check(verdict, tolerance, lang)
    return arrange(Diagram((node,), (), STYLES, title, notes, check, lang=lang))


def _side(row, leaving):
    if row.side:
        return row.side
    if not leaving:
        return "left"
    return _SIDE_OF_KIND.get(row.kind, "bottom")


def _totals(verdict, lang):
    words = _WORDS[lang]
    inputs, outputs, gap, deviation, _ = verdict
    share = "" if deviation == UNKNOWN else f"（{deviation}）"
    return f"{words[0]} {inputs}", f"{words[1]} {outputs}", f"{words[2]} {gap}{share}"


def _check(verdict, tolerance, lang):
    words = _WORDS[lang]
    header = (words[0], words[1], words[2], words[3], words[4], words[5])
    return Check(header, ((*verdict[:4], f"{tolerance:.0%}", verdict[4]),), "rrrrrl")


def _upright(rows):
    """Return the stubs of the upper or lower side, and the rows for which it has no room.

    The more there are, the narrower their labels are set.
    """
    label_width = min(LABEL_WIDTH, max(LEAST_LABEL_WIDTH, SIDE_WIDTH / max(len(rows), 1) - ROOM))
    stubs, width = [], 0.0
    for place, (row, inward) in enumerate(rows):
        lines = (*wrap_text(row.label, label_width, SMALL_FONT_SIZE), row.text)
        stub = Stub(lines, line_kind(row.kind), inward, tip=row.tip)
        width += column_width(stub)
        if width > SIDE_WIDTH:
            return tuple(stubs), rows[place:]
        stubs.append(stub)
    return tuple(stubs), []


def _level(row, inward, loop=False):
    lines = wrap_text(f"{row.label} {row.text}", LONG_LABEL_WIDTH, SMALL_FONT_SIZE)
    return Stub(lines, line_kind(row.kind), inward, loop, row.tip)
