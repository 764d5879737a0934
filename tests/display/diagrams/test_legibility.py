"""Every rendered picture is measured: no arrow through text, no label on another, no missing glyph."""

from dataclasses import replace

import pytest

from workbench.display.flow_diagram import material_flow_diagram, process_flow_diagram
from workbench.display.folding import draw_workshops
from workbench.display.shapes import Box, Line, Text, move
from workbench.display.style import FONT_SIZE, SMALL_FONT_SIZE
from workbench.display.water_diagram import water_diagram

LEAST_PRINTED_SIZE = 6.5  # 小六号 [pt]


def test_a_plant_of_60_units_110_flows_and_8_returns_is_drawn_without_fault(large_plant, faults_of):
    processes, flows = large_plant
    assert (len(processes), len(flows), (flows["kind"] == "recycle").sum()) == (60, 110, 8)
    for drawing in (material_flow_diagram(processes, flows), process_flow_diagram(processes, flows)):
        assert faults_of(drawing.to_svg()) == []
    assert faults_of(water_diagram(processes, flows, level="workshop").to_svg()) == []


def test_a_large_plant_stays_readable_on_a4_workshop_by_workshop(large_plant, faults_of):
    sheets = draw_workshops(material_flow_diagram, *large_plant)
    assert len(sheets) == 6
    for drawing in sheets.values():
        assert faults_of(drawing.to_svg()) == []
        assert drawing.page_scale * SMALL_FONT_SIZE >= LEAST_PRINTED_SIZE


@pytest.fixture(scope="module")
def sound(large_plant):
    """Return a drawing without fault."""
    processes, flows = large_plant
    return material_flow_diagram(processes, flows, workshop="第2车间")


def spoil(drawing, change, kind):
    """Change the first item of a kind."""
    index = next(i for i, item in enumerate(drawing.items) if isinstance(item, kind[0]) and item.kind == kind[1])
    items = list(drawing.items)
    items[index] = change(items[index])
    return replace(drawing, items=tuple(items))


def strike(drawing, kind):
    """Lead an arrow through the first text of a kind."""
    text = next(item for item in drawing.items if isinstance(item, Text) and item.kind == kind)
    left, top, right, bottom = text.bounds()
    arrow = Line(((left - 60.0, (top + bottom) / 2), (right + 60.0, (top + bottom) / 2)), colour="#123456")
    return replace(drawing, items=(*drawing.items, arrow))


@pytest.mark.parametrize(
    ("kind", "change", "fault"),
    [
        ((Text, "label"), lambda text: replace(text, y=text.y + 11.0), "lies on"),
        ((Box, "node"), lambda box: replace(box, width=box.width / 2), "an outline strikes"),
        ((Text, "name"), lambda text: replace(text, text="\ue123"), "no glyph"),
        ((Text, "name"), lambda text: move(text, 25.0, 0.0), "an outline strikes"),
        ((Text, "label"), lambda text: move(text, -400.0, 0.0), "leaves the picture"),
        ((Line, "flow"), lambda line: replace(line, points=((0.0, 0.0), (9.0, 5.0))), "a slanting arrow"),
        ((Box, "node"), lambda box: replace(box, height=box.height + 90.0), "two boxes overlap"),
    ],
)
def test_a_spoiled_drawing_is_found_out(sound, faults_of, kind, change, fault):
    assert faults_of(sound.to_svg()) == []
    assert any(fault in found for found in faults_of(spoil(sound, change, kind).to_svg()))


@pytest.mark.parametrize(("kind", "fault"), [("label", "an arrow crosses"), ("name", "an arrow runs through a box")])
def test_an_arrow_across_text_or_a_box_is_found_out(sound, faults_of, kind, fault):
    assert any(fault in found for found in faults_of(strike(sound, kind).to_svg()))


def test_arrows_on_top_of_each_other_are_found_out(sound, faults_of):
    index, line = next(
        (i, item) for i, item in enumerate(sound.items) if isinstance(item, Line) and item.kind == "flow"
    )
    (x, y), (far, _) = line.points[0], line.points[-1]
    twin = replace(line, points=((x + (far - x) / 4, y), (x + (far - x) / 2, y)), dash=(1, 1), colour="#123456")
    items = (*sound.items[: index + 1], twin, *sound.items[index + 1 :])
    found = faults_of(replace(sound, items=items).to_svg())
    assert any("two arrows lie on each other" in fault for fault in found)


def test_pictures_are_set_in_the_sizes_of_a_report(sound):
    sizes = {item.size for item in sound.items if isinstance(item, Text)}
    assert sizes == {FONT_SIZE, SMALL_FONT_SIZE}


def test_kinds_of_flow_differ_in_black_and_white():
    from workbench.display import energy_diagram, flow_diagram, water_diagram

    for styles in (
        water_diagram.STYLES,
        flow_diagram.STYLES,
        energy_diagram.STEAM_STYLES,
        energy_diagram.ENERGY_STYLES,
    ):
        looks = [(look.dash, look.width) for look in styles.values()]
        assert len(set(looks)) == len(looks)
