import pandas as pd
import pytest

from workbench.display.balance_diagram import balance_diagram
from workbench.display.shapes import Text

PROCESSES = pd.DataFrame({"process": ["leach", "cell"], "name": ["浸出", "电积"]})
FLOWS = pd.DataFrame(
    [
        ("outside", "leach", "焙砂", 90.0, "raw"),
        ("store", "leach", "硫酸", 10.0, "auxiliary"),
        ("leach", "cell", "新液", 260.0, "intermediate"),
        ("cell", "leach", "废电解液", 200.0, "recycle"),
        ("cell", "outside", "析出锌", 44.0, "product"),
        ("cell", "outside", "氧气", 16.0, "waste_gas"),
        ("leach", "outside", "浸出渣", 30.0, "solid_waste"),
        ("leach", "outside", "废液", 8.0, "waste_water"),
    ],
    columns=["source", "target", "name", "amount", "kind"],
)


def read(picture_class, drawing):
    picture = picture_class(drawing.to_svg())
    (_, box), *_ = picture.boxes
    return box, {text: bounds for text, kind, bounds in reversed(picture.texts) if kind != "cell"}


def test_each_kind_of_flow_stands_at_its_side_of_the_focus(read_picture, faults_of):
    drawing = balance_diagram(PROCESSES, FLOWS, "湿法车间", period="2023年")
    assert faults_of(drawing.to_svg()) == []
    (left, top, right, bottom), at = read(read_picture, drawing)
    assert at["焙砂 90"][2] < left and at["硫酸 10"][2] < left
    assert at["析出锌 44"][0] > right
    assert at["氧气"][3] < top
    assert at["浸出渣"][1] > bottom and at["废液"][1] > bottom
    # What is recycled: at the left, below all inputs.
    assert at["废电解液 200"][2] < left and at["废电解液 200"][1] > at["硫酸 10"][3]
    assert drawing.title == "湿法车间物料平衡图（t/d，2023年）"


def test_totals_and_gap_are_those_of_the_table(read_picture):
    _, at = read(read_picture, balance_diagram(PROCESSES, FLOWS, "湿法车间"))
    # In 90 + 10; out 44 + 16 + 30 + 8; what is recycled crosses no boundary.
    assert {"输入合计 100", "输出合计 98", "差值（未知损失） 2（2%）"} <= set(at)
    assert "新液 260" not in at


@pytest.mark.parametrize(
    ("slag", "tolerance", "verdict"), [(30.0, 0.01, "不平衡"), (10.0, 0.05, "不平衡"), (None, 0.05, "无法判定")]
)
def test_a_focus_that_does_not_close_says_so(read_picture, slag, tolerance, verdict):
    flows = FLOWS.assign(amount=FLOWS["amount"].where(FLOWS["name"] != "浸出渣", slag))
    drawing = balance_diagram(PROCESSES, flows, "湿法车间", tolerance=tolerance)
    assert read_picture(drawing.to_svg()).words[-1] == verdict


def test_the_side_in_the_table_overrules_the_kind(read_picture):
    flows = FLOWS.assign(side=["", "", "", "", "", "bottom", "top", None])
    (_, top, _, bottom), at = read(read_picture, balance_diagram(PROCESSES, flows, "湿法车间"))
    assert at["氧气"][1] > bottom
    assert at["浸出渣"][3] < top


def test_the_focus_speaks_english(read_picture):
    english = FLOWS.assign(name_en=[f"stream {i}" for i in range(len(FLOWS))])
    drawing = balance_diagram(PROCESSES, english, "Hydrometallurgy", lang="en")
    _, at = read(read_picture, drawing)
    assert "total input 100" in at
    assert drawing.title == "Material balance of Hydrometallurgy (t/d)"


def test_outputs_for_which_a_page_has_no_room_beneath_the_box_go_on_at_the_right():
    processes = pd.DataFrame({"process": ["u"], "name": ["车间"]})
    rows = [("f0", "outside", "u", 20.0, "raw", "原料")]
    rows += [(f"f{i}", "u", "outside", 1.0, "solid_waste", f"第{i}种固体残渣与碎屑") for i in range(1, 21)]
    flows = pd.DataFrame(rows, columns=["flow", "source", "target", "amount", "kind", "name"])
    drawing = balance_diagram(processes, flows, "车间")
    assert drawing.page_scale > 0.8
    shown = "".join(item.text for item in drawing.items if isinstance(item, Text))
    assert all(f"第{i}" in shown for i in range(1, 21))
