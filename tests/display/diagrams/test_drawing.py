from io import BytesIO
from xml.etree import ElementTree

import pytest
from PIL import Image

from workbench.display.drawing import Drawing
from workbench.display.shapes import Box, Line, Text, arrow_head, move

ITEMS = (
    Box(10, 10, 60, 30),
    Box(100, 10, 60, 30, "diamond"),
    Box(100, 60, 60, 30, "circle"),
    Box(10, 60, 60, 30, "rounded", tip="回用水池"),
    Line(((70, 25), (100, 25)), arrow=True, dash=(3, 2), tip="a < b & 5 m³"),
    Text(40, 29, "<洗涤> & 漂白"),
)
DRAWING = Drawing(200, 100, ITEMS, "水平衡图")


def test_text_of_the_data_is_escaped():
    root = ElementTree.fromstring(DRAWING.to_svg())
    assert "<洗涤> & 漂白" in [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "a < b & 5 m³" in [element.text for element in root.iter("{http://www.w3.org/2000/svg}title")]
    assert "<洗涤>" not in DRAWING.to_svg()


def test_the_pointer_finds_an_arrow_and_reads_its_tip():
    svg = DRAWING.to_svg()
    assert svg.count('class="touch"') == 1
    assert "workbench-drawing g:hover" in svg


def test_a_notebook_shows_the_svg():
    assert DRAWING._repr_svg_() == DRAWING.to_svg()


def test_png_has_the_natural_size_at_the_resolution_asked_for():
    image = Image.open(BytesIO(DRAWING.to_png(dpi=144)))
    assert image.size == (400, 200)


def test_png_and_svg_paint_the_same_places():
    image = Image.open(BytesIO(DRAWING.to_png(dpi=72))).convert("L")
    assert image.getpixel((10, 25)) < 200  # left outline of the first box
    assert image.getpixel((5, 5)) > 250  # margin
    assert image.getpixel((65, 15)) > 250  # inside the box, beside its text


def test_an_arrow_head_points_along_the_last_segment():
    tip, *wings = arrow_head([(0, 0), (0, 5), (20, 5)])
    assert tip == (20, 5)
    assert [x for x, _ in wings] == [13, 13]


def test_moving_shifts_points_and_corners():
    assert move(Line(((0, 0), (1, 1))), 2, 3).points == ((2, 3), (3, 4))
    assert (move(Box(0, 0, 5, 5), 2, 3).x, move(Text(0, 0, "水"), 2, 3).y) == (2, 3)


def test_the_bounds_of_a_text_follow_its_anchor():
    assert Text(100, 50, "水平", 10.0, "middle").bounds() == pytest.approx((90, 41.2, 110, 51.2))
    assert Text(100, 50, "水平", 10.0, "end").bounds()[2] == 100
    assert Text(100, 50, "水平", 10.0, "start").bounds()[0] == 100


@pytest.mark.parametrize(
    ("width", "height", "orientation", "scale"),
    [
        (300, 400, "portrait", 1.0),
        # Twice the 23 cm by 15 cm of a landscape page.
        (2 * 23 / 2.54 * 72, 2 * 15 / 2.54 * 72, "landscape", 0.5),
        (15 / 2.54 * 72, 46 / 2.54 * 72, "portrait", 0.5),
    ],
)
def test_a_drawing_knows_how_it_fits_an_a4_page(width, height, orientation, scale):
    drawing = Drawing(width, height, ())
    assert drawing.orientation == orientation
    assert drawing.page_scale == pytest.approx(scale)
