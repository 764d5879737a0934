import pandas as pd
import pytest

from workbench.display.flow_diagram import (
    element_diagram,
    material_flow_diagram,
    process_flow_diagram,
    unit_operation_diagram,
)

PROCESSES = pd.DataFrame(
    [
        ("roast", "焙烧", "roasting", "焙烧车间", "G1;N1"),
        ("leach", "浸出", "leaching", "湿法车间", ""),
        ("filter", "压滤", "filtration", "湿法车间", "S1"),
        ("cell", "电积", "electrowinning", "湿法车间", ""),
    ],
    columns=["process", "name", "name_en", "workshop", "waste_tags"],
)
FLOWS = pd.DataFrame(
    [
        ("outside", "roast", "精矿", 100.0, "raw", 50.0),
        ("roast", "leach", "焙砂", 90.0, "intermediate", 49.0),
        ("roast", "outside", "烟气", 10.0, "waste_gas", 1.0),
        ("leach", "filter", "矿浆", 290.0, "intermediate", 99.0),
        ("filter", "outside", "浸出渣", 30.0, "solid_waste", 5.0),
        ("filter", "cell", "新液", 260.0, "intermediate", 94.0),
        ("cell", "leach", "废电解液", 200.0, "recycle", 50.0),
        ("cell", "outside", "析出锌", 44.0, "product", 44.0),
        ("cell", "outside", "氧气", 16.0, "waste_gas", 0.0),
    ],
    columns=["source", "target", "name", "amount", "kind", "carried"],
)


def read(picture_class, drawing):
    picture = picture_class(drawing.to_svg())
    return picture, {text: bounds for text, kind, bounds in reversed(picture.texts) if kind != "cell"}


def test_units_stand_in_sequence_with_inputs_left_and_other_outputs_right(read_picture, faults_of):
    drawing = material_flow_diagram(PROCESSES, FLOWS, unit="t/d", period="2023年")
    assert faults_of(drawing.to_svg()) == []
    _, at = read(read_picture, drawing)
    heights = [at[name][1] for name in ("焙烧", "浸出", "压滤", "电积", "析出锌")]
    assert heights == sorted(heights)
    assert at["精矿"][2] < at["焙烧"][0]
    assert at["烟气"][0] > at["焙烧"][2]
    assert at["浸出渣"][0] > at["压滤"][2]


def test_every_arrow_carries_its_name_and_amount(read_picture):
    _, at = read(read_picture, material_flow_diagram(PROCESSES, FLOWS))
    assert set(FLOWS["name"]) <= set(at)
    assert {"100", "90", "10", "290", "30", "260", "200", "44", "16"} <= set(at)
    assert "单位：t/d" in at


def test_a_workshop_alone_names_where_its_flows_come_from_and_go(read_picture, faults_of):
    drawing = material_flow_diagram(PROCESSES, FLOWS, workshop="湿法车间")
    assert drawing.title == "湿法车间物料流程图（t/d）"
    assert faults_of(drawing.to_svg()) == []
    _, at = read(read_picture, drawing)
    assert "←焙烧" in at
    assert "焙烧" not in at


def test_workshops_fold_into_boxes_and_returns_into_loops(read_picture, faults_of):
    drawing = material_flow_diagram(PROCESSES, FLOWS, level="workshop")
    assert faults_of(drawing.to_svg()) == []
    _, at = read(read_picture, drawing)
    assert {"焙烧车间", "湿法车间", "90", "200"} <= set(at)
    assert "290" not in at


def test_an_element_diagram_shows_amounts_and_grades_and_leaves_out_what_holds_none(read_picture):
    drawing = element_diagram(PROCESSES, FLOWS, element="Zn", lang="zh")
    _, at = read(read_picture, drawing)
    assert drawing.title == "Zn元素平衡图（t/d）"
    assert {"50（50%）", "94（36.15%）", "5（16.67%）", "44（100%）"} <= set(at)
    assert "氧气" not in at


def test_an_element_diagram_says_which_unit_closes(read_picture, faults_of):
    drawing = element_diagram(PROCESSES, FLOWS, element="Zn", tolerance=0.02)
    assert faults_of(drawing.to_svg()) == []
    cells = [text for text, kind, _ in read_picture(drawing.to_svg()).texts if kind == "cell"]
    # 49 + 50 into the leaching and 99 out of it; 99 into the filter, 5 + 94 out of it.
    assert cells[cells.index("浸出") :][:6] == ["浸出", "99", "99", "0", "0%", "平衡"]
    spoiled = FLOWS.assign(carried=FLOWS["carried"].where(FLOWS["name"] != "浸出渣", 1.0))
    words = read_picture(element_diagram(PROCESSES, spoiled, element="Zn", tolerance=0.02).to_svg()).words
    assert words[words.index("压滤", words.index("单元")) :][:6] == ["压滤", "99", "95", "4", "4.04%", "不平衡"]


def test_an_element_of_unknown_amount_is_drawn_as_unknown(read_picture):
    unknown = FLOWS.assign(carried=FLOWS["carried"].where(FLOWS["name"] != "浸出渣"))
    _, at = read(read_picture, element_diagram(PROCESSES, unknown, element="Zn"))
    assert "?" in at


def test_the_flow_sheet_shows_tags_and_no_amounts(read_picture, faults_of):
    drawing = process_flow_diagram(PROCESSES, FLOWS)
    assert faults_of(drawing.to_svg()) == []
    picture, at = read(read_picture, drawing)
    assert {"G1 烟气", "N1 噪声", "S1 浸出渣"} <= set(at)
    assert not [word for word in picture.words if word.replace(",", "").replace(".", "").isdigit()]


def test_a_unit_operation_has_inputs_left_outputs_right_and_its_table(read_picture, faults_of):
    drawing = unit_operation_diagram(PROCESSES, FLOWS, "leach")
    assert faults_of(drawing.to_svg()) == []
    picture, at = read(read_picture, drawing)
    box = next(bounds for _, bounds in picture.boxes)
    assert at["焙砂 90（←焙烧）"][2] < box[0]
    assert at["废电解液 200（←电积）"][2] < box[0]
    assert at["矿浆 290（→压滤）"][0] > box[2]
    cells = [text for text, kind, _ in picture.texts if kind == "cell"]
    assert cells[cells.index("合计") : cells.index("合计") + 2] == ["合计", "290"]


def test_an_unknown_unit_operation_is_refused():
    with pytest.raises(KeyError, match="smelt"):
        unit_operation_diagram(PROCESSES, FLOWS, "smelt")


def test_the_pictures_speak_english(read_picture):
    english = FLOWS.assign(name_en=[f"stream {i}" for i in range(len(FLOWS))])
    for drawing in (
        material_flow_diagram(PROCESSES, english, lang="en"),
        process_flow_diagram(PROCESSES, english, lang="en"),
        element_diagram(PROCESSES, english, element="Zn", lang="en"),
        unit_operation_diagram(PROCESSES, english, "leach", lang="en"),
    ):
        words = "".join(read_picture(drawing.to_svg()).words) + drawing.title
        assert not [character for character in words if "一" <= character <= "鿿"]
