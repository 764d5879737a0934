import pandas as pd

from workbench.display.energy_diagram import energy_diagram, steam_diagram

PROCESSES = pd.DataFrame(
    [
        ("sub", "变电站", "distribution"),
        ("rectifier", "整流所", "utility"),
        ("boiler", "锅炉", "boiler"),
        ("header", "分汽缸", "distribution"),
        ("cell", "电积", "production"),
        ("leach", "浸出", "production"),
        ("tank", "凝结水箱", "storage"),
    ],
    columns=["process", "name", "kind"],
)
# 1 MWh of electricity is 0.1229 tce (GB/T 2589), 1 t of raw coal 0.7143 tce.
ENERGY = pd.DataFrame(
    [
        ("outside", "sub", "电", 122.9, "power", "MWh/a", 0.1229),
        ("sub", "rectifier", "电", 110.0, "power", "tce/a", 1.0),
        ("rectifier", "cell", "直流电", 106.0, "power", "tce/a", 1.0),
        ("rectifier", "outside", "整流损失", 4.0, "loss", "tce/a", 1.0),
        ("sub", "leach", "电", 12.9, "power", "tce/a", 1.0),
        ("outside", "boiler", "原煤", 71.43, "fuel", "t/a", 0.7143),
        ("boiler", "header", "蒸汽", 57.0, "steam", "tce/a", 1.0),
        ("boiler", "outside", "锅炉损失", 14.43, "loss", "tce/a", 1.0),
        ("header", "leach", "蒸汽", 50.0, "steam", "tce/a", 1.0),
        ("header", "outside", "生活用汽", 7.0, "steam", "tce/a", 1.0),
        ("cell", "outside", "电积用能", 106.0, "power", "tce/a", 1.0),
    ],
    columns=["source", "target", "name", "amount", "kind", "unit", "factor"],
)
STEAM = pd.DataFrame(
    [
        ("outside", "boiler", "补水", 4.0, "fresh"),
        ("boiler", "header", "蒸汽", 10.0, "steam"),
        ("header", "leach", "蒸汽", 9.0, "steam"),
        ("header", "outside", "放散", 1.0, "loss"),
        ("leach", "tank", "凝结水", 6.0, "condensate"),
        ("leach", "outside", "排地沟", 3.0, "waste_water"),
        ("tank", "boiler", "凝结水", 6.0, "condensate"),
    ],
    columns=["source", "target", "name", "amount", "kind"],
)


def read(picture_class, drawing):
    picture = picture_class(drawing.to_svg())
    return picture, {text: bounds for text, kind, bounds in reversed(picture.texts) if kind != "cell"}


def test_energy_runs_from_purchase_to_use_through_four_stages(read_picture, faults_of):
    drawing = energy_diagram(PROCESSES, ENERGY, period="2023年")
    assert faults_of(drawing.to_svg()) == []
    _, at = read(read_picture, drawing)
    headings = [at[name][0] for name in ("购入贮存", "加工转换", "输送分配", "最终使用")]
    assert headings == sorted(headings)
    assert at["原煤"][0] < at["锅炉"][0] < at["分汽缸"][0] < at["浸出"][0]
    assert at["整流所"][0] < at["变电站"][0]
    assert drawing.title == "能源网络图（tce/a，2023年）"


def test_physical_and_standard_coal_amounts_stand_together(read_picture):
    picture, at = read(read_picture, energy_diagram(PROCESSES, ENERGY))
    assert {"1,000 MWh/a", "122.9", "100 t/a", "71.43"} <= set(at)
    assert "输入合计 194.3 tce/a" in at  # 122.9 + 71.43
    assert picture.words.count("62.9") == 1  # 12.9 + 50 in the box of the leaching


def test_losses_go_upward_and_what_use_gives_off_is_no_arrow(read_picture):
    picture, at = read(read_picture, energy_diagram(PROCESSES, ENERGY))
    assert {"4", "14.43"} <= set(at)
    assert at["14.43"][3] <= at["锅炉"][1]
    assert "电积用能" not in at
    assert "生活用汽" in at  # a use that is an arrow only becomes a box


def test_the_same_picture_serves_electricity(read_picture):
    drawing = energy_diagram(
        PROCESSES, ENERGY.assign(unit="MWh/a"), unit="MWh/a", names=("电力平衡图", "Electricity balance")
    )
    _, at = read(read_picture, drawing)
    assert drawing.title == "电力平衡图（MWh/a）"
    assert not [text for text in at if "折标准煤" in text]


def test_steam_runs_from_the_boiler_to_the_users_and_condensate_comes_back(read_picture, faults_of):
    drawing = steam_diagram(PROCESSES, STEAM, period="2023年")
    assert faults_of(drawing.to_svg()) == []
    picture, at = read(read_picture, drawing)
    assert at["锅炉"][0] < at["分汽缸"][0] < at["浸出"][0] < at["凝结水箱"][0]
    cells = [text for text, kind, _ in picture.texts if kind == "cell"]
    assert cells[cells.index("锅炉") :][:6] == ["锅炉", "10", "10", "0", "0%", "平衡"]
    assert cells.count("平衡") == 4


def test_the_pictures_speak_english(read_picture):
    english = PROCESSES.assign(name_en=[f"process {i}" for i in range(len(PROCESSES))])
    for draw, flows in ((energy_diagram, ENERGY), (steam_diagram, STEAM)):
        drawing = draw(english, flows.assign(name_en=[f"flow {i}" for i in range(len(flows))]), lang="en")
        words = "".join(read_picture(drawing.to_svg()).words) + drawing.title
        assert not [character for character in words if "一" <= character <= "鿿"]
