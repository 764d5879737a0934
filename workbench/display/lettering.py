"""Letters measured from the shipped fonts, so that boxes are as large as the text they hold."""

from functools import lru_cache
from pathlib import Path

import matplotlib
from matplotlib.font_manager import get_font

from workbench.display import style

ASCENT = 0.88  # top of a Chinese character above the baseline, share of the font size
DESCENT = 0.12
LINE_HEIGHT = 1.25  # distance of two baselines, share of the font size
_REFERENCE_SIZE = 1000
# Characters that may not begin a line (a shortened list of GB/T 15834 for labels).
_NOT_FIRST = "，。、；：！？）】》〉」』”’·%‰℃/)]},.;:!?₀₁₂₃₄₅₆₇₈₉⁺⁻²³"
_NOT_LAST = "（【《〈「『“‘([{"


@lru_cache(maxsize=1)
def _fonts():
    fallback = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    fonts = [get_font(str(style.FONT_FILES[style.SANS])), get_font(str(fallback))]
    for font in fonts:
        font.set_size(_REFERENCE_SIZE, 72)
    return fonts


@lru_cache(maxsize=20_000)
def _advance(character):
    """Return the width of one character at font size 1; a character no font has counts as square."""
    for font in _fonts():
        if font.get_char_index(ord(character)):
            return font.load_char(ord(character)).linearHoriAdvance / 65536 / _REFERENCE_SIZE
    return 1.0


def has_glyph(character):
    """Tell whether the shipped font or its fallback can draw a character."""
    return any(font.get_char_index(ord(character)) for font in _fonts())


def text_width(text, size=style.FONT_SIZE):
    """Return the width of one line of text.

    Parameters
    ----------
    text : str
        One line.
    size : float
        Font size. [pt]

    Returns
    -------
    float
        Width. [pt]
    """
    return size * sum(_advance(character) for character in text)


def block_size(lines, size=style.FONT_SIZE):
    """Return width and height of lines of text set below each other. [pt]"""
    if not lines:
        return 0.0, 0.0
    return max(text_width(line, size) for line in lines), LINE_HEIGHT * size * len(lines)


def wrap_text(text, width, size=style.FONT_SIZE):
    """Break text into lines no wider than `width` where the language allows a break.

    Parameters
    ----------
    text : str
        Chinese, English or mixed; Chinese breaks between characters, English between words.
    width : float
        Width of a line; a single longer word is kept whole. [pt]
    size : float
        Font size. [pt]

    Returns
    -------
    tuple of str
        The lines, of nearly equal length.
    """
    total = text_width(text, size)
    if total <= width:
        return (text,)
    count = int(-(-total // width))
    # Equal lines look better than one full line and one orphan; widen until the count suffices.
    limit = total / count
    while True:
        lines = _fill_lines(_pieces(text), limit, size)
        if len(lines) <= count or limit >= width:
            return lines
        limit += 0.5 * size


def _fill_lines(pieces, limit, size):
    lines, current = [], ""
    for piece in pieces:
        if current and text_width((current + piece).rstrip(), size) > limit:
            lines.append(current.strip())
            current = ""
        current += piece
    return tuple([*lines, current.strip()])


def _pieces(text):
    """Cut text into pieces that must stay whole."""
    pieces = []
    for character in text:
        previous = pieces[-1] if pieces else ""
        joined = previous and (
            character in _NOT_FIRST
            or previous[-1] in _NOT_LAST
            or (_is_latin(character) and _is_latin(previous[-1]))
            or character == " "
        )
        if joined:
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _is_latin(character):
    return character.isascii() and not character.isspace()
