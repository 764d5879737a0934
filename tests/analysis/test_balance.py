"""Balances worked by hand on the brewery of the fixture."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.balance import (
    balance_kinds,
    balance_processes,
    balance_scope,
    balance_workshops,
    quantity_flows,
)
from workbench.analysis.network import build_network
from workbench.case import load_case
from workbench.errors import UsageError

from ..conftest import FLOWS


def test_each_process_and_the_scope_are_balanced(plant):
    case = load_case(plant({"flows.csv": FLOWS.replace("F5,fill,outside,80", "F5,fill,outside,76")}))
    processes = balance_processes(case).set_index("process")
    assert processes["gap"].to_dict() == {"mash": 0, "cellar": 0, "fill": 4}
    assert processes.loc["fill", "deviation"] == pytest.approx(0.05)
    assert processes["verdict"].to_dict() == {"mash": "exact", "cellar": "exact", "fill": "closed"}
    scope = balance_scope(case)
    assert (scope["input"], scope["output"], scope["unaccounted"], scope["unit"]) == (100, 96, 4, "t/d")
    # independent errors of 1, 1 and 0.76 t/d
    assert scope["gap_sd"] == pytest.approx(math.sqrt(1**2 + 1**2 + 0.76**2))


def test_a_gap_above_the_tolerance_is_open_and_the_case_may_be_stricter(plant):
    balances = "balance,title,kind,quantities,unit,tolerance\nmain,物料,mass,mass,t/d,{}\n"
    flows = {"flows.csv": FLOWS.replace("F5,fill,outside,80", "F5,fill,outside,77")}
    for tolerance, verdict in ((0.05, "closed"), (0.03, "open")):
        case = load_case(plant(flows | {"balances.csv": balances.format(tolerance)}))
        assert balance_processes(case).set_index("process").loc["fill", "verdict"] == verdict


def test_an_unmeasured_flow_leaves_the_deviation_unknown(plant):
    case = load_case(plant({"flows.csv": FLOWS.replace("F2,mash,cellar,80", "F2,mash,cellar,")}))
    processes = balance_processes(case).set_index("process")
    assert processes["verdict"].to_dict() == {"mash": "unknown", "cellar": "unknown", "fill": "exact"}
    assert processes.loc["mash", ["gap", "deviation"]].isna().all()


def test_a_stock_change_is_neither_output_nor_gap(plant):
    text = FLOWS.replace(",rsd\n", ",rsd,stock_change\n").replace("F5,fill,outside,80", "F5,fill,outside,95")
    case = load_case(plant({"flows.csv": text + "F6,fill,outside,-15,t/d,0.01,yes\n"}))
    fill = balance_processes(case).set_index("process").loc["fill"]
    # 80 in, 95 out, stock fell by 15; without the stock the gap would be -15
    assert (fill["output"], fill["stock_change"], fill["gap"]) == (95, -15, 0)


def test_a_flow_inside_a_workshop_does_not_count_for_it(plant):
    workshops = balance_workshops(load_case(plant())).set_index("workshop")
    assert workshops[["input", "output"]].to_numpy().tolist() == [[100, 100], [80, 80]]


CONTENTS = """flow,material,quantity,content,unit,state,rsd
F1,,extract,15,%,,0.02
,grains,extract,20,%,dry,0.02
F2,,extract,0.1,,,0
"""
MATERIALS = "material,name,moisture\ngrains,麦糟,0.75\n"


def test_a_component_uses_the_flow_s_own_assay_then_its_material_s_on_the_right_basis(plant):
    text = FLOWS.replace(",rsd\n", ",rsd,material,state\n").replace(
        "outside,20,t/d,0.05", "outside,20,t/d,0.05,grains,wet"
    )
    case = load_case(plant({"flows.csv": text, "contents.csv": CONTENTS, "materials.csv": MATERIALS}))
    held = quantity_flows(case, quantity="extract").set_index("flow")
    # 100 x 15 %; 80 x 0.1; wet grains 20 t at 20 % of their dry quarter
    assert held.loc[["F1", "F2", "F3"], "carried"].to_list() == pytest.approx([15, 8, 1])
    assert held.loc["F1", "carried_sd"] == pytest.approx(math.hypot(1 * 0.15, 100 * 0.15 * 0.02))
    assert held.loc[["F4", "F5"], "carried"].isna().all()
    assert balance_processes(case, quantity="extract").set_index("process").loc["mash", "gap"] == pytest.approx(6)


def test_concentration_times_volume_is_a_load(plant):
    flows = "flow,source,target,amount,unit\nW1,mash,outside,2000,m3/d\nW2,outside,mash,2000,m3/d\n"
    contents = "flow,quantity,content,unit\nW1,COD,1500,mg/L\nW2,COD,0,mg/L\n"
    quantities = "quantity,name,unit\nCOD,化学需氧量,kg\n"
    files = {"flows.csv": flows, "contents.csv": contents, "quantities.csv": quantities}
    case = load_case(plant(files))
    assert quantity_flows(case, quantity="COD")["carried"].to_list() == [3000, 0]
    assert balance_scope(case, quantity="COD")["unit"] == "kg/d"


def test_toxic_components_are_held_to_a_stricter_tolerance(plant):
    quantities = "quantity,name,class\nCd,镉,toxic\nZn,锌,ordinary\n"
    contents = "flow,quantity,content\nF1,Cd,0.001\nF1,Zn,0.5\n"
    case = load_case(plant({"contents.csv": contents, "quantities.csv": quantities}))
    tolerances = {quantity: balance_scope(case, quantity=quantity)["tolerance"] for quantity in ("mass", "Zn", "Cd")}
    assert tolerances == {"mass": 0.05, "Zn": 0.05, "Cd": 0.02}


def test_what_crosses_the_boundary_is_summed_by_kind(plant):
    text = FLOWS.replace(",rsd\n", ",rsd,kind\n").replace("100,t/d,0.01", "100,t/d,0.01,raw")
    text = text.replace("20,t/d,0.05", "20,t/d,0.05,solid_waste").replace(
        "F5,fill,outside,80,t/d,0.01", "F5,fill,outside,80,t/d,0.01,product"
    )
    kinds = balance_kinds(load_case(plant({"flows.csv": text}))).set_index("kind")
    assert kinds["carried"].to_dict() == {"raw": 100, "solid_waste": 20, "product": 80}
    assert kinds.loc["solid_waste", "share"] == pytest.approx(0.2)
    assert kinds.loc["solid_waste", "carried_sd"] == pytest.approx(1.0)  # 5 % of 20
    # d(20/100) = d20/100 − 0.2 d100/100: 1 of 100 and 0.2 × 1 of 100
    assert kinds.loc["solid_waste", "share_sd"] == pytest.approx(math.hypot(0.01, 0.002))
    assert kinds.loc["raw", "share_sd"] == pytest.approx(0, abs=1e-12)  # the only input is all of the input


def test_the_share_of_one_input_of_two_moves_with_both(plant):
    text = FLOWS.replace(",rsd\n", ",rsd,kind\n").replace(
        "F1,outside,mash,100,t/d,0.01", "F1,outside,mash,80,t/d,0.05,raw"
    )
    kinds = balance_kinds(load_case(plant({"flows.csv": text + "F6,outside,mash,20,t/d,0.1,auxiliary\n"})))
    inputs = kinds[kinds["direction"] == "input"].set_index("kind")
    # s = a/(a + b): ds = (b da − a db)/(a + b)²; da = 4, db = 2
    expected = math.hypot(20 * 4, 80 * 2) / 100**2
    assert inputs["share"].to_dict() == pytest.approx({"raw": 0.8, "auxiliary": 0.2})
    assert inputs["share_sd"].to_dict() == pytest.approx({"raw": expected, "auxiliary": expected})


def test_several_balances_have_to_be_named(plant):
    balances = "balance,title,kind,quantities,unit\nmain,物料,mass,mass,t/d\nwater,水,water,water,m3/d\n"
    text = FLOWS.replace(",rsd\n", ",rsd,balance\n").replace("0.01\n", "0.01,main\n").replace("0.05\n", "0.05,main\n")
    case = load_case(plant({"balances.csv": balances, "flows.csv": text}))
    with pytest.raises(UsageError, match="main, water"):
        balance_scope(case)
    with pytest.raises(UsageError, match="steam"):
        balance_scope(case, "steam")
    with pytest.raises(UsageError, match="Zn"):
        balance_scope(case, "main", "Zn")
    assert balance_scope(case, "main")["gap"] == 0


def test_the_network_has_a_column_a_flow_and_a_row_a_process(plant):
    network = build_network(load_case(plant()))
    assert network.processes == ("mash", "cellar", "fill")
    assert network.matrix.toarray().tolist() == [[1, -1, -1, 0, 0], [0, 1, 0, -1, 0], [0, 0, 0, 1, -1]]


@given(st.lists(st.floats(0.001, 1e6), min_size=5, max_size=5), st.floats(0.001, 1000), st.permutations(range(5)))
def test_gaps_scale_with_the_amounts_and_do_not_depend_on_the_order(tmp_path_factory, amounts, scale, order):
    folder = tmp_path_factory.mktemp("plant")
    (folder / "case.toml").write_text('id = "x"\n', encoding="utf-8")
    (folder / "processes.csv").write_text("process,name\nmash,糖化\ncellar,发酵\nfill,灌装\n", encoding="utf-8")
    ends = [line.split(",")[:3] for line in FLOWS.splitlines()[1:]]

    def gaps(factor, positions):
        rows = [",".join([*ends[i], repr(amounts[i] * factor), "t/d"]) for i in positions]
        text = "\n".join(["flow,source,target,amount,unit", *rows]) + "\n"
        (folder / "flows.csv").write_text(text, encoding="utf-8")
        return balance_processes(load_case(folder)).set_index("process")["gap"]

    plain = gaps(1.0, range(5))
    assert gaps(scale, order).to_list() == pytest.approx((plain * scale).to_list(), rel=1e-9, abs=1e-6 * scale)
