import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.display.ribbons import sankey_print
from workbench.display.sankey import links_and_nodes, sankey
from workbench.display.style import ROLES

NAMES = {"roast": "沸腾焙烧", "acid": "净化制酸", "leach": "浸出", "purify": "净液", "cell": "电积", "cast": "熔铸"}
ROWS = [
    ("outside", "roast", 771.8, 7.7, "锌精矿(湿)", "material"),
    ("outside", "roast", 2095.5, 60, "鼓风", "waste_gas"),
    ("roast", "leach", 520.4, 9, "焙砂", "material"),
    ("roast", "acid", 2350.9, 70, "炉气", "waste_gas"),
    ("outside", "acid", 320, 10, "净化补水", "water"),
    ("acid", "outside", 680.2, 7, "98%硫酸", "product"),
    ("acid", "outside", 1745.2, 80, "制酸尾气", "waste_gas"),
    ("acid", "outside", 245.5, 12, "污酸", "waste_water"),
    ("outside", "leach", 83, 4, "补充水", "water"),
    ("cell", "leach", 1650, 40, "废电解液", "reused_water"),
    ("leach", "outside", 253.4, 11, "浸出渣(湿)", "waste_solid"),
    ("leach", "purify", 2000, 45, "中性上清液", "material"),
    ("outside", "purify", 12, 0.3, "锌粉", "material"),
    ("purify", "outside", 17, 0.9, "铜镉渣", "waste_solid"),
    ("purify", "cell", 1995, 45, "新液", "material"),
    ("cell", "cast", 305, 1.5, "析出锌", "material"),
    ("cell", "outside", 40, 4, "蒸发与酸雾", "waste_gas"),
    ("cast", "outside", 301, None, "锌锭", "product"),
    ("cast", "roast", 4, 0.2, "浮渣", "waste_solid"),
]


def flows(**changes):
    frame = pd.DataFrame(ROWS, columns=["source", "target", "amount", "sd", "name", "kind"])
    for name, amount in changes.items():
        frame.loc[frame["name"] == name, "amount"] = amount
    return frame


def test_the_widths_are_the_amounts_of_the_table():
    figure = sankey(flows(), "t/d", names=NAMES)
    assert list(figure.data[0].link.value) == flows()["amount"].tolist()


def test_each_flow_from_or_to_outside_has_an_end_of_its_own():
    links, nodes = links_and_nodes(flows(), names=NAMES)
    assert (nodes["role"] == "process").sum() == 6
    assert (nodes["role"] == "input").sum() == 5 and (nodes["role"] == "output").sum() == 7
    assert nodes.loc["cell", "label"] == "电积" and nodes.loc["cell", "amount"] == 1995
    assert set(links["source"]) | set(links["target"]) == set(nodes.index)


def test_an_open_balance_is_refused_and_its_process_named():
    with pytest.raises(ValueError, match="净液.*2,012.*2,022"):
        sankey(flows(铜镉渣=27), "t/d", names=NAMES)
    with pytest.raises(ValueError, match="净液"):
        sankey_print(flows(铜镉渣=27), "t/d", names=NAMES)


def test_a_process_that_swallows_everything_is_refused():
    swallowed = flows()[lambda frame: frame["source"] != "cast"]
    with pytest.raises(ValueError, match="熔铸"):
        sankey(swallowed, "t/d", names=NAMES)


def test_a_gap_within_the_tolerance_is_drawn():
    assert sankey(flows(铜镉渣=17.5), "t/d", tolerance=0.001).data


def test_an_unknown_amount_is_refused_and_named():
    with pytest.raises(ValueError, match="铜镉渣"):
        sankey(flows(铜镉渣=None), "t/d")


def test_a_shrinking_stock_flows_in():
    frame = pd.DataFrame(
        [("outside", "mill", 90, 1, "矿石", "material"), ("mill", "outside", -10, 1, "库存变化", "material"),
         ("mill", "outside", 100, 1, "精矿", "product"), ("mill", "outside", 0, 1, "渗漏", "loss")],
        columns=["source", "target", "amount", "sd", "name", "kind"],
    )  # fmt: skip
    links, nodes = links_and_nodes(frame)
    assert links["amount"].tolist() == [90, 10, 100]
    assert (nodes["role"] == "input").sum() == 2


def test_the_uncertainty_stands_beside_the_amount():
    data = sankey(flows(), "t/d", names=NAMES).data[0]
    assert data.link.customdata[0] == "771.8±7.7"
    assert data.link.customdata[17] == "301"


def test_a_scenario_column_becomes_a_row_of_buttons():
    frame = pd.concat([flows().assign(scenario=name) for name in ("before", "after", "F6-1")])
    figure = sankey(frame, "t/d", names=NAMES)
    buttons = figure.layout.updatemenus[0].buttons
    assert [button.label for button in buttons] == ["审核前", "审核后", "F6-1"]
    assert buttons[1].args[0]["visible"] == [False, True, False]
    assert [trace.visible for trace in figure.data] == [True, False, False]
    assert isinstance(figure.data[2], go.Sankey)


def test_one_scenario_needs_no_buttons():
    assert not sankey(flows(), "t/d").layout.updatemenus


def test_only_what_closes_a_loop_runs_backwards():
    links, _ = links_and_nodes(flows())
    assert links.loc[links["back"], "name"].tolist() == ["废电解液", "浮渣"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_printed_sankey_can_be_read(legible, lang):
    texts = legible(sankey_print(flows(), "t/d", names=NAMES, lang=lang))
    joined = "\n".join(texts)
    assert all(name in joined for name in NAMES.values())
    ends = [row for row in ROWS if "outside" in row[:2]]
    assert all(name in joined for _, _, _, _, name, _ in ends)
    assert "废电解液 1,650±40" in texts


def widths(figure):
    """Return the width of each ribbon where it begins. [cm]"""
    ribbons = [patch for patch in figure.axes[0].patches if patch.get_gid() == "flow"]
    return sorted(abs(patch.get_xy()[0] - patch.get_xy()[-2]).max() for patch in ribbons)


def test_the_printed_widths_are_in_proportion_to_the_amounts():
    drawn = widths(sankey_print(flows(), "t/d", names=NAMES))
    amounts = sorted(flows()["amount"])
    assert len(drawn) == len(ROWS)
    assert [width / drawn[-1] for width in drawn] == pytest.approx([amount / amounts[-1] for amount in amounts])


def test_a_known_uncertainty_is_hatched_and_an_unknown_one_is_not():
    patches = sankey_print(flows(), "t/d", names=NAMES).axes[0].patches
    assert len([patch for patch in patches if patch.get_gid() == "sd"]) == len(ROWS) - 1


def test_kinds_have_the_colours_of_the_style():
    data = sankey(flows(), "t/d").data[0]
    assert data.link.color[4] == "rgba(0,114,178,0.45)"  # the water of the style, #0072B2, seen through


def test_kinds_of_the_flow_table_take_the_colour_of_what_they_are():
    kinds = {"by_product": "product", "circulating": "water", "solid_waste": "waste_solid", "raw": "material"}
    for kind, role in kinds.items():
        data = sankey(flows().assign(kind=kind), "t/d").data[0]
        red, green, blue = bytes.fromhex(ROLES[role].colour[1:])
        assert set(data.link.color) == {f"rgba({red},{green},{blue},0.45)"}


def acid_plant():
    """Acid runs round drying tower and absorber many times as strong as the gas that passes them."""
    rows = [
        ("outside", "dry", 100, 2, "净化后炉气", "waste_gas"),
        ("absorb", "dry", 800, 8, "98%循环酸", "material"),
        ("dry", "absorb", 795, 8, "95%串酸", "material"),
        ("dry", "convert", 105, 2, "干燥炉气", "waste_gas"),
        ("convert", "absorb", 105, 2, "转化气", "waste_gas"),
        ("absorb", "outside", 100, 1, "98%硫酸", "product"),
    ]
    return pd.DataFrame(rows, columns=["source", "target", "amount", "sd", "name", "kind"])


def test_a_strong_circulation_does_not_turn_the_process_round():
    links, nodes = links_and_nodes(acid_plant())
    assert links.loc[links["back"], "name"].tolist() == ["98%循环酸"]
    assert nodes["rank"][["dry", "convert", "absorb"]].tolist() == [1, 2, 3]


def test_a_recycle_to_the_first_layer_stays_on_the_page(legible):
    frame = acid_plant()
    frame.loc[frame["source"] == "outside", ["source", "target"]] = ["burn", "dry"]
    frame = pd.concat(
        [frame, pd.DataFrame([("outside", "burn", 100, 2, "含硫原料", "material")], columns=frame.columns)]
    )
    frame.loc[len(frame)] = ["absorb", "burn", 300, 3, "返酸", "material"]
    frame.loc[len(frame)] = ["burn", "absorb", 300, 3, "酸雾", "material"]
    figure = sankey_print(frame.drop(index=0), "t/d", tolerance=1)
    legible(figure)
    corners = [patch.get_xy() for patch in figure.axes[0].patches if patch.get_gid() == "flow"]
    assert min(xy[:, 0].min() for xy in corners) > 0 and max(xy[:, 0].max() for xy in corners) < 15


def test_many_layers_shorten_the_numbers_before_they_touch(legible):
    stages = [f"第{i}段浸出" for i in range(9)]
    rows = [("outside", stages[0], 0.0012345, 0.000012345, "铊", "material")]
    rows += [(*pair, 0.0012345, None, "矿浆", "material") for pair in zip(stages, stages[1:], strict=False)]
    rows += [(stages[-1], "outside", 0.0012345, 0.000012345, "浸出渣", "waste_solid")]
    frame = pd.DataFrame(rows, columns=["source", "target", "amount", "sd", "name", "kind"])
    assert any("±1%" in text for text in legible(sankey_print(frame, "t/d")))


def test_what_a_process_gives_itself_runs_in_a_loop(legible):
    frame = flows()
    frame.loc[len(frame)] = ["acid", "acid", 500, 5, "循环酸", "circulating"]
    links, _ = links_and_nodes(frame)
    assert links.loc[links["back"], "name"].tolist() == ["废电解液", "浮渣", "循环酸"]
    figure = sankey_print(frame, "t/d", names=NAMES)
    assert "循环酸 500±5" in legible(figure)
    assert len(widths(figure)) == len(frame)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.floats(0.1, 1000)), min_size=1, max_size=12))
def test_any_plant_that_closes_is_drawn_true_to_scale(loops):
    """Each loop of material closes by itself; so does every sum of loops."""
    rows = []
    for first, second, amount in loops:
        stops = ["outside", f"P{first}", *([f"P{second}"] if second != first else []), "outside"]
        rows += [(*pair, amount, None, "物流", "material") for pair in zip(stops, stops[1:], strict=False)]
    frame = pd.DataFrame(rows, columns=["source", "target", "amount", "sd", "name", "kind"])
    links, nodes = links_and_nodes(frame)
    assert links["amount"].tolist() == frame["amount"].tolist()
    ranks = nodes["rank"]
    forward = links[~links["back"]]
    assert (ranks[forward["source"]].to_numpy() < ranks[forward["target"]].to_numpy()).all()
