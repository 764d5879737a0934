"""A drawing that can be explored on the screen: pan, zoom, names and amounts under the pointer, levels.

The pictures are those of the print, so that both look the same and the first one shows without scripts.
"""

import gzip
import json
from base64 import b64encode
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path

from .arrows import MARKS
from .layout import ENGINE_FILE

_WORDS = {
    "zh": {
        "+": "放大",
        "-": "缩小",
        "0": "复原",
        "levels": "层次",
        "loop": "属于一个循环（粗线）",
        "turn": "换向",
        "near": "只看此框",
        "choose": "先点一个框",
        "again": "已重新布置，数值与图例见原图；按 0 复原",
        "help": "先点图再用滚轮缩放，拖动平移；键盘：+ − 0 缩放，方向键平移，N / P 逐项读数，回车打开车间",
    },
    "en": {
        "+": "Zoom in",
        "-": "Zoom out",
        "0": "Whole picture",
        "levels": "Level",
        "loop": "Part of a loop (thick lines)",
        "turn": "Turn",
        "near": "This box only",
        "choose": "First click a box",
        "again": "Laid out again; the legend stands in the first picture; 0 brings it back",
        "help": "Click, then wheel to zoom, drag to move; keys: + − 0 zoom, arrows move, N / P read, Enter opens a box",
    },
}
_HERE = Path(__file__).parent
_START = "<script>if (window.workbenchViews) window.workbenchViews();</script>"
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

    def to_html(self):
        """Return the view without what a page holds once: `view_assets` has to stand before it."""
        words = _WORDS[self.lang]
        pictures = "".join(
            f'<div class="picture"{" hidden" if index else ""}>{drawing.to_svg()}{_plan(drawing)}</div>'
            for index, drawing in enumerate(self.drawings.values())
        )
        return (
            f'<div class="workbench-view" data-loop="{words["loop"]}" data-statuses="{_statuses(self.lang)}" '
            f'data-choose="{words["choose"]}" data-again="{words["again"]}">'
            f'<div class="bar" role="toolbar" title="{words["help"]}">{_zoom_buttons(words)}{self._level_buttons()}'
            f'<span class="again-bar" hidden>{_again_buttons(words)}</span></div>'
            '<p class="told" role="status"></p>'
            f'{pictures}<span class="complete" hidden></span></div>{_START}'
        )

    def _repr_html_(self):
        return view_assets() + self.to_html()

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


def _again_buttons(words):
    return "".join(f'<button type="button" data-key="{key}">{words[key]}</button>' for key in ("turn", "near"))


def _plan(drawing):
    """Return what the page needs to lay a drawing out again; nothing in it can end the script element."""
    if drawing.plan is None:
        return ""
    plan = json.dumps(drawing.plan, ensure_ascii=False).replace("<", "\\u003c").replace("]]>", "]]\\u003e")
    return f'<script type="application/json" class="plan">{plan}</script>'


@lru_cache(maxsize=1)
def view_assets():
    """Return what a page holds once for all its views: style, layout engine and script.

    The engine is packed, since every page carries it; a browser that cannot unpack it shows the pictures as drawn.
    """
    style, *scripts = ((_HERE / name).read_text(encoding="utf-8") for name in ("view.css", "relayout.js", "view.js"))
    packed = b64encode(gzip.compress(ENGINE_FILE.read_bytes(), mtime=0)).decode("ascii")
    engine = f'<script type="application/octet-stream" class="workbench-elk">{packed}</script>'
    return f"<style>{style}</style>{engine}<script>{''.join(scripts)}</script>"
