import pytest

from workbench.display.arrangement import arrange, box_size
from workbench.display.diagram import Check, Diagram, Edge, LineStyle, Node, Stub
from workbench.display.layout import LayoutError
from workbench.display.lettering import text_width

STYLES = {
    "water": LineStyle("水", "water"),
    "loss": LineStyle("损耗", "loss", dash=(3, 2)),
    "unused": LineStyle("不出现", "unused"),
}
PUMP = Node("pump", ("泵",), above=(Stub(("12",), "loss"),))
TANK = Node("tank", ("水池",), ("容积 30 m³",), "circle", below=(Stub(("循环", "500"), "water", loop=True),))
CHAIN = Diagram((PUMP, TANK), (Edge("pump", "tank", ("300",), "water"),), STYLES, "水")


def test_a_box_is_as_large_as_its_text_and_the_short_arrows_at_its_sides():
    width, height = box_size(Node("a", ("电锌三厂循环冷却",)))
    assert width > text_width("电锌三厂循环冷却")
    loaded = Node("a", ("泵",), above=tuple(Stub(("123456789",), "loss") for _ in range(3)))
    assert box_size(loaded)[0] > 3 * text_width("123456789", 9.0)
    assert box_size(Node("a", ("泵",), left=tuple(Stub(("1",), "loss") for _ in range(9))))[1] > 9 * 9.0


def test_boxes_arrows_loops_and_labels_are_all_drawn_without_fault(read_picture, faults_of):
    svg = arrange(CHAIN).to_svg()
    picture = read_picture(svg)
    assert faults_of(svg) == []
    assert {"泵", "水池", "容积 30 m³", "12", "300", "循环", "500"} <= set(picture.words)
    assert len(picture.flows) == 3
    assert len(picture.boxes) == 2


def test_the_legend_explains_the_kinds_that_occur_and_no_other(read_picture):
    words = read_picture(arrange(CHAIN).to_svg()).words
    assert {"水", "损耗"} <= set(words)
    assert "不出现" not in words


def test_a_table_wider_than_the_picture_widens_the_sheet(faults_of):
    check = Check(
        ("一个很长很长很长很长很长很长很长的表头", "另一个很长很长很长很长很长很长的表头"), (("1", "2"),), "ll"
    )
    assert faults_of(arrange(Diagram((PUMP,), (), STYLES, check=check)).to_svg()) == []


def test_a_diagram_without_boxes_is_refused_in_both_languages():
    with pytest.raises(LayoutError, match="没有可画的单元或物流 / there is nothing to draw: 水平衡图"):
        arrange(Diagram((), (), STYLES, "水平衡图"))
