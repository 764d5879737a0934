import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.display.labels import place_beside, row_label, spread, text_width, wrap
from workbench.display.style import new_figure


def test_a_chinese_character_is_one_em_wide_and_a_latin_one_about_half():
    assert text_width("锌锭") == 2
    assert 1.0 < text_width("Zn") < 1.4


def test_lines_are_of_about_equal_length():
    assert wrap("浸出渣处理及有价金属回收利用", 10) == "浸出渣处理及有\n价金属回收利用"


def test_a_short_text_stays_on_one_line():
    assert wrap("电积", 8) == "电积"
    assert wrap("", 8) == ""


def test_no_line_is_wider_than_asked_where_it_can_be_broken():
    assert max(map(len, wrap("原辅材料和能源", 3.7).split("\n"))) == 3


def test_units_and_numbers_are_not_broken():
    assert "[kgce/t]" in wrap("单位产品综合能耗 [kgce/t]", 6)
    assert "17.26%" in wrap("内部收益率 17.26%", 5)


def test_no_line_begins_with_a_closing_sign():
    for width in range(3, 16):
        lines = wrap("单位产品综合能耗（精矿至电锌），[kgce/t]", width).split("\n")
        assert not [line for line in lines if line[0] in "）]，。"]


@given(st.text(alphabet="锌渣水 abc12.，（）[]/*\n", max_size=40), st.integers(1, 20))
def test_wrapping_loses_no_character(text, width):
    assert "".join(wrap(text, width).split()) == "".join(text.split())


def test_a_label_of_a_row_has_at_most_two_lines_and_keeps_its_unit():
    label = row_label("一个长得在图上怎么也放不下因而必须截短的指标名称", 8, " [kgce/t]")
    assert label.count("\n") == 1 and label.endswith("… [kgce/t]")
    assert row_label("电积", 8) == "电积"


def test_boxes_that_do_not_touch_stay_where_they_are():
    assert spread([1, 5, 9], 2).tolist() == [1, 5, 9]


def test_two_boxes_on_one_place_give_way_equally():
    assert spread([4, 4], 2).tolist() == [3, 5]


def test_boxes_of_different_sizes_do_not_overlap():
    # Half of each size: 1 + 2 between the centres; both move by half of what is missing.
    assert spread([0, 0], [2, 4]).tolist() == [-1.5, 1.5]


def test_boxes_stay_within_their_bounds():
    assert spread([-3, 0], 2, low=0).tolist() == [1, 3]
    assert spread([9, 9], 2, high=10).tolist() == [7, 9]


def test_nothing_is_spread_to_nothing():
    assert spread([], 1).size == 0


@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(0.1, 5)), min_size=1, max_size=12))
def test_spread_boxes_keep_their_order_and_never_overlap(boxes):
    positions, sizes = np.array(boxes).T
    centres = spread(positions, sizes)
    order = np.argsort(positions, kind="stable")
    gaps = np.diff(centres[order]) - (sizes[order][1:] + sizes[order][:-1]) / 2
    assert (gaps > -1e-6).all()


def test_labels_of_points_in_one_place_are_kept_apart(legible):
    figure = new_figure(height=9)
    axes = figure.subplots()
    axes.set(xlim=(0, 10), ylim=(0, 10))
    points = [(5, 5)] * 24 + [(9.9, 9.9), (0.1, 0.1)]
    labels = place_beside(axes, points, [f"F6-{i}" for i in range(26)], [4] * 26)
    assert len([text for text in legible(figure) if text.startswith("F6-")]) == 26
    # Where there is no room beside the point, a line leads to it.
    assert any(label.arrow_patch for label in labels)


def spoiled(figure, *texts):
    for x, y, text, size in texts:
        figure.text(x, y, text, fontsize=size)
    return figure


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ([(0.5, 0.5, "锌精矿", 9), (0.52, 0.5, "焙砂", 9)], "overlaps"),
        ([(0.98, 0.5, "锌精矿(湿)", 9)], "cut off"),
        ([(0.5, 1.0, "锌精矿", 9)], "cut off"),
        ([(0.5, 0.5, "锌精矿", 8)], "smaller"),
    ],
)
def test_the_check_of_legibility_fails_on_a_spoiled_figure(legible, texts, message):
    with pytest.raises(AssertionError, match=message):
        legible(spoiled(new_figure(height=5), *texts))


def test_the_check_of_legibility_fails_on_a_missing_glyph(legible):
    with pytest.raises(UserWarning, match="missing from font"):
        legible(spoiled(new_figure(height=5), (0.5, 0.5, "𪚥", 9)))
