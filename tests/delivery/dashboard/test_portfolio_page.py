"""Portfolio page: figures are those of the store, no client is told to another, one failure hides nothing."""

import json
from dataclasses import replace

import pandas as pd
import pytest

from workbench import load_case
from workbench.delivery.dashboard.portfolio_figures import (
    benchmark,
    find_folder,
    outliers,
    robust_z,
    run_table,
    unit_consumption,
)
from workbench.delivery.dashboard.portfolio_page import benchmark_html, show_portfolio
from workbench.delivery.dashboard.visits import Visit
from workbench.delivery.outcome import RESULTS
from workbench.delivery.portfolio import COLUMNS, read_portfolio
from workbench.delivery.results import write_results
from workbench.errors import UsageError

WATER = [10.0, 11.0, 12.0, 13.0, 30.0]
HOSTILE = "<img src=x onerror=alert(1)>"


def row(kind, result, value=None, **more):
    return {"kind": kind, "result": result, "value": value, "item": "", "period": ""} | more


def store(folder, case_id, rows, industry="zinc", name=None):
    """Write the results of a made-up run."""
    about = {"case_id": case_id, "industry": industry, "region": "", "audit_date": None, "provenance": "synthetic"}
    texts = dict.fromkeys(("item", "period", "unit", "level", "text", "source"), "") | {"sd": float("nan")}
    table = pd.DataFrame([about | texts | each for each in rows])[list(COLUMNS)]
    place = folder / (name or case_id)
    place.mkdir(parents=True)
    table.to_parquet(place / RESULTS, index=False)


def water(value, unit="m3/t"):
    return row("indicator", "value", value, item="water", period="before", unit=unit)


@pytest.fixture
def runs(tmp_path):
    """Five zinc smelters and two breweries in the store, one run that stopped, one spoiled file."""
    folder = tmp_path / "runs"
    for place, value in enumerate(WATER):
        level = row("level", "level", level="II", period="after", source="case")
        money = [row("headline", "losses", 100.0 + place), row("headline", "benefit", 50.0)]
        done = [
            row("option", "status", item="F1", text="implemented"),
            row("option", "I", 90.0, item="F1"),
            row("option", "F", 30.0, item="F1"),
            row("option", "status", item="F2", text="planned"),
            row("option", "I", 900.0, item="F2"),
        ]
        store(folder, f"Z{place}", [water(value), level, *money, *done])
    store(folder, "B0", [water(4.0, "m3/kL"), row("headline", "losses", 7.0)], "beer")
    store(folder, "B1", [row("headline", "losses")], "beer")
    (folder / "late").mkdir()
    notebooks = {"01_planning": {"status": "ok"}, "02_preassessment": {"status": "failed"}}
    (folder / "late" / "run.json").write_text(json.dumps({"format": 1, "case": "late", "notebooks": notebooks}))
    (folder / "odd").mkdir()
    (folder / "odd" / "run.json").write_text("no json")
    (folder / "spoiled").mkdir()
    (folder / "spoiled" / RESULTS).write_text("no parquet")
    return folder


@pytest.fixture
def visit(runs):
    return Visit("zh", "beer", ("beer",), runs, None, {})


def test_a_run_is_shown_whether_its_results_are_stored_or_not(runs):
    table = run_table(runs, read_portfolio(runs)).set_index("case_id")
    assert list(table.index) == ["B0", "B1", "Z0", "Z1", "Z2", "Z3", "Z4", "late", "odd"]
    assert table.loc["Z3", "losses"] == 103 and table.loc["Z3", "level"] == "II"
    # 90 / 30 of the option carried out; the planned one does not count
    assert table.loc["Z3", "payback"] == 3.0
    assert pd.isna(table.loc["B1", "losses"]) and pd.isna(table.loc["B0", "payback"])
    assert table.loc["late", "failed"] == "02_preassessment" and table.loc["late", "notebooks"] == 2
    assert not table.loc["late", "stored"] and pd.isna(table.loc["late", "losses"])
    assert pd.isna(table.loc["odd", "notebooks"])


def test_one_unknown_amount_makes_the_payback_unknown(tmp_path):
    options = [row("option", "status", item=name, text="implemented") for name in ("F1", "F2")]
    money = [row("option", name, 10.0, item="F1") for name in ("I", "F")]
    store(tmp_path, "A", [*options, *money, row("option", "I", 5.0, item="F2"), row("headline", "losses", 1.0)])
    assert pd.isna(run_table(tmp_path, read_portfolio(tmp_path))["payback"].iloc[0])


def test_the_figures_are_those_of_the_runs_of_the_engine(tmp_path):
    (tmp_path / "beer").mkdir()
    write_results(load_case("beer"), tmp_path / "beer" / RESULTS)
    portfolio = read_portfolio(tmp_path)
    table = run_table(tmp_path, portfolio).iloc[0]
    stored = portfolio.cases().iloc[0]
    assert [table[name] for name in ("losses", "benefit", "options")] == [
        stored[name] for name in ("losses", "benefit", "options")
    ]
    done = load_case("beer")["options"]
    assert table["implemented"] == (done["status"] == "implemented").sum()
    assert bool(table["teaching"])


def test_a_value_far_from_the_median_stands_out():
    # median 12, deviations 2 1 0 1 18, their median 1
    z = robust_z(pd.Series(WATER))
    assert z.tolist() == pytest.approx([-1.349, -0.6745, 0, 0.6745, 12.141])


@pytest.mark.parametrize("values", [WATER[:4], [5.0, 5.0, 5.0, 5.0, 9.0]], ids=["too few", "half of them equal"])
def test_where_nothing_can_be_judged_nobody_stands_out(values):
    assert robust_z(pd.Series(values)).isna().all()


def test_outliers_are_sought_within_an_industry_and_unit(runs):
    found = outliers(unit_consumption(read_portfolio(runs)))
    assert found[["case_id", "median", "clients"]].to_numpy().tolist() == [["Z4", 12.0, 5]]


def test_consumption_per_time_or_volume_is_none_per_product(tmp_path):
    units = ["m3/t", "m3/kL", "t/a", "mg/L", "mg/Nm3", "%", "kWh/t"]
    rows = [row("indicator", "value", 1.0, item=f"i{place}", unit=unit) for place, unit in enumerate(units)]
    store(tmp_path, "A", [{**each, "period": "after"} for each in rows])
    assert unit_consumption(read_portfolio(tmp_path))["unit"].tolist() == ["m3/t", "m3/kL", "kWh/t"]


def test_the_value_after_the_audit_goes_before_the_one_before(tmp_path):
    store(tmp_path, "A", [water(10.0), {**water(8.0), "period": "after"}])
    assert unit_consumption(read_portfolio(tmp_path))["value"].tolist() == [8.0]


def test_a_client_is_compared_with_quartiles_of_its_industry(runs):
    table, withheld = benchmark(unit_consumption(read_portfolio(runs)), "Z3")
    assert withheld == 0
    found = table.iloc[0]
    assert (found["value"], found["low"], found["median"], found["high"], found["clients"]) == (
        13.0,
        11.0,
        12.0,
        13.0,
        5,
    )
    assert found["below"] == 0.75


def test_with_fewer_than_five_clients_nothing_is_told(runs):
    consumption = unit_consumption(read_portfolio(runs))
    table, withheld = benchmark(consumption[consumption["case_id"] != "Z4"], "Z0")
    assert table.empty and withheld == 1
    html = benchmark_html(consumption, "B0", "zh")
    assert "不足 5 家" in html and "<table" not in html
    assert "nothing to compare" in benchmark_html(consumption, "B1", "en")


def test_clients_without_an_industry_are_not_compared(tmp_path):
    for place, value in enumerate(WATER):
        store(tmp_path, f"N{place}", [water(value)], industry="")
    assert benchmark(unit_consumption(read_portfolio(tmp_path)), "N0")[1] == 1


def test_a_benchmark_names_nobody_else(runs):
    html = benchmark_html(unit_consumption(read_portfolio(runs)), "Z0", "zh")
    assert not any(f"Z{place}" in html for place in range(1, 5)) and "30" not in html


def test_the_page_filters_by_industry_and_compares_a_client(visit):
    box = show_portfolio(visit)
    controls = box.controls
    # 100 … 104 and 7
    assert ">517<" in controls["shown"].value and ">250<" in controls["shown"].value and "Z4" in controls["shown"].value
    assert "2 本中未完成：02_preassessment" in controls["shown"].value and "没有 run.json" in controls["shown"].value
    controls["industry"].value = "beer"
    assert ">7<" in controls["shown"].value and "Z4" not in controls["shown"].value
    assert "没有离群值" in controls["shown"].value
    controls["client"].value = "Z3"
    assert "75%" in controls["compared"].value


def test_what_cannot_be_read_is_said_without_its_place(visit, runs):
    page = show_portfolio(visit).children[1].children[0]
    said = page.children[0].value
    assert "spoiled" in said and str(runs) not in said


def test_new_runs_are_found_on_asking(visit, runs):
    box = show_portfolio(visit)
    store(runs, "Z9", [row("headline", "losses", 1000.0)])
    box.again.click()
    assert "Z9" in box.controls["shown"].value and ">1,517<" in box.controls["shown"].value


def test_without_runs_the_page_says_how_to_get_them(visit, tmp_path):
    empty = replace(visit, runs=tmp_path / "none")
    assert "workbench run" in show_portfolio(empty).children[1].children[0].children[0].value
    (tmp_path / "none").mkdir()
    assert "workbench run" in show_portfolio(empty).children[1].children[0].children[0].value


def test_only_a_folder_within_the_runs_may_be_named(visit, runs):
    store(runs / "2013", "C1", [row("headline", "losses", 3.0)])
    assert find_folder(runs, "2013") == runs / "2013"
    for name in ("..", "/etc", "../runs", "2013/C1"):
        with pytest.raises(UsageError, match="no folder"):
            find_folder(runs, name)
    assert "C1" in show_portfolio(replace(visit, asked={"folder": "2013"})).controls["shown"].value


def test_texts_of_the_store_are_never_read_as_markup(visit, runs):
    store(runs, HOSTILE, [water(14.0), row("headline", "losses", 1.0)], industry=HOSTILE, name="hostile")
    box = show_portfolio(visit)
    box.controls["industry"].value = HOSTILE
    box.controls["client"].value = HOSTILE
    html = box.controls["shown"].value + box.controls["compared"].value
    assert "<img src=x" not in html and "&lt;img src=x" in html
