"""A drawing that can be explored on the screen: pan, zoom, names and amounts under the pointer, levels.

The pictures are those of the print, so that both look the same and the first one shows without scripts.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path

from .arrows import MARKS

_WORDS = {
    "zh": {
        "+": "放大",
        "-": "缩小",
        "0": "复原",
        "levels": "层次",
        "loop": "属于一个循环（粗线）",
        "help": "先点图再用滚轮缩放，拖动平移；键盘：+ − 0 缩放，方向键平移，N / P 逐项读数，回车打开车间",
    },
    "en": {
        "+": "Zoom in",
        "-": "Zoom out",
        "0": "Whole picture",
        "levels": "Level",
        "loop": "Part of a loop (thick lines)",
        "help": "Click, then wheel to zoom, drag to move; keys: + − 0 zoom, arrows move, N / P read, Enter opens a box",
    },
}
_SIGNS = {"+": "+", "-": "−", "0": "⤢"}


@dataclass(frozen=True)
class View:
    """Drawings of one subject by level, the first of which stands for all on paper.

    Attributes
    ----------
    drawings : dict
        Name of the level, or of a workshop, to `Drawing`. A box whose name is a key opens that drawing.
    lang : {"zh", "en"}
        Language of the buttons.
    """

    drawings: dict
    lang: str = "zh"

    def __post_init__(self):
        if not self.drawings:
            raise ValueError("没有可看的图 / there is no drawing to view")

    @property
    def title(self):
        """Caption of the first drawing."""
        return self._first.title

    @property
    def _first(self):
        return next(iter(self.drawings.values()))

    def to_svg(self):
        """Return the first drawing as SVG text."""
        return self._first.to_svg()

    def to_png(self, dpi=160):
        """Return the first drawing as PNG bytes.

        Parameters
        ----------
        dpi : float
            Dots per inch of the natural size.
        """
        return self._first.to_png(dpi)

    def _repr_html_(self):
        words = _WORDS[self.lang]
        pictures = "".join(
            f'<div class="picture"{" hidden" if index else ""}>{drawing.to_svg()}</div>'
            for index, drawing in enumerate(self.drawings.values())
        )
        style, script = _assets()
        return (
            f'<style>{style}</style><div class="workbench-view" data-loop="{words["loop"]}" data-statuses="{_statuses(self.lang)}">'
            f'<div class="bar" role="toolbar" title="{words["help"]}">{_zoom_buttons(words)}{self._level_buttons()}</div>'
            '<p class="told" role="status"></p>'
            f"{pictures}</div><script>{script}</script>"
        )

    def _level_buttons(self):
        if len(self.drawings) == 1:
            return ""
        return "".join(
            f'<button type="button" data-level="{escape(name)}" aria-pressed="{str(not index).lower()}">{escape(name)}</button>'
            for index, name in enumerate(self.drawings)
        )


def _statuses(lang):
    """Return the sign at an amount and what it means, as JSON for an attribute; no sign means measured and is last."""
    pairs = [(form.format("").replace(")", ""), words[lang != "zh"].split()[1]) for form, *words in MARKS.values()]
    return escape(json.dumps(sorted(pairs, key=lambda pair: not pair[0]), ensure_ascii=False))


def _zoom_buttons(words):
    return "".join(
        f'<button type="button" data-key="{key}" aria-label="{words[key]}" title="{words[key]}">{sign}</button>'
        for key, sign in _SIGNS.items()
    )


@lru_cache(maxsize=1)
def _assets():
    """Return the style sheet and the script of a view; the script starts each view of a page once."""
    here = Path(__file__).parent
    return tuple((here / name).read_text(encoding="utf-8") for name in ("view.css", "view.js"))
