"""A picture made of lines, boxes and text: SVG for the screen, PNG for print.

All lengths are points [pt], the origin is the upper left corner, y grows downward.
"""

from dataclasses import dataclass
from html import escape
from io import BytesIO

from matplotlib.figure import Figure
from matplotlib.transforms import Affine2D

from workbench.display import style
from workbench.display.painting import paint_item
from workbench.display.svg import FONT_STACK, POINTER_STYLE, write_item

POINTS_PER_INCH = 72.0
POINTS_PER_CENTIMETRE = POINTS_PER_INCH / 2.54


@dataclass(frozen=True)
class Drawing:
    """A finished picture.

    Attributes
    ----------
    width, height : float
        Natural size, at which the text is 五号. [pt]
    items : tuple
        `Line`, `Box` and `Text`, drawn in this order.
    title : str
        Caption for the reader, with unit and period.
    plan : dict or None
        What the page needs to lay the picture out again: ``graph`` with its places, ``origin`` of the graph on
        the sheet, ``kinds`` of its arrows and their ``names``.
    """

    width: float
    height: float
    items: tuple
    title: str = ""
    plan: dict | None = None

    @property
    def orientation(self):
        """Return "portrait" or "landscape", whichever shows the picture larger on A4."""
        return "landscape" if self._scale(True) > self._scale(False) * 1.02 else "portrait"

    @property
    def page_scale(self):
        """Return by how much the picture must shrink to fit the text area of A4; at most 1."""
        return min(1.0, max(self._scale(True), self._scale(False)))

    def _scale(self, landscape):
        width, height = style.PAGE_WIDTH, style.PAGE_HEIGHT
        if landscape:
            width, height = height, width
        return min(width * POINTS_PER_CENTIMETRE / self.width, height * POINTS_PER_CENTIMETRE / self.height)

    def to_svg(self):
        """Return the picture as SVG text; names and amounts appear when the pointer rests on an arrow."""
        body = "\n".join(write_item(item) for item in self.items)
        size = f'width="{self.width:.1f}pt" height="{self.height:.1f}pt"'
        box = f'viewBox="0 0 {self.width:.1f} {self.height:.1f}"'
        title = f"<title>{escape(self.title)}</title>" if self.title else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box} style="max-width:100%;height:auto" '
            f'font-family="{FONT_STACK}" role="img" class="workbench-drawing">{title}{POINTER_STYLE}\n'
            f'<rect width="100%" height="100%" fill="{style.WHITE}"/>\n{body}\n</svg>'
        )

    def to_figure(self):
        """Return the same picture as a matplotlib figure of the natural size."""
        size = (self.width / POINTS_PER_INCH, self.height / POINTS_PER_INCH)
        figure = Figure(figsize=size, facecolor=style.WHITE)
        place = Affine2D().scale(1, -1).translate(0, self.height).scale(1 / POINTS_PER_INCH)
        place = place + figure.dpi_scale_trans
        for item in self.items:
            paint_item(figure, item, place)
        return figure

    def to_png(self, dpi=160):
        """Return the picture as PNG bytes.

        Parameters
        ----------
        dpi : float
            Dots per inch of the natural size.
        """
        buffer = BytesIO()
        # Flat drawings hardly shrink further at higher levels, which cost most of the time.
        self.to_figure().savefig(buffer, format="png", dpi=dpi, pil_kwargs={"compress_level": 1})
        return buffer.getvalue()

    def _repr_svg_(self):
        return self.to_svg()
