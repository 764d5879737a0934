"""A teaching copy: every amount another, every ratio and balance the same."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.balance import balance_scope
from workbench.analysis.economics import appraise_options
from workbench.analysis.indicators import composite_index
from workbench.analysis.reconciliation import reconcile
from workbench.case import fields, load_case
from workbench.delivery.sanitize import known_names, read_sound
from workbench.delivery.teachify import _COUNTED, _Key, degrees, teachify
from workbench.errors import UsageError

from .test_sanitize import FILES, NAMES, everything

SECRET = "grey heron over the weir"


@pytest.fixture(scope="module")
def zinc(tmp_path_factory):
    """Return the zinc case and its teaching copy."""
    return load_case("zinc_smelting"), load_case(
        teachify("zinc_smelting", tmp_path_factory.mktemp("teach") / "copy", SECRET)
    )


def pairs(zinc):
    for balance in zinc[0]["balances"].to_dict("records"):
        for quantity in balance["quantities"].split(";"):
            yield tuple(balance_scope(case, balance["balance"], quantity) for case in zinc)


def test_balances_are_as_closed_as_before(zinc):
    compared = 0
    for before, after in pairs(zinc):
        np.testing.assert_allclose(after["deviation"], before["deviation"], rtol=1e-11, atol=1e-12)
        assert after["verdict"] == before["verdict"] and abs(after["input"] / before["input"] - 1) > 0.05
        compared += 1
    assert compared >= 6


def test_the_reconciliation_finds_the_same(zinc):
    before, after = (reconcile(case, "acid") for case in zinc)
    assert after.chi2 == pytest.approx(before.chi2, rel=1e-9) and after.dof == before.dof


def test_all_amounts_are_scaled_by_one_factor(zinc):
    before, after = (case["flows"]["amount"].to_numpy() for case in zinc)
    known = (before != 0) & ~np.isnan(before)
    ratio = after[known] / before[known]
    np.testing.assert_allclose(ratio, ratio[0], rtol=1e-12)
    assert (np.isnan(before) == np.isnan(after)).all() and (after[before == 0] == 0).all()


def test_contents_concentrations_and_monthly_unit_consumption_stay(zinc):
    for table, column in (("contents", "content"), ("monitoring", "concentration"), ("flows", "moisture")):
        before, after = (case[table][column].to_numpy() for case in zinc)
        np.testing.assert_array_equal(before, after)
    before, after = (case["consumption"]["amount"].sum() / case["production"]["amount"].sum() for case in zinc)
    assert after == pytest.approx(before, rel=1e-12)


def test_the_economics_keep_their_ratios(zinc):
    before, after = map(appraise_options, zinc)
    for column in ("N", "NPVR", "IRR"):
        np.testing.assert_allclose(
            after[column].astype("float64"), before[column].astype("float64"), rtol=1e-9, equal_nan=True
        )
    assert after["feasible"].tolist() == before["feasible"].tolist()
    assert not np.isclose(after["I"].sum(), before["I"].sum(), rtol=0.05)


def test_money_and_amounts_have_different_factors(zinc):
    flows = zinc[1]["flows"]["amount"].sum() / zinc[0]["flows"]["amount"].sum()
    money = zinc[1]["investments"]["amount"].sum() / zinc[0]["investments"]["amount"].sum()
    price = (zinc[1]["prices"]["price"] / zinc[0]["prices"]["price"]).iloc[0]
    assert price == pytest.approx(money / flows, rel=1e-12) and abs(money / flows - 1) > 1e-6


def test_the_evaluation_index_stays(zinc):
    columns = ["indicator", "group", "group_weight", "weight", "direction", "level1", "level2", "level3", "limiting"]
    results = []
    for case in zinc:
        system = case["indicators"]
        system = system[(system["direction"] != "") & system["level3"].notna() & system["weight"].notna()]
        system = system.assign(weight=1 / len(system), group="one", group_weight=1.0)[columns]
        values = case["indicators"].set_index("indicator")["value"].reindex(system["indicator"]).to_dict()
        results.append(composite_index(system, values))
    assert results[0].index == results[1].index and results[0].level == results[1].level


def test_dates_move_back_by_whole_years(zinc):
    before, after = (case["plan"]["start"].tolist() for case in zinc)
    years = {int(old[:4]) - int(new[:4]) for old, new in zip(before, after, strict=True)}
    assert len(years) == 1 and years <= {1, 2, 3, 4} and [d[4:] for d in before] == [d[4:] for d in after]
    assert zinc[1]["measurements"]["run"].str[:4].astype(int).max() < 2012


def test_ids_of_the_plant_are_numbered_and_still_fit_together(zinc):
    before, after = zinc
    assert after["processes"]["process"].tolist()[:2] == ["U001", "U002"] and after["flows"]["flow"].iloc[0] == "F001"
    where = dict(zip(before["processes"]["process"], after["processes"]["process"], strict=True)) | {
        "outside": "outside"
    }
    assert before["flows"]["source"].map(where).tolist() == after["flows"]["source"].tolist()
    assert (after["flows"]["meter"] == "").all() and not after.has("expected")


def test_no_original_name_is_left(plant, tmp_path):
    text = everything(teachify(plant(FILES, name="secret"), tmp_path / "copy", SECRET))
    assert [name for name in NAMES if name in text] == []


def test_no_name_of_the_zinc_smelter_is_left(zinc):
    text = everything(zinc[1].folder)
    assert re.search(r"[一二三]厂|plants? \d", text) is None
    names = known_names(read_sound("zinc_smelting", zinc[1].folder.parent / "new"))
    workshops = [name for name in set(zinc[0]["processes"]["workshop"]) if len(name) > 2]
    assert len(names) > 3 and [name for name in [*names, *workshops, "湖南"] if name in text] == []


def test_the_copy_is_labelled_as_teaching_data(zinc):
    assert zinc[1].setting("provenance") == "synthetic" and "teaching data" in zinc[1].setting("provenance_note")


def test_the_same_secret_gives_the_same_copy_and_another_one_another(plant, tmp_path):
    folder = plant()
    texts = [
        (teachify(folder, tmp_path / name / "copy", secret) / "flows.csv").read_text(encoding="utf-8")
        for name, secret in (("a", SECRET), ("b", SECRET), ("c", SECRET + "!"))
    ]
    assert texts[0] == texts[1] != texts[2]


@given(st.text(min_size=12, max_size=30), st.text(max_size=8))
def test_factors_are_never_near_one_and_years_are_one_to_four(secret, case):
    key = _Key(secret, case)
    for factor in (key.amount, key.money):
        assert 0.5 - 1e-12 <= factor <= 0.8 + 1e-12 or 1.25 - 1e-12 <= factor <= 2 + 1e-12
    assert key.years in (1, 2, 3, 4)


def test_a_leap_day_and_a_month_move_to_days_that_exist():
    key = _Key(SECRET, "x")
    key.years = 1
    assert key.day("2012-02-29") == "2011-02-28" and key.day("2012-02") == "2011-02"
    assert key.day("2012-09-18-1") == "2011-09-18-1" and key.year("2012 年与2013年") == "2011 年与2012年"


def test_every_fixed_unit_of_the_schema_says_how_to_scale():
    units = {field.unit for table, columns in fields().items() if table != "results" for field in columns.values()}
    assert degrees("kgce/t") == (0, 0) and degrees("m3/a") == (1, 0)
    assert all(isinstance(degrees(unit), tuple) for unit in units if unit) and _COUNTED.search("台")


def test_a_short_secret_and_an_unknown_unit_are_refused(plant, tmp_path):
    with pytest.raises(UsageError, match="12 characters"):
        teachify(plant(), tmp_path / "copy", "short")
    goals = "goal,name,unit,direction,baseline,near_target\nG1,噪声,分贝,lower,70,60\n"
    with pytest.raises(UsageError, match="goals: 分贝"):
        teachify(plant({"goals.csv": goals}), tmp_path / "copy", SECRET)
