import pytest

from workbench.delivery.report_style import read_style, text_width
from workbench.delivery.report_tables import lay_out


@pytest.fixture(scope="module")
def style():
    return read_style()


def test_a_small_table_is_upright_at_full_size_and_not_drawn_out(style):
    layout = lay_out(("物料", "数量"), (("锌", "1"),), style)
    assert (layout.size, layout.landscape) == (10.5, False)
    assert sum(layout.widths) < text_width(style) / 2


def test_a_table_of_many_words_fills_the_page_and_no_more(style):
    layout = lay_out(("项目", "说明"), (("甲", "收集散落焙砂并返回配料" * 8),), style)
    assert sum(layout.widths) == pytest.approx(text_width(style))
    assert layout.widths[1] > 3 * layout.widths[0]


def test_a_table_shrinks_before_its_page_is_turned(style):
    nine = lay_out(("列",) * 10, (("123456",) * 10,), style)
    assert (nine.size, nine.landscape) == (9.0, False)
    turned = lay_out(("列",) * 16, (("123456",) * 16,), style)
    assert turned.landscape


def test_on_a_turned_page_a_table_has_its_full_size(style):
    layout = lay_out(("列",) * 10, (("123456",) * 10,), style, landscape=True)
    assert (layout.size, layout.landscape) == (10.5, True)


def test_a_table_too_wide_for_any_page_is_set_as_small_as_allowed_within_the_margins(style):
    layout = lay_out(("列",) * 60, (("123456",) * 60,), style)
    assert (layout.size, layout.landscape) == (style["table"]["landscape_sizes"][-1], True)
    assert sum(layout.widths) == pytest.approx(text_width(style, landscape=True))


def test_a_table_without_rows_is_set_by_its_header(style):
    assert len(lay_out(("物料", "数量"), (), style).widths) == 2


def test_an_empty_column_still_has_a_width(style):
    assert min(lay_out(("", "数量"), (("", "1"),), style).widths) > 0
