import pandas as pd
import pytest

from workbench.display.arrows import read_arrows
from workbench.display.folding import draw_workshops, fold

PROCESSES = pd.DataFrame(
    {
        "process": ["tower", "coil", "wash", "station"],
        "name": ["冷却塔", "盘管", "洗涤", "污水站"],
        "workshop": ["一车间", "一车间", "二车间", None],
        "kind": ["cooling", "utility", "production", "treatment"],
    }
)
FLOWS = pd.DataFrame(
    [
        ("outside", "tower", "补水", 30.0, "fresh"),
        ("tower", "coil", "循环水", 500.0, "circulating"),
        ("coil", "tower", "回水", 500.0, "recycle"),
        ("tower", "wash", "排污", 10.0, "series"),
        ("wash", "station", "废水", 10.0, "waste_water"),
        ("tower", "outside", "蒸发", 20.0, "loss"),
        ("station", "outside", "外排", 10.0, "discharge"),
    ],
    columns=["source", "target", "name", "amount", "kind"],
)
ARROWS = read_arrows(FLOWS)
WATER = ("circulating", "series", "reuse", "condensate")


def ends(arrows):
    return [tuple(row) for row in arrows[["source", "target", "amount"]].itertuples(index=False)]


def test_a_workshop_becomes_one_box_that_keeps_its_circuit_as_a_loop():
    boxes, arrows = fold(PROCESSES, ARROWS, "workshop", again=WATER)
    assert boxes["process"].tolist() == ["一车间", "二车间", "station"]
    assert boxes["name"].tolist() == ["一车间", "二车间", "污水站"]
    assert ("一车间", "一车间", 500.0) in ends(arrows)
    assert ("一车间", "二车间", 10.0) in ends(arrows)
    assert len(arrows) == 6


def test_the_plant_becomes_one_box_with_a_loop_for_each_way_of_using_again():
    boxes, arrows = fold(PROCESSES, ARROWS, "plant", again=WATER)
    assert boxes["process"].tolist() == ["全厂"]
    assert sorted(ends(arrows)) == [
        ("outside", "全厂", 30.0),
        ("全厂", "outside", 10.0),
        ("全厂", "outside", 20.0),
        ("全厂", "全厂", 10.0),
        ("全厂", "全厂", 500.0),
    ]


def test_facilities_that_all_share_may_keep_their_box():
    boxes, _ = fold(PROCESSES, ARROWS, "workshop", keep=("cooling",))
    assert "tower" in set(boxes["process"])


def test_a_loop_with_an_unknown_part_is_unknown():
    _, arrows = fold(PROCESSES, read_arrows(FLOWS.assign(amount=None)), "plant")
    assert arrows.loc[arrows["source"] == arrows["target"], "text"].tolist() == ["?"] * 3


def test_unfolded_tables_stay_as_they_are():
    boxes, arrows = fold(PROCESSES, ARROWS, "process")
    assert boxes is PROCESSES and arrows is ARROWS


def test_an_unknown_level_is_refused():
    with pytest.raises(ValueError, match="level 'site' is not one of"):
        fold(PROCESSES, ARROWS, "site")


def test_every_workshop_gets_a_sheet():
    calls = draw_workshops(lambda processes, flows, **options: options, PROCESSES, FLOWS, unit="m3/d")
    assert calls == {
        "一车间": {"workshop": "一车间", "unit": "m3/d"},
        "二车间": {"workshop": "二车间", "unit": "m3/d"},
    }
