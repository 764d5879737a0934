"""What the phase notebooks show of any case: nothing breaks, what is missing is said, columns speak the reader's language."""

import re
from pathlib import Path

import nbformat
import pytest

from workbench import load_case, open_chapter
from workbench.case import fields
from workbench.delivery.exhibits import (
    balances,
    basic,
    checking,
    compliance,
    continuation,
    feasibility,
    implementation,
    losses,
)
from workbench.display import chapter as chapters

from ..conftest import FLOWS

PHASES = sorted((Path(__file__).parents[2] / "notebooks" / "phases").glob("*.ipynb"))
CHINESE = re.compile("[\u4e00-\u9fff]")
MONEY = re.compile("万?元|万m3|[(]人[)]|[(]分[)]")  # units of the case tables
CODES = {column for table in fields().values() for column in table} - {"z", "I", "P", "D", "T", "E", "F", "N"}
EFFECTS = """option,item,name,kind,unit,design,before,after,output_before,output_after
F1,water,洗涤用水,water,m3/a,100,500,400,,
F2,water,冷却用水,water,m3/a,50,300,260,,
F1,rate,回用率,water,%,-1,90,91,,
"""
OPTIONS = """option,name,stage,class,cost_class,description,status,investment,saving
F1,洗涤改造,assessment,technology,low,改,implemented,8,5
F2,冷却改造,assessment,technology,low,改,implemented,6,4
F3,大改,generation,technology,high,改,rejected,900,50
"""


@pytest.fixture
def seen(monkeypatch):
    """Collect what a chapter shows: tables by title, titles of figures, texts."""
    shown = {"tables": {}, "figures": [], "texts": []}

    def show(bundle):
        table, figure = (bundle.get(f"application/vnd.workbench.{kind}+json") for kind in ("table", "figure"))
        if table:
            shown["tables"][table["title"]] = table
        elif figure:
            shown["figures"].append(figure["title"])
        elif "text/markdown" in bundle:
            shown["texts"].append(bundle["text/plain"])

    monkeypatch.setattr(chapters, "_show", show)
    return shown


def run(phase, case, lang):
    """Run the code cells of a phase notebook for a case."""
    names = {}
    for cell in nbformat.read(phase, as_version=4).cells:
        if cell.cell_type == "code":
            given = "parameters" in cell.metadata.get("tags", [])
            exec(f"case, lang = {str(case)!r}, {lang!r}" if given else cell.source, names)


def rows(found, title):
    return [tuple(row) for row in found["tables"][title]["rows"]]


def labels_of(found):
    return [(title, label) for title, table in found["tables"].items() for label in table["header"]]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("phase", PHASES, ids=lambda path: path.stem)
def test_the_smallest_case_runs_through_a_phase_and_hears_what_is_missing(phase, lang, plant, seen):
    run(phase, plant(), lang)
    said = [text for text in seen["texts"] if "没有表" in text or "has no table" in text]
    assert said
    assert not [pair for pair in labels_of(seen) if pair[1] in CODES and lang == "zh"]


@pytest.mark.slow
@pytest.mark.parametrize("phase", PHASES, ids=lambda path: path.stem)
def test_every_column_of_a_chinese_report_has_a_chinese_label(phase, seen):
    run(phase, "zinc_smelting", "zh")
    assert seen["tables"]
    assert not [pair for pair in labels_of(seen) if pair[1] in CODES]


@pytest.mark.slow
@pytest.mark.parametrize("phase", PHASES, ids=lambda path: path.stem)
def test_every_column_and_title_of_an_english_report_is_english(phase, seen):
    run(phase, "zinc_smelting", "en")
    case = load_case("zinc_smelting")
    names = {*case["focus_candidates"]["name"], *case["option_factors"]["name"]}
    strange = [
        (title, label)
        for title, label in labels_of(seen)
        if CHINESE.search(MONEY.sub("", label)) and not any(label.startswith(name) for name in names)
    ]
    assert not strange


def test_the_balance_of_the_whole_plant_is_input_less_output(plant, seen):
    case = load_case(plant())
    balances.scope_balance(open_chapter(case, 3), case)
    (row,) = rows(seen, "各平衡总量与偏差（实测值）")
    assert row[1:4] == ("物料总量", "t/d", "100")
    assert "差值恰为零(疑似倒推)" in row


def test_each_process_lists_what_it_takes_and_gives(plant, seen):
    case = load_case(plant())
    balances.unit_flows(open_chapter(case, 3), case)
    (table,) = seen["tables"].values()
    assert ("糖化", "F1 100", "F2 80；F3 20") in [tuple(row) for row in table["rows"]]


TWO_LOSSES = """flow,source,target,kind,material,amount,unit,rsd
F1,outside,mash,raw,,{0},t/a,0.01
F2,mash,outside,loss,wort,{1},t/a,0.025
F3,mash,outside,solid_waste,grains,{2},t/a,0.016666666667
"""
WORTH = {
    "materials.csv": "material,name\nwort,麦汁\ngrains,麦糟\n",
    "prices.csv": "item,year,price,unit\nwort,2012,20000,元/t\ngrains,2012,10000,元/t\n",
}


@pytest.mark.parametrize(("size", "told"), [(100, "14,000 ± 141"), (1, "140.00 ± 1.41")])
def test_the_sum_of_the_losses_knows_that_one_gains_what_the_other_gives_up(size, told, plant, seen):
    # 100 ± 1 in, 40 ± 1 and 60 ± 1 lost at 2 and 1: variance 4 × 2/3 + 2/3 − 2 × 2/3 = 2
    flows = TWO_LOSSES.format(100 * size, 40 * size, 60 * size)
    case = load_case(plant({"flows.csv": flows} | WORTH))
    losses.loss_table(open_chapter(case, 3), case)
    assert any(f"损失合计 {told} 万元/a" in text for text in seen["texts"])


@pytest.mark.parametrize(("read", "told"), [("110", "同样不采信 F4"), ("80", "也没有一台仪表的读数明显不可信")])
def test_a_robust_estimate_says_whether_it_means_the_same_meter(read, told, plant, seen):
    case = load_case(plant({"flows.csv": FLOWS.replace("fill,80", f"fill,{read}")}))
    checking.second_opinion(open_chapter(case, 3), case, "main")
    [text] = seen["texts"]
    assert told in text


def test_rates_are_not_added_over_options(plant, seen):
    case = load_case(plant({"options.csv": OPTIONS, "effects.csv": EFFECTS}))
    implementation.totals(open_chapter(case, 6), case, "6-6", money=False)
    (table,) = seen["tables"].values()
    assert [tuple(row[:6]) for row in table["rows"]] == [("洗涤用水、冷却用水", "水", "m3/a", "2", "150", "140")]


def test_without_verified_benefits_the_designed_ones_are_shown_and_called_so(plant, seen):
    case = load_case(plant({"options.csv": OPTIONS, "effects.csv": EFFECTS}))
    implementation.effects(open_chapter(case, 6), case, "6-3", ["none", "low"], money=True)
    (table,) = seen["tables"].values()
    assert [row[-1] for row in table["rows"]] == ["5", "4"]
    assert "设计值，共 9.0 万元/a" in table["note"]


def test_only_samples_above_the_limit_are_listed_and_on_line_data_are_no_samples(plant, seen):
    head = "outlet,pollutant,date,sample,name,medium,kind,concentration,unit,limit\n"
    values = ("a,manual,90", "b,manual,120", "c,online,300")
    parts = [value.split(",") for value in values]
    text = head + "".join(
        f"W1,COD,2012-05-0{n},{s},总排口,waste_water,{k},{c},mg/L,100\n" for n, (s, k, c) in enumerate(parts, 1)
    )
    case = load_case(plant({"monitoring.csv": text}))
    compliance.emissions(open_chapter(case, 2), case)
    assert seen["texts"] == ["手工监测共 2 个样次，折算后超标 1 个。"]
    assert [row[:2] for row in rows(seen, "手工监测超标样次")] == [("总排口", "化学需氧量")]


def test_infeasible_and_rejected_options_have_no_cash_flow_drawn():
    case = load_case("zinc_smelting")
    assert list(feasibility.largest(case)["option"])[:2] == ["F6-1", "F6-2"]
    assert not {"F2-5", "F6-10"} & set(feasibility.largest(case)["option"])


def test_the_cause_matrix_names_its_headings(seen):
    case = load_case("zinc_smelting")
    losses.causes(open_chapter(case, 3), case, "focus")
    assert [row[0] for row in rows(seen, "“两高一重”原因矩阵（原因编号）")] == ["能耗高", "物耗高", "污染重"]


def test_amounts_per_unit_of_output_say_what_they_are_divided_by(seen):
    case = load_case("zinc_smelting")
    basic.worksheet(open_chapter(case, 2), case, "2-7")
    (table,) = seen["tables"].values()
    divided = {row[1]: row[table["header"].index("分母")] for row in table["rows"]}
    assert divided["全厂(一级表)"] == "锌锭(电锌三厂) + 锌锭(电锌一、二厂)"
    assert divided["电锌三厂浸出"] == "锌锭(电锌三厂)"
    assert "除以“分母”一栏" in table["note"]


PRODUCTS = "product,name,unit,main\nbeer,啤酒,kL,yes\n"


def records(year, amount):
    months = [f"{year}-{month:02d}" for month in range(1, 13)]
    return {
        "products.csv": PRODUCTS,
        "production.csv": "product,month,amount,unit\n" + "".join(f"beer,{m},100,kL\n" for m in months),
        "consumption.csv": "item,place,month,amount,unit\n" + "".join(f"water,全厂,{m},{amount},m3\n" for m in months),
    }


def test_a_round_that_names_the_last_one_stands_beside_it(plant, seen):
    plant(records(2010, 600), name="round1")
    folder = plant(records(2013, 550), name="round2")
    settings = folder / "case.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + '\nprevious = "../round1"\n', encoding="utf-8")
    case = load_case(folder)
    continuation.rounds(open_chapter(case, 7), case)
    (row,) = rows(seen, "两轮审核并列：用量变化的分解")
    assert row[2:5] == ("7,200", "6,600", "−600")


def test_a_last_round_that_cannot_be_found_leaves_the_years(plant, seen):
    folder = plant(records(2013, 550), name="round3")
    settings = folder / "case.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + '\nprevious = "../lost"\n', encoding="utf-8")
    case = load_case(folder)
    continuation.rounds(open_chapter(case, 7), case)
    assert any("没有上一轮案例" in text for text in seen["texts"])
