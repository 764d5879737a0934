import pandas as pd
import pytest

from workbench.display.levels import group_radar, indicator_bullets, indicator_heat, level_gap
from workbench.display.style import ROLES

COLUMNS = ["group", "name", "unit", "direction", "value", "level1", "level2", "level3", "limiting", "level"]
ROWS = [
    ("生产工艺及装备", "沸腾焙烧炉单台面积", "m²", "higher", 109, 109, 80, 60, False, "I"),
    ("生产工艺及装备", "余热回收利用", "", "meets", None, None, None, None, False, "II"),
    ("资源能源消耗", "单位产品综合能耗（精矿至电锌）", "kgce/t", "lower", 982.4, 850, 900, 1000, True, "III"),
    ("资源能源消耗", "单位产品新水取用量", "m³/t", "lower", 16.83, 8, 12, 20, True, "III"),
    ("资源综合利用", "锌总回收率", "%", "higher", 94.2, 97, 96, 95, True, "none"),
    ("资源综合利用", "浸出渣综合利用率", "%", "higher", None, 100, 95, 85, False, None),
    ("污染物产生指标", "单位产品SO₂产生量（末端处理前）", "kg/t", "lower", 3.24, 2, 4, 6, True, "II"),
    ("污染物产生指标", "单位产品镉产生量", "g/t", "lower", 12.4, None, None, None, True, None),
]


def indicators():
    return pd.DataFrame(ROWS, columns=COLUMNS)


def markers(figure):
    return [line.get_xdata()[0] for line in figure.axes[0].lines]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_bullets_can_be_read_in_both_languages(legible, lang):
    texts = legible(indicator_bullets(indicators(), lang))
    assert getattr(ROLES["II"], lang) in texts


def test_each_benchmark_stands_at_the_edge_of_its_band(legible):
    texts = legible(indicator_bullets(indicators()))
    assert {"850", "900", "1,000", "97", "96", "95"} <= set(texts)


def test_a_bullet_has_one_row_of_four_bands_for_each_indicator_with_benchmarks():
    axes = indicator_bullets(indicators()).axes[0]
    # 8 indicators, one of them without benchmarks.
    assert sum(len(container.patches) for container in axes.containers) == 4 * 7


def test_the_marker_stands_between_the_benchmarks_that_enclose_the_value():
    spots = markers(indicator_bullets(indicators()))
    # In the order drawn: 109 on benchmark I; met at II: middle of the band; 982.4 lies 17.6 of 100 behind III;
    # 16.83 lies 3.17 of 8 behind III; 94.2 misses III by 0.8 of the 2 between III and I; 3.24 lies 0.76 of 2 behind II.
    assert spots == pytest.approx([3, 2.5, 1.176, 1.39625, 0.6, 2.38])


def test_a_missing_value_or_benchmark_gives_no_marker_and_says_so(legible):
    figure = indicator_bullets(indicators())
    texts = legible(figure)
    assert len(markers(figure)) == 6
    assert "无可用基准值" in texts and "12.4（—）" in texts and "—" in texts


def test_a_limiting_indicator_is_marked(legible):
    texts = legible(indicator_bullets(indicators()))
    assert any("*锌总回收率" in text for text in texts)
    assert not any("*浸出渣综合利用率" in text for text in texts)


def groups():
    names = list(dict.fromkeys(row[0] for row in ROWS)) + ["清洁生产管理"]
    return pd.DataFrame({"group": names, "I": [60, 20, 0, 30, 40], "II": [100, 55, 35, 80, 100], "III": [100] * 5})


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_radar_has_a_closed_line_for_each_level(legible, lang):
    figure = group_radar(groups(), lang)
    texts = legible(figure)
    assert [len(line.get_xdata()) for line in figure.axes[0].lines] == [6, 6, 6]
    assert [getattr(ROLES[level], lang) for level in ("III", "II", "I")] == [
        text for text in texts if text in {getattr(ROLES[level], lang) for level in ("I", "II", "III")}
    ]
    assert figure.axes[0].lines[2].get_ydata().tolist() == [60, 20, 0, 30, 40, 60]


def test_a_radar_of_two_groups_is_refused():
    with pytest.raises(ValueError, match="雷达图"):
        group_radar(groups().head(2))


def test_the_heat_table_has_a_cell_for_each_indicator_and_period(legible):
    frame = pd.concat([indicators().assign(period=period) for period in (2011, 2012, "审核后")])
    figure = indicator_heat(frame)
    texts = legible(figure)
    assert len(figure.axes[0].containers) == 3 * len(ROWS)
    assert texts.count("94.2 ×") == 3 and texts.count("982 Ⅲ") == 3
    assert {"2011", "2012", "审核后"} <= set(texts)


def gaps():
    rows = [
        ("单位产品新水取用量", "m³/t", True, 16.83, "II", 12, 28.7),
        ("锌总回收率", "%", True, 94.2, "III", 95, 0.849),
        ("硫酸单耗", "kg/t", False, 13.56, None, None, 0),
        ("单位产品镉产生量", "g/t", True, 12.4, None, None, None),
    ]
    return pd.DataFrame(rows, columns=["name", "unit", "limiting", "value", "next_level", "benchmark", "gap"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_gaps_stand_from_the_widest_to_the_unknown(legible, lang):
    figure = level_gap(gaps(), lang)
    texts = legible(figure)
    assert [bar.get_width() for container in figure.axes[0].containers for bar in container] == [28.7, 0.849, 0]
    assert f"28.7 %  {getattr(ROLES['II'], lang)}: 16.8 → 12" in texts
    assert {"zh": "已达Ⅰ级", "en": "level Ⅰ reached"}[lang] in texts and "—" in texts
