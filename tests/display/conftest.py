from io import BytesIO
from itertools import combinations

import pytest
from matplotlib.text import Text

SMALLEST = 9.0  # [pt]


@pytest.fixture
def legible(monkeypatch):
    """Return a function that draws a figure, fails where it cannot be read, and returns its texts.

    A missing glyph is a warning and so an error already. No text may be smaller than 9 pt, reach over the edge of
    the figure or into another text.
    """

    def check(figure):
        # By text: the layout engine draws everything once to measure it, and only the last pass counts.
        drawn = {}
        original = Text.draw

        def draw(text, renderer, *args, **kwargs):
            if text.get_visible() and text.get_text().strip():
                # Of a label with a line to its point, the text alone.
                drawn[text] = (text.get_text(), Text.get_window_extent(text, renderer), text.get_fontsize())
            return original(text, renderer, *args, **kwargs)

        with monkeypatch.context() as patch:
            patch.setattr(Text, "draw", draw)
            figure.savefig(BytesIO(), format="png", dpi="figure")
        for text, box, size in drawn.values():
            assert size >= SMALLEST, f"{text!r} is smaller than {SMALLEST} pt"
            assert figure.bbox.x0 - 1 <= box.x0 and box.x1 <= figure.bbox.x1 + 1, f"{text!r} is cut off"
            assert figure.bbox.y0 - 1 <= box.y0 and box.y1 <= figure.bbox.y1 + 1, f"{text!r} is cut off"
        for (one, box, _), (other, second, _) in combinations(drawn.values(), 2):
            assert not box.padded(-1).overlaps(second.padded(-1)), f"{one!r} overlaps {other!r}"
        return [text for text, _, _ in drawn.values()]

    return check
