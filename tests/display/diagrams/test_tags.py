import pandas as pd

from workbench.display.arrows import read_arrows
from workbench.display.tags import tag_outputs

FLOWS = pd.DataFrame(
    [
        ("outside", "roast", "精矿", "raw"),
        ("roast", "outside", "烟气", "waste_gas"),
        ("roast", "outside", "炉渣", "solid_waste"),
    ],
    columns=["source", "target", "name", "kind"],
).assign(amount=1.0)


def labels(tags, lang="zh"):
    processes = pd.DataFrame({"process": ["roast", "idle"], "waste_tags": [tags, "G9"]})
    return tag_outputs(processes, read_arrows(FLOWS, lang), lang)["label"].tolist()


def test_a_tag_stands_before_the_waste_it_belongs_to():
    assert labels("S1;G1") == ["精矿", "G1 烟气", "S1 炉渣"]


def test_a_tag_without_a_flow_becomes_an_arrow_of_its_own():
    assert labels("G1；N1") == ["精矿", "G1 烟气", "炉渣", "N1 噪声"]
    assert labels(["W2"], "en")[-1] == "W2 waste water"


def test_two_tags_of_a_letter_take_two_flows():
    assert labels("G1;G2") == ["精矿", "G1 烟气", "炉渣", "G2 废气"]


def test_processes_without_tags_or_without_flows_add_nothing():
    assert labels(None) == ["精矿", "烟气", "炉渣"]
