import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.display.lettering import block_size, has_glyph, text_width, wrap_text


def test_a_chinese_character_is_as_wide_as_the_font_is_high():
    assert text_width("水平衡", 10.0) == pytest.approx(30.0)


def test_a_subscript_is_narrower_than_its_digit():
    assert 0 < text_width("₂", 10.0) < text_width("2", 10.0)


def test_lines_below_each_other_take_the_widest_width_and_the_sum_of_heights():
    assert block_size(("水", "平衡图"), 10.0) == pytest.approx((30.0, 25.0))
    assert block_size((), 10.0) == (0.0, 0.0)


def test_long_names_break_into_lines_of_nearly_equal_length():
    assert wrap_text("电锌三厂整流与空压", 50.0, 10.0) == ("电锌三厂整", "流与空压")
    assert wrap_text("净水站", 50.0, 10.0) == ("净水站",)


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one():
    lines = wrap_text("烟气净化（洗涤、电除雾）工序", 50.0, 10.0)
    assert "".join(lines) == "烟气净化（洗涤、电除雾）工序"
    assert not any(line[0] in "）、" or line[-1] == "（" for line in lines)


def test_english_breaks_between_words():
    assert wrap_text("weak acid treatment", 60.0, 10.0) == ("weak acid", "treatment")


def test_a_character_no_font_has_is_known_as_missing_and_counts_as_square():
    assert has_glyph("锌")
    assert not has_glyph("\ue123")
    assert text_width("\ue123", 10.0) == 10.0


@given(st.text(alphabet="水平衡图ABC（）、₂1", min_size=1, max_size=40))
def test_wrapping_loses_no_character(text):
    assert "".join(wrap_text(text, 45.0, 10.0)) == text
