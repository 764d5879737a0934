import json

import numpy as np
import pytest

from workbench.analysis.reconciliation.plant import reconcile
from workbench.analysis.reconciliation.words import describe_reconciliation
from workbench.case import load_case
from workbench.errors import ReconciliationError, UsageError

# the network of exercise E3.2, f4 read 11 % low
PROCESSES = "process,name\nA,浸出\nB,净化\nC,电积\n"
FLOWS = """flow,source,target,name,amount,unit,rsd
f1,outside,A,精矿,1004,t/d,0.01
f2,A,B,上清液,648,t/d,0.015
f3,A,C,返液,357,t/d,0.015
f4,B,C,新液,371,t/d,0.015
f5,B,outside,渣,229,t/d,0.02
f6,C,outside,锌,772,t/d,0.01
"""
# closed truth: A 100.0 → 75.0 + 25.0; B 75.0 → 61.0 + 14.0; C 25.0 + 61.0 → 86.0
CONTENTS = """flow,quantity,content,unit,rsd
f1,Zn,0.1,,0.02
f2,Zn,0.12,,0.02
f3,Zn,0.064,,0.02
f4,Zn,0.147,,0.02
f5,Zn,0.07,,0.02
f6,Zn,0.107,,0.02
"""
BALANCES = "balance,title,kind,quantities,unit\nmain,物料,mass,mass;Zn,t/d\n"


@pytest.fixture
def zinc(tmp_path):
    def write(**tables):
        texts = {"processes": PROCESSES, "flows": FLOWS, "balances": BALANCES, **tables}
        for name, text in texts.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        (tmp_path / "case.toml").write_text('id = "zinc"\noperating_days = 330\n', encoding="utf-8")
        return load_case(tmp_path)

    return write


def test_the_faulty_meter_of_the_exercise_is_found_in_a_case(zinc):
    found = reconcile(zinc())
    assert found.chi2 == pytest.approx(27.6, abs=0.05)
    assert found.dof == 3
    assert found.closure.verdict == "gross_error"
    assert found.suspects["members"].tolist() == [["f4"]]
    assert found.flows.loc[found.flows["suspect"], "flow"].tolist() == ["f4"]
    assert found.flows["z"].to_numpy() == pytest.approx([-1.3, -2.7, 3.4, 5.2, 3.3, -2.5], abs=0.05)
    assert len(found.contents) == 0


def test_the_json_object_is_the_contract(zinc):
    found = reconcile(zinc(contents=CONTENTS), quantities=["mass", "Zn"]).to_json()
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert {"flows", "contents", "chi2", "dof", "p", "suspects"} <= set(found)
    assert {"flow", "measured", "reconciled", "sd", "status", "z", "suspect"} <= set(found["flows"][0])
    assert {"flow", "quantity", "measured", "reconciled", "sd", "status", "z", "suspect"} <= set(found["contents"][0])
    assert found["suspects"][0]["kind"] == "meter"
    assert found["suspects"][0]["members"] == ["f4"]


def test_an_open_flow_is_null_with_its_interval(zinc):
    flows = (
        FLOWS.replace("f3,A,C,返液,357,t/d,0.015", "f3,A,C,返液,,t/d,")
        .replace("f4,B,C,新液,371", "f4,B,C,新液,")
        .replace("f2,A,B,上清液,648", "f2,A,B,上清液,")
    )
    found = reconcile(zinc(flows=flows)).to_json()
    row = found["flows"][2]
    assert row["status"] == "unobservable"
    assert row["reconciled"] is None
    assert row["sd"] is None
    assert row["z"] is None
    assert row["low"] == pytest.approx(0, abs=1e-6)
    # all of the zinc may come through the recycle
    assert row["high"] == pytest.approx(found["flows"][5]["reconciled"], rel=1e-6)


def test_a_plant_without_redundancy_has_no_p(zinc):
    flows = FLOWS.replace("357", "").replace("371", "").replace("229", "")
    found = reconcile(zinc(flows=flows)).to_json()
    assert (found["dof"], found["chi2"], found["p"]) == (0, 0.0, None)


def test_numbers_are_in_the_unit_of_their_row(zinc):
    flows = FLOWS.replace("f5,B,outside,渣,229,t/d", "f5,B,outside,渣,229000,kg/d")
    one, other = reconcile(zinc()).flows, reconcile(zinc(flows=flows)).flows
    for column in ("measured", "reconciled", "sd"):
        assert other[column][4] == pytest.approx(1000 * one[column][4])
        assert other[column][3] == pytest.approx(one[column][3])


def test_flows_and_contents_close_together(zinc):
    found = reconcile(zinc(contents=CONTENTS), quantities=["mass", "Zn"])
    amount = found.flows["reconciled"].to_numpy()
    zinc_load = amount * found.contents["reconciled"].to_numpy()
    A = np.array([[1, -1, -1, 0, 0, 0], [0, 1, 0, -1, -1, 0], [0, 0, 1, 1, 0, -1.0]])
    assert A @ amount == pytest.approx(np.zeros(3), abs=1e-8)
    assert A @ zinc_load == pytest.approx(np.zeros(3), abs=1e-8)
    assert found.dof == 6
    assert found.quantities == ("mass", "Zn")


def test_a_quantity_alone_leaves_the_mass_open(zinc):
    found = reconcile(zinc(contents=CONTENTS), quantities=["Zn"])
    assert found.dof == 3
    assert found.quantities == ("Zn",)


def test_one_assay_of_a_material_counts_once(zinc):
    flows = FLOWS.replace("flow,source", "flow,material,source").replace("\nf", "\nf")
    flows = "\n".join(
        line if line.startswith("flow") else line.replace(",", ",liquor,", 1) for line in flows.strip().split("\n")
    )
    materials = "material,name\nliquor,溶液\n"
    contents = "material,quantity,content,rsd\nliquor,Zn,0.1,0.02\n"
    found = reconcile(zinc(flows=flows + "\n", materials=materials, contents=contents), quantities=["mass", "Zn"])
    # the zinc balance repeats the mass balance: still three checks
    assert found.dof == 3
    assert found.contents["reconciled"].to_numpy() == pytest.approx(np.full(6, 0.1))


def test_a_wrong_assay_is_named_as_content(zinc):
    flows = FLOWS.replace("371", "417")
    contents = CONTENTS.replace("f4,Zn,0.147", "f4,Zn,0.200")
    found = reconcile(zinc(flows=flows, contents=contents), quantities=["mass", "Zn"])
    first = found.suspects.iloc[0]
    assert (first["kind"], first["members"], first["quantities"]) == ("content", ["f4"], ["Zn"])
    assert found.contents.loc[found.contents["suspect"], "flow"].tolist() == ["f4"]


def test_a_content_below_its_detection_limit_is_solved_not_zero(zinc):
    contents = CONTENTS.replace("unit,rsd", "unit,rsd,detection_limit").replace("0.02\n", "0.02,\n")
    contents = contents.replace("f5,Zn,0.07,,0.02,", "f5,Zn,,,,0.09")
    found = reconcile(zinc(flows=FLOWS.replace("371", "417"), contents=contents), quantities=["mass", "Zn"])
    row = found.contents.iloc[4]
    assert row["detection_limit"] == pytest.approx(0.09)
    assert row["status"] == "observable"
    assert 0.04 < row["reconciled"] < 0.1
    assert "未检出" in " ".join(describe_reconciliation(found, {})["sentence"])


def test_samples_stand_in_for_an_empty_amount(zinc):
    flows = FLOWS.replace("f4,B,C,新液,371,t/d,0.015", "f4,B,C,新液,,t/d,")
    plan = "point,name,flow,instrument_rsd\nP4,新液泵,f4,0.01\n"
    runs = "point,run,quantity,value,unit\nP4,1,amount,416,t/d\nP4,2,amount,418,t/d\nP4,3,amount,417,t/d\n"
    found = reconcile(zinc(flows=flows, measurement_plan=plan, measurements=runs))
    assert found.flows["measured"][3] == pytest.approx(417)
    # s/√3 = 0.577 and 1 % of 417
    assert found.flows["measured_sd"][3] == pytest.approx(np.hypot(1 / np.sqrt(3), 4.17))
    # the exercise: without the faulty reading χ² is 0.09
    assert found.chi2 == pytest.approx(0.09, abs=0.01)
    assert found.suspects.empty


def test_samples_of_a_content_are_converted_from_their_unit(zinc):
    contents = "\n".join(line for line in CONTENTS.strip().split("\n") if not line.startswith("f4")) + "\n"
    plan = "point,name,flow,instrument_rsd\nP4,新液泵,f4,0.02\n"
    runs = "point,run,quantity,value,unit\nP4,1,Zn,14.6,%\nP4,2,Zn,14.8,%\nP4,3,Zn,14.7,%\n"
    flows = FLOWS.replace("371", "417")
    case = zinc(flows=flows, contents=contents, measurement_plan=plan, measurements=runs)
    row = reconcile(case, quantities=["mass", "Zn"]).contents.iloc[3]
    assert row["measured"] == pytest.approx(0.147)
    assert row["measured_sd"] == pytest.approx(np.hypot(0.001 / np.sqrt(3), 0.00294))


def test_a_stock_may_shrink_but_a_flow_may_not(zinc):
    header = FLOWS.replace("unit,rsd\n", "unit,rsd,stock_change\n")
    lines = [line + ("" if "stock_change" in line else ",") for line in header.strip().split("\n")]
    stock = "f7,C,outside,库存,-50,t/d,0.1,yes"
    found = reconcile(zinc(flows="\n".join([*lines, stock]) + "\n"))
    assert found.flows["reconciled"][6] < 0


def test_every_value_has_its_sentence_and_its_row(zinc):
    found = reconcile(zinc(contents=CONTENTS), quantities=["mass", "Zn"])
    table = describe_reconciliation(found, {"A": "浸出", "B": "净化", "C": "电积"})
    assert len(table) == 12
    # the largest adjustment comes first: f4, in line 5 of its file, pulled by both of its balances
    assert table["flow"][0] == "f4"
    assert "flows.csv 第 5 行" in table["sentence"][0]
    assert "净化" in table["sentence"][0]
    assert "contents.csv row 5" in " ".join(describe_reconciliation(found, {}, "en")["sentence"])


def test_the_pulls_add_up_to_the_adjustments(zinc):
    found = reconcile(zinc(contents=CONTENTS), quantities=["mass", "Zn"])
    total = found.pulls[found.pulls["quantity"] == ""].groupby("flow")["pull"].sum()
    moved = (found.flows["reconciled"] - found.flows["measured"]).to_numpy()
    assert total[found.flows["flow"]].to_numpy() == pytest.approx(moved, rel=1e-6)


def test_a_leak_inside_the_plant_is_named(zinc):
    flows = """flow,source,target,name,amount,unit,rsd
a,outside,A,,100.2,t/d,0.005
b,A,B,,99.9,t/d,0.005
c,A,B,,50.0,t/d,0.005
d,B,C,,135.0,t/d,0.005
e,B,C,,9.0,t/d,0.02
f,C,outside,,144.2,t/d,0.005
g,outside,A,,49.8,t/d,0.005
"""
    found = reconcile(zinc(flows=flows))
    first = found.suspects.iloc[0]
    assert (first["kind"], first["members"]) == ("leak", ["B"])
    assert first["size"] == pytest.approx(5.9, abs=0.3)


def test_an_unknown_balance_or_quantity_is_refused(zinc):
    case = zinc()
    with pytest.raises(UsageError):
        reconcile(case, "steam")
    with pytest.raises(UsageError):
        reconcile(case, quantities=["Au"])


@pytest.mark.parametrize("quantities", [None, ["mass", "Zn"]])
def test_exact_amounts_that_contradict_each_other_are_named_by_their_ids(zinc, quantities):
    flows = (
        FLOWS.replace("0.015\nf3", "0\nf3").replace("371,t/d,0.015", "371,t/d,0").replace("229,t/d,0.02", "229,t/d,0")
    )
    with pytest.raises(ReconciliationError, match="f2.*f4.*f5"):
        reconcile(zinc(flows=flows, contents=CONTENTS), quantities=quantities)
