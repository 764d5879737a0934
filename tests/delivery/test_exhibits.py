"""What exhibits show, on a small plant with one element and two closed truths."""

import pandas as pd
import pytest

from workbench import load_case, open_chapter
from workbench.delivery.exhibits import account, chemistry, comparison, index, recovery, sankey, survey, values
from workbench.delivery.exhibits.chemistry import pretty
from workbench.display import chapter as chapters
from workbench.errors import UsageError

FLOW_HEAD = "flow,balance,source,target,name,kind,amount,unit,rsd\n"
FLOWS = """F1,main,outside,mash,矿,raw,{0},t/d,{rsd}
F2,main,mash,fill,液,intermediate,{2},t/d,{rsd}
F3,main,mash,outside,渣,solid_waste,{1},t/d,{rsd}
F4,main,fill,outside,品,product,{2},t/d,{rsd}
"""
BALANCES = "balance,title,kind,quantities,unit\nmain,主线,mass,mass;S,t/d\n"
CONTENTS = "flow,quantity,content,rsd\nF1,S,0.1,{rsd}\nF2,S,0.1,{rsd}\nF3,S,0.1,{rsd}\nF4,S,0.1,{rsd}\n"


def tables(amounts, rsd):
    return {
        "balances.csv": BALANCES,
        "flows.csv": FLOW_HEAD + FLOWS.format(*amounts, rsd=rsd),
        "contents.csv": CONTENTS.format(rsd=rsd),
    }


@pytest.fixture
def shown(monkeypatch):
    """Collect what a chapter shows: titles and rows of tables, titles of figures, texts."""
    seen = {"tables": {}, "figures": [], "texts": []}

    def show(bundle):
        table, figure = (bundle.get(f"application/vnd.workbench.{kind}+json") for kind in ("table", "figure"))
        if table:
            seen["tables"][table["title"]] = table
        elif figure:
            seen["figures"].append((figure["title"], chapters.PLOTLY_MIME in bundle))
        elif "text/markdown" in bundle:
            seen["texts"].append(bundle["text/plain"])

    monkeypatch.setattr(chapters, "_show", show)
    return seen


@pytest.fixture
def case(plant):
    folder = plant(tables((100, 20, 80), 0.01))
    plant(tables((100, 20, 80), 0), name="plant/before")
    plant(tables((100, 5, 95), 0), name="plant/after")
    return load_case(folder)


@pytest.fixture
def bare(plant):
    return load_case(plant(tables((100, 20, 80), 0.01), name="bare"))


def only(found):
    (table,) = found["tables"].values()
    return table


def test_the_whereabouts_of_an_element_are_shares_of_what_enters(case, shown):
    recovery.whereabouts(open_chapter(case, 1), case, "main", "S")
    table = only(shown)
    assert table["title"] == "主线：S的来路与去向（校正值，t/d）"
    assert [(row[1], row[3], row[5]) for row in table["rows"]] == [
        ("矿", "10", "100"),
        ("品", "8", "80"),
        ("渣", "2", "20"),
    ]


def test_shares_and_amounts_for_sentences_are_looked_up_by_flow(case):
    assert values.shares(case, "main", "S")["F3"] == pytest.approx(0.2)
    assert values.flow_amounts(case, "main")["F4"] == pytest.approx(80)
    assert values.flow_amounts(case, "main", "after")["F4"] == 95
    assert values.carried_amounts(case, "S", "after")["F3"] == pytest.approx(0.5)


def test_reconciled_amounts_of_an_element_close_where_the_measured_do_not(plant):
    case = load_case(plant(tables((103, 20, 80), 0.01)))
    rows = values.carried(case, "main", "S").set_index("flow")["carried"]
    assert rows["F1"] == pytest.approx(rows["F2"] + rows["F3"])
    assert 10.0 < rows["F1"] < 10.3


def test_capture_counts_what_is_not_released(case, shown):
    ways = [("前", "before", ["F3"]), ("后", "after", ["F3"])]
    recovery.capture(open_chapter(case, 1), case, "S", "F1", ways, "SO2")
    # 2 and 0.5 of 10 t/d; SO2 of 300 days: 2 × 64.058/32.06 × 300 = 1198.8 t
    rows = only(shown)["rows"]
    assert [row[5] for row in rows] == ["80", "95"]
    assert [row[4] for row in rows] == ["1,199", "300"]


def test_changes_lead_from_one_truth_to_the_other_the_largest_first(case, shown):
    table = comparison.changes(case, "main", "outside", "output", "S")
    assert sorted(table["difference"].round(9)) == [-1.5, 1.5]
    inner = comparison.changes(case, "main", "fill", "input")
    assert inner.loc["F2", ["value_before", "value_after", "difference"]].tolist() == [80, 95, 15]
    comparison.change(open_chapter(case, 1), case, "main", "mash")
    assert only(shown)["title"] == "主线：糖化去向的前后变化 (t/d)"
    assert shown["figures"] == [("主线：糖化去向的前后变化（瀑布图） (t/d)", False)]


def test_changes_too_small_to_see_are_drawn_together(case):
    table = pd.DataFrame(
        {"name": ["a", "b", "c"], "value_before": [100.0, 50.0, 50.0], "value_after": [60.0, 50.1, 50.0]}
    )
    table["difference"] = table["value_after"] - table["value_before"]
    steps = comparison._steps(open_chapter(case, 1), table)
    assert list(steps["name"]) == ["审核前", "a", "其余", "审核后"]
    assert steps["amount"].tolist() == pytest.approx([200, -40, 0.1, 160.1])


def test_what_rounding_leaves_over_is_no_change(case):
    table = pd.DataFrame({"name": ["a", "b"], "value_before": [100.0, 50.0], "value_after": [60.0, 50.0 + 1e-11]})
    table["difference"] = table["value_after"] - table["value_before"]
    assert list(comparison._steps(open_chapter(case, 1), table)["name"]) == ["审核前", "a", "审核后"]


def test_a_case_without_truths_says_so(bare, shown):
    chapter = open_chapter(bare, 1)
    comparison.change(chapter, bare, "main")
    recovery.capture(chapter, bare, "S", "F1", [("前", "before", ["F3"])], "SO2")
    assert shown["texts"] == ["（本案例没有闭合真值。）"] * 2


def test_a_sankey_is_interactive_and_is_followed_by_the_state_after(case, bare, shown):
    sankey.sankeys(open_chapter(case, 1), case, "S")
    assert shown["figures"] == [("主线：S桑基图 (t/d)", True), ("主线：S桑基图，方案实施后 (t/d)", False)]
    shown["figures"].clear()
    sankey.sankeys(open_chapter(bare, 1), bare)
    assert shown["figures"] == [("主线：mass桑基图 (t/d)", True)]


def test_what_the_options_took_out_altogether_has_no_sankey_afterwards(plant, shown):
    folder = plant(tables((100, 20, 80), 0.01))
    none = {"contents.csv": CONTENTS.format(rsd="0").replace("0.1,", "0,")}
    plant(tables((100, 20, 80), 0) | none, name="plant/after")
    case = load_case(folder)
    sankey.sankeys(open_chapter(case, 1), case, "S")
    assert shown["figures"] == [("主线：S桑基图 (t/d)", True)]


def test_an_open_balance_has_no_sankey(plant, shown):
    folder = plant(tables((100, 20, 80), 0.01))
    plant(tables((100, 5, 80), 0), name="plant/after")
    case = load_case(folder)
    with pytest.raises(ValueError, match="no Sankey of an open balance: 糖化"):
        sankey.sankeys(open_chapter(case, 1), case)


def test_a_circulation_larger_than_the_input_joins_its_ends():
    columns = ["source", "target", "name", "kind", "carried", "carried_sd"]
    rows = [
        ("outside", "a", "feed", "raw", 10.0, 0.1),
        ("a", "b", "cold", "intermediate", 110.0, 1.0),
        ("b", "a", "warm", "circulating", 100.0, 0.0),
        ("b", "outside", "good", "product", 10.0, 0.0),
    ]
    flows = pd.DataFrame(rows, columns=columns)
    joined = sankey.joined_processes(flows)
    assert joined == {"a": "b"}
    drawn = sankey.sankey_flows(flows, joined)
    assert drawn[["source", "target", "amount"]].values.tolist() == [["outside", "b", 10.0], ["b", "outside", 10.0]]
    assert drawn["sd"].isna().tolist() == [False, True]
    assert sankey.joined_processes(flows.assign(carried=[100.0, 110.0, 10.0, 100.0])) == {}


def test_reactions_are_written_for_people_with_masses_per_tonne_of_the_first_reactant(case, shown):
    assert pretty("Ca(OH)2 + 2 HCl = CaCl2 + 2 H2O") == "Ca(OH)₂ + 2 HCl → CaCl₂ + 2 H₂O"
    chemistry.reactions(open_chapter(case, 1), case, ("焙烧", "roasting"), ["ZnS + 1.5 O2 = ZnO + SO2"])
    # M: ZnS 97.44, O2 31.998, ZnO 81.379, SO2 64.058
    assert only(shown)["rows"] == [["ZnS + 1.5 O₂ → ZnO + SO₂", "ZnS 1.000、O₂ 0.493", "ZnO 0.835、SO₂ 0.657"]]


CELL = """flow,balance,source,target,name,kind,amount,unit,rsd
F1,main,outside,mash,液,raw,1,t/d,0.01
F2,main,mash,outside,锌,product,1,t/d,0.01
P1,power,outside,mash,直流电,power,900,MWh/a,0.01
P2,power,mash,outside,用电,power,900,MWh/a,0.01
"""
CELL_BALANCES = "balance,title,kind,quantities,unit\nmain,锌,mass,mass;Zn,t/d\npower,电,energy,electricity,MWh/a\n"
CELL_FILES = {
    "flows.csv": CELL,
    "balances.csv": CELL_BALANCES,
    "contents.csv": "flow,quantity,content,rsd\nF1,Zn,1,0\nF2,Zn,1,0\n",
}


def test_faradays_law_is_held_against_meter_and_scale(plant, shown):
    profile = "item,name,value\ncell_voltage,槽压,平均 3.3 V\n"
    case = load_case(plant(CELL_FILES | {"profile.csv": profile}))
    chemistry.faraday(open_chapter(case, 1), case, "F2", "P1", "Zn", 2)
    # 300 t/a, 900 MWh/a: 3000 kWh/t; 819.9 × 3.3 = 2706 kWh/t: 90.2 %
    assert [row[1] for row in only(shown)["rows"]] == ["300.0", "3,000.0", "3.3", "819.9", "2,705.6", "90.2"]


def test_without_a_voltage_the_efficiency_stays_unknown(plant, shown):
    case = load_case(plant(CELL_FILES))
    chemistry.faraday(open_chapter(case, 1), case, "F2", "P1", "Zn", 2)
    assert [row[1] for row in only(shown)["rows"]][-1] == "—"
    with pytest.raises(UsageError, match="no flow F9"):
        chemistry.faraday(open_chapter(case, 1), case, "F9", "P1", "Zn", 2)


def test_the_account_of_an_option_adds_up_what_it_brings_and_what_it_costs(shown):
    case = load_case("zinc_smelting")
    chapter = open_chapter(case, 1)
    account.account(chapter, case, "F6-2")
    table = only(shown)
    # 1324.14 + 28.7496 − 27.6481 − 15 − 120 − 85
    assert "1,105.24" in table["note"]
    assert table["rows"][0][0].startswith("自用余热电") and table["rows"][-1][0] == "定员"
    assert values.option_accounts(case)["F6-2"]["labour"] == -120
    assert values.option_figures(case)["F6-2"].I == 2180
    assert values.indicator_values(case)["zn_acc_new_rec"].value == 87.2


def test_a_suspect_that_mass_cannot_name_is_named_with_the_element(shown):
    case = load_case("zinc_smelting")
    recovery.suspects_with(open_chapter(case, 1), case, "acid", "S")
    assert any("中和渣 的计量可疑" in text and "偏低" in text for text in shown["texts"])


def test_amounts_of_the_flow_sheet_are_told_in_the_unit_of_their_balance(plant, monkeypatch):
    hourly = tables((100, 20, 80), 0.01)
    hourly["flows.csv"] = hourly["flows.csv"].replace("raw,100,t/d", "raw,4,t/h")
    case = load_case(plant(hourly | {"case.toml": 'id = "x"\noperating_hours = 24\n'}))
    drawn = []
    monkeypatch.setattr(survey, "process_flow_diagram", lambda processes, flows, lang: drawn.append(flows))
    monkeypatch.setattr(chapters.Chapter, "figure", lambda *args, **named: None)
    survey.flow_sheet(open_chapter(case, 1), case)
    fed = drawn[0].set_index("flow").loc["F1"]
    assert (fed["amount"], fed["unit"]) == (96, "t/d")


def test_the_index_lists_the_lead_case_with_its_chapter_and_its_phases(case, shown):
    chapter = open_chapter(case, "索引")
    index.cases(chapter)
    index.phases(chapter)
    listed = shown["tables"]["案例索引"]
    row = next(row for row in listed["rows"] if row[0] == "zinc_smelting")
    assert "第4章" in row[2] and row[3] == "cases/zinc_smelting.ipynb"
    assert len(row) == 5 + 8
    assert len(shown["tables"]["八个阶段"]["rows"]) == 8


def test_the_start_page_lists_every_problem_of_a_folder(case, plant, shown):
    chapter = open_chapter(case, "索引")
    spoiled = plant({"flows.csv": FLOW_HEAD + "F1,main,outside,mush,矿,raw,ten,t/d,0.01\n"}, name="spoiled")
    index.check(chapter, str(spoiled))
    rows = shown["tables"]["案例数据问题清单"]["rows"]
    assert len(rows) >= 2 and {row[0] for row in rows} == {"flows.csv"}
    index.check(chapter, "zinc_smelting")
    assert shown["texts"][-1].endswith("发现 0 个问题。")
