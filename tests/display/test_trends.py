import numpy as np
import pandas as pd
import pytest

from workbench.display.trends import annual_trend, monthly_trend


def months():
    month = pd.period_range("2010-01", "2012-12", freq="M").astype(str)
    season = np.sin(np.arange(36) / 6)
    sulphur = 725 + 100 * season
    sulphur[[7, 20]] = np.nan
    sulphur[30] = 900
    parts = [
        pd.DataFrame({"item": "制酸尾气SO₂浓度", "unit": "mg/m³", "month": month, "value": sulphur, "limit": 860}),
        pd.DataFrame({"item": "电锌直流电单耗", "unit": "kW·h/t", "month": month, "value": 2935 + 50 * season}),
    ]
    return pd.concat(parts, ignore_index=True)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_monthly_trends_can_be_read(legible, lang):
    texts = legible(monthly_trend(months(), lang))
    assert "制酸尾气SO₂浓度 [mg/m³]" in texts and "电锌直流电单耗 [kW·h/t]" in texts


def test_each_item_has_a_panel_over_the_same_months():
    axes = monthly_trend(months()).axes
    assert [len(panel.lines[0].get_xdata()) for panel in axes] == [36, 36]


def test_an_unknown_month_leaves_a_gap_and_is_counted(legible):
    figure = monthly_trend(months())
    assert np.isnan(figure.axes[0].lines[0].get_ydata()).sum() == 2
    assert any("缺测 2" in text for text in legible(figure))


def test_a_month_that_the_records_leave_out_is_unknown(legible):
    records = months()
    records = records[~((records["month"] == "2011-06") & (records["item"] == "电锌直流电单耗"))]
    assert any("缺测 1" in text for text in legible(monthly_trend(records)))


def test_values_above_the_limit_are_marked_and_counted(legible):
    figure = monthly_trend(months())
    assert figure.axes[0].lines[2].get_ydata().tolist() == [900]
    assert any("超限 1" in text and "限值 860" in text for text in legible(figure))


def test_records_that_are_all_zero_have_an_axis(legible):
    figure = monthly_trend(months().assign(value=0.0))
    legible(figure)
    assert all(panel.get_ylim()[1] > 0 for panel in figure.axes)


def test_each_year_is_named_once(legible):
    texts = legible(monthly_trend(months()))
    assert [text for text in texts if "201" in text] == ["1\n2010", "1\n2011", "1\n2012"]


def years():
    rows = {
        ("电锌产量", "t/a"): ([98500, 104200, 110000], None),
        ("单位产品综合能耗", "kgce/t"): ([1021, 998, 982.4], 1000),
        ("SO₂排放量", "t/a"): ([470, None, 456.2], 460),
        ("危险废物产生量", "t/a"): ([None, None, None], None),
    }
    return pd.DataFrame(
        [
            (item, unit, year, value, limit)
            for (item, unit), (values, limit) in rows.items()
            for year, value in zip((2010, 2011, 2012), values, strict=True)
        ],
        columns=["item", "unit", "year", "value", "limit"],
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_annual_trends_can_be_read(legible, lang):
    texts = legible(annual_trend(years(), lang))
    assert texts.count("2012") == 4 and "104,200" in texts


def test_an_unknown_year_is_a_dash_on_no_bar(legible):
    figure = annual_trend(years())
    assert [bar.get_height() for bar in figure.axes[2].containers[0]] == [470, 0, 456.2]
    assert legible(figure).count("—") == 4


def test_a_year_above_its_limit_is_hatched():
    bars = annual_trend(years()).axes[1].containers[0]
    assert [bool(bar.get_hatch()) for bar in bars] == [True, False, False]
