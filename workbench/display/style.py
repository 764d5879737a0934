"""One style for all pictures: fonts, colours, numbers, sizes.

Importing this module registers the shipped fonts with matplotlib and makes them the default; it
changes no other setting.
"""

from dataclasses import dataclass
from math import floor, isfinite, log10
from pathlib import Path

import matplotlib
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager

FONT_FOLDER = Path(__file__).parent / "fonts"
SANS = "Workbench Sans SC"
SERIF = "Workbench Serif SC"
FONT_FILES = {
    SANS: FONT_FOLDER / "WorkbenchSansSC-Regular.otf",
    SERIF: FONT_FOLDER / "WorkbenchSerifSC-Regular.otf",
}
# A list of concrete names: only then does matplotlib fall back glyph by glyph.
FONT_FAMILIES = [SANS, "DejaVu Sans"]
SERIF_FAMILIES = [SERIF, "DejaVu Sans"]

FONT_SIZE = 10.5  # 五号 [pt]
SMALL_FONT_SIZE = 9.0  # 小五 [pt]
PAGE_WIDTH = 15.0  # text width of an A4 page with the report's margins [cm]
PAGE_HEIGHT = 23.0  # text height of the same page [cm]
LINE_WIDTH = 0.9  # [pt]
CENTIMETRES_PER_INCH = 2.54

UNKNOWN = "—"


@dataclass(frozen=True)
class Role:
    """How one kind of thing looks: a colour, and a hatch and marker for black-and-white print."""

    colour: str
    hatch: str = ""
    marker: str = "o"
    zh: str = ""
    en: str = ""


# Colours after Okabe and Ito (2008), "Color Universal Design": safe for colour-blind readers.
BLACK, GREY, LIGHT_GREY, WHITE = "#1a1a1a", "#767676", "#d9d9d9", "#ffffff"
BLUE, SKY, GREEN, YELLOW = "#0072b2", "#56b4e9", "#009e73", "#f0e442"
ORANGE, VERMILION, PURPLE = "#e69f00", "#d55e00", "#cc79a7"
PALETTE = [BLUE, ORANGE, GREEN, VERMILION, SKY, PURPLE, GREY, YELLOW]
HATCHES = ["", "///", "...", "xx", "\\\\\\", "++", "oo", "--"]

ROLES = {
    "material": Role(BLACK, "", "o", "物料", "material"),
    "product": Role(GREEN, "", "s", "产品", "product"),
    "water": Role(BLUE, "", "o", "水", "water"),
    "reused_water": Role(SKY, "\\\\\\", "D", "回用水", "reused water"),
    "steam": Role(VERMILION, "///", "^", "蒸汽", "steam"),
    "energy": Role(ORANGE, "...", "v", "能源", "energy"),
    "waste_gas": Role(GREY, "...", "^", "废气", "waste gas"),
    "waste_water": Role(PURPLE, "---", "v", "废水", "waste water"),
    "waste_solid": Role("#8c5a2b", "xx", "s", "固体废物", "solid waste"),
    "noise": Role(GREY, "", "x", "噪声", "noise"),
    "loss": Role(GREY, "///", "x", "损失", "loss"),
    "suspect": Role(VERMILION, "xx", "X", "可疑数据", "suspect"),
    "measured": Role(BLACK, "", "o", "实测", "measured"),
    "reconciled": Role(BLUE, "///", "D", "校正", "reconciled"),
    "calculated": Role(GREEN, "\\\\\\", "s", "计算", "calculated"),
    "estimated": Role(ORANGE, "...", "^", "估算", "estimated"),
    "unknown": Role(GREY, "", "x", "未知", "unknown"),
    "before": Role(GREY, "///", "o", "审核前", "before"),
    "after": Role(BLUE, "", "s", "审核后", "after"),
    "I": Role(GREEN, "", "o", "Ⅰ级", "level Ⅰ"),
    "II": Role(SKY, "///", "s", "Ⅱ级", "level Ⅱ"),
    "III": Role(YELLOW, "...", "^", "Ⅲ级", "level Ⅲ"),
    "none": Role(VERMILION, "xx", "x", "未达Ⅲ级", "below level Ⅲ"),
}


def _register_fonts():
    for path in FONT_FILES.values():
        fontManager.addfont(path)
    # Set once and for all: a figure is drawn long after the code that made it has returned.
    matplotlib.rcParams["font.family"] = FONT_FAMILIES


_register_fonts()


def number(value, digits=4):
    """Write a number for people: `digits` significant figures, whole numbers never rounded away.

    Parameters
    ----------
    value : float or None
        The number; None and nan mean unknown.
    digits : int
        Significant figures of the part after the decimal point and before it together.

    Returns
    -------
    str
        For example ``"5,637"``, ``"61.74"``, ``"0.0125"``, ``"—"`` for unknown.

    Examples
    --------
    >>> number(5636.86), number(61.7423), number(40.0), number(float("nan"))
    ('5,637', '61.74', '40', '—')
    """
    if value is None or value != value:
        return UNKNOWN
    value = float(value)
    if not isfinite(value):
        return "∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    exponent = floor(log10(abs(value)))
    if exponent < -6 or exponent >= 12:
        return _power_of_ten(value, digits)
    text = f"{value:,.{max(0, digits - 1 - exponent)}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", "−")


def _power_of_ten(value, digits):
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    mantissa = mantissa.rstrip("0").rstrip(".")
    raised = str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{mantissa}×10{raised}".replace("-", "−")


def percent(fraction, digits=3):
    """Write a fraction as a percentage; unknown stays "—".

    Examples
    --------
    >>> percent(0.926628), percent(None)
    ('92.7%', '—')
    """
    if fraction is None or fraction != fraction:
        return UNKNOWN
    return f"{number(100 * fraction, digits)}%"


def new_figure(width=PAGE_WIDTH, height=9.0):
    """Return an empty figure in the house style, made without pyplot.

    Parameters
    ----------
    width, height : float
        Size on paper. [cm]

    Returns
    -------
    matplotlib.figure.Figure
        White, constrained layout, 200 dots per inch.
    """
    size = (width / CENTIMETRES_PER_INCH, height / CENTIMETRES_PER_INCH)
    return Figure(figsize=size, dpi=200, facecolor=WHITE, layout="constrained")


def tidy_axes(axes, grid="y"):
    """Give one matplotlib Axes the house style: thin left and bottom lines, a pale grid behind.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        The axes to dress; colours of later lines and bars follow `PALETTE`.
    grid : {"x", "y", "both", ""}
        Which grid lines to show.

    Returns
    -------
    matplotlib.axes.Axes
        The same axes.
    """
    axes.set_prop_cycle(color=PALETTE)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set(linewidth=LINE_WIDTH, color=GREY)
    axes.tick_params(labelsize=SMALL_FONT_SIZE, width=LINE_WIDTH, color=GREY)
    axes.set_axisbelow(True)
    if grid:
        axes.grid(axis=grid, color=LIGHT_GREY, linewidth=0.6)
    return axes
