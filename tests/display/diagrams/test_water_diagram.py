import pandas as pd
import pytest

from workbench.display.water_diagram import water_diagram

# TEST-H1 of the method reference: fresh 1000, reused 4000, consumed 250, discharged 700, leaked 50.
PROCESSES = pd.DataFrame(
    [
        ("works", "净水站", None, "water_source"),
        ("tower", "循环冷却塔", "动力车间", "cooling"),
        ("coil", "换热器", "动力车间", "utility"),
        ("wash", "洗涤", "生产车间", "production"),
        ("rinse", "漂洗", "生产车间", "production"),
        ("station", "污水处理站", None, "treatment"),
        ("pond", "回用水池", None, "reuse"),
    ],
    columns=["process", "name", "workshop", "kind"],
)
FLOWS = pd.DataFrame(
    [
        ("outside", "works", "河水", 1000.0, "fresh"),
        ("works", "tower", "补水", 250.0, "fresh"),
        ("works", "rinse", "新水", 700.0, "fresh"),
        ("works", "outside", "管网漏失", 50.0, "leakage"),
        ("tower", "coil", "循环水(去)", 3500.0, "circulating"),
        ("coil", "tower", "循环水(回)", 3500.0, "recycle"),
        ("tower", "outside", "蒸发", 200.0, "loss"),
        ("tower", "station", "排污", 50.0, "waste_water"),
        ("rinse", "wash", "漂洗水", 300.0, "series"),
        ("rinse", "station", "漂洗废水", 400.0, "waste_water"),
        ("outside", "wash", "原料带水", 30.0, "raw"),
        ("wash", "outside", "产品带水", 60.0, "product"),
        ("wash", "outside", "蒸发", 20.0, "loss"),
        ("pond", "wash", "回用水", 200.0, "reuse"),
        ("wash", "station", "洗涤废水", 450.0, "waste_water"),
        ("station", "pond", "处理后水", 200.0, "recycle"),
        ("station", "outside", "外排", 700.0, "discharge"),
    ],
    columns=["source", "target", "name", "amount", "kind"],
)
VOLUMES = {
    "total": 5000.0,
    "fresh": 1000.0,
    "reused": 4000.0,
    "consumed": 250.0,
    "discharged": 700.0,
    "leaked": 50.0,
}


@pytest.fixture(scope="module")
def picture(read_picture):
    drawing = water_diagram(PROCESSES, FLOWS, unit="m3/d", period="2023年", volumes=VOLUMES)
    return read_picture(drawing.to_svg())


def place(picture, text):
    """Return the middle of a text."""
    left, top, right, bottom = next(bounds for word, _, bounds in picture.texts if word == text)
    return (left + right) / 2, (top + bottom) / 2


def test_the_picture_is_free_of_faults(faults_of):
    drawing = water_diagram(PROCESSES, FLOWS, unit="m3/d", volumes=VOLUMES)
    assert faults_of(drawing.to_svg()) == []


def test_source_with_its_total_stands_left_and_discharge_with_its_total_right(picture):
    order = [place(picture, name)[0] for name in ("河水", "净水站", "漂洗", "洗涤", "污水处理站", "外排")]
    assert order == sorted(order)
    words = [text for text, kind, _ in picture.texts if kind != "cell"]
    assert words.count("1,000") == 2  # in the source box and at its arrow
    assert words.count("700") == 3  # to the rinse, out of the station, in the discharge box


def test_every_arrow_has_its_number_and_the_circuit_is_one_loop_at_its_tower(picture):
    labels = [text for text, kind, _ in picture.texts if kind == "label"]
    for number in ("250", "50", "3,500", "200", "300", "400", "30", "60", "20", "450"):
        assert number in labels
    assert labels.count("3,500") == 1
    assert "换热器" not in [text for text, kind, _ in picture.texts if kind == "name"]


def test_losses_go_upward_dashed_and_carried_water_has_named_arrows_of_its_own(picture):
    upward = [
        points
        for points, look in picture.flows
        if look[1] and points[0][0] == points[-1][0] and points[0][1] > points[-1][1]
    ]
    assert len(upward) >= 3  # two of evaporation, one of leakage
    assert {"原料带水", "产品带水"} <= set(picture.words)


def test_the_table_beneath_shows_that_each_box_closes(picture):
    cells = [text for text, kind, _ in picture.texts if kind == "cell"]
    assert cells.count("平衡") == 7
    row = cells.index("洗涤")
    assert cells[row : row + 6] == ["洗涤", "530", "530", "0", "0%", "平衡"]


def test_unit_period_and_totals_stand_in_the_caption(picture):
    drawing = water_diagram(PROCESSES, FLOWS, unit="m3/d", period="2023年")
    assert drawing.title == "水平衡图（m³/d，2023年）"
    assert "单位：m³/d　统计期：2023年" in picture.words
    totals = "总用水 5,000　新水 1,000　重复利用 4,000　耗水 250　排水 700　漏失 50　重复利用率 80%"
    assert totals in picture.words


def test_a_box_that_does_not_close_says_so(read_picture):
    spoiled = FLOWS.assign(amount=FLOWS["amount"].where(FLOWS["name"] != "漂洗废水", 300.0))
    cells = read_picture(water_diagram(PROCESSES, spoiled).to_svg()).words
    row = cells.index("漂洗", cells.index("单元"))
    assert cells[row : row + 6] == ["漂洗", "700", "600", "100", "14.3%", "不平衡"]


def test_an_unknown_amount_is_drawn_as_unknown(read_picture):
    unknown = FLOWS.assign(amount=FLOWS["amount"].where(FLOWS["name"] != "漂洗废水"))
    words = read_picture(water_diagram(PROCESSES, unknown, volumes=VOLUMES | {"reused": float("nan")}).to_svg()).words
    assert "?" in words
    assert "无法判定" in words
    assert any("重复利用 —" in word and "重复利用率 —" in word for word in words)


def test_workshops_fold_and_facilities_keep_their_boxes(read_picture):
    picture = read_picture(water_diagram(PROCESSES, FLOWS, level="workshop").to_svg())
    names = [text for text, kind, _ in picture.texts if kind == "name"]
    assert {"动力车间", "生产车间", "净水站", "污水处理站", "回用水池"} <= set(names)
    assert "洗涤" not in names
    labels = [text for text, kind, _ in picture.texts if kind == "label"]
    assert {"3,500", "300"} <= set(labels)  # circulating and series water inside the workshops
    assert "850" in labels  # 400 + 450 to the station


def test_the_plant_is_one_box_with_what_enters_leaves_and_goes_round(read_picture):
    picture = read_picture(water_diagram(PROCESSES, FLOWS, level="plant").to_svg())
    labels = [text for text, kind, _ in picture.texts if kind == "label"]
    assert {"1,000", "3,500", "300", "200", "220", "50", "30", "60", "700"} <= set(labels)
    row = picture.words.index("全厂", picture.words.index("单元"))
    # 1000 + 30 in, 250 + 30 + 50 + 700 out, and 3500 + 300 + 200 round.
    assert picture.words[row : row + 4] == ["全厂", "5,030", "5,030", "0"]


def test_a_workshop_is_drawn_with_the_boxes_it_is_joined_to(read_picture):
    drawing = water_diagram(PROCESSES, FLOWS, workshop="生产车间")
    words = read_picture(drawing.to_svg()).words
    assert {"洗涤", "漂洗", "净水站", "回用水池", "污水处理站"} <= set(words)
    assert not {"循环冷却塔", "外排"} & set(words)
    assert drawing.title == "生产车间水平衡图（m³/d）"


def test_the_picture_speaks_english(read_picture):
    english = PROCESSES.assign(name_en=["water works", "tower", "cooler", "washing", "rinsing", "treatment", "pond"])
    drawing = water_diagram(english, FLOWS.assign(name_en="water"), volumes=VOLUMES, lang="en")
    words = read_picture(drawing.to_svg()).words
    assert drawing.title == "Water balance (m³/d)"
    assert {"washing", "fresh water", "Discharge", "closes"} <= set(words)
    assert not [word for word in words if any("一" <= character <= "鿿" for character in word)]


def test_the_arrangement_does_not_depend_on_the_order_of_the_flows(faults_of):
    shuffled = FLOWS.sample(frac=1.0, random_state=1)
    assert faults_of(water_diagram(PROCESSES, shuffled).to_svg()) == []
