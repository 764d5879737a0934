import pandas as pd
import pytest

from workbench.display.pareto import SHOWN_LOSSES, loss_pareto, loss_pareto_switch

NAMES = [
    "浸出渣带走锌与有价金属",
    "制酸尾气余热未回收",
    "循环冷却水排污",
    "蒸汽管网散热与疏水损失",
    "电积阴极短路",
    "办公耗纸",
]


def losses():
    money = pd.DataFrame({"name": NAMES, "unit": "万元/a", "amount": [100, 1000, 400, 300, 200, None]})
    carbon = pd.DataFrame({"name": NAMES[:2], "unit": "tCO₂/a", "amount": [300, 8800]})
    return pd.concat([money, carbon], ignore_index=True)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_pareto_chart_can_be_read(legible, lang):
    texts = legible(loss_pareto(losses(), "万元/a", lang))
    assert any("万元/a" in text for text in texts)


def test_losses_stand_from_the_largest_to_the_smallest():
    bars = loss_pareto(losses(), "万元/a").axes[0].containers[0]
    assert [bar.get_width() for bar in bars] == [1000, 400, 300, 200, 100]


def test_the_line_adds_up_to_the_whole_and_80_per_cent_are_marked():
    shares = loss_pareto(losses(), "万元/a").axes[1]
    # 1000, 1400, 1700, 1900, 2000 of 2000.
    assert shares.lines[0].get_xdata().tolist() == [50, 70, 85, 95, 100]
    assert list(shares.lines[1].get_xdata()) == [80, 80]


def test_an_unknown_loss_is_not_counted_but_named(legible):
    texts = legible(loss_pareto(losses(), "万元/a"))
    assert any("另有 1 项损失未知，未计入：办公耗纸" in text.replace("\n", "") for text in texts)


def test_the_unit_chooses_the_losses():
    bars = loss_pareto(losses(), "tCO₂/a").axes[0].containers[0]
    assert [bar.get_width() for bar in bars] == [8800, 300]


def test_many_small_losses_are_drawn_together(legible):
    many = pd.DataFrame({"name": [f"损失{i}" for i in range(14)], "unit": "t/a", "amount": range(14, 0, -1)})
    figure = loss_pareto(many, "t/a")
    widths = [bar.get_width() for bar in figure.axes[0].containers[0]]
    # 14 … 6 stand alone, 5 + 4 + 3 + 2 + 1 together.
    assert len(widths) == SHOWN_LOSSES and widths[-1] == 15
    assert "其余 5 项" in legible(figure)


def test_a_unit_without_any_known_loss_is_refused():
    with pytest.raises(ValueError, match="tce/a"):
        loss_pareto(losses(), "tce/a")


def test_the_screen_has_a_button_for_each_unit():
    figure = loss_pareto_switch(losses())
    buttons = figure.layout.updatemenus[0].buttons
    assert [button.label for button in buttons] == ["万元/a", "tCO₂/a"]
    assert buttons[1].args[0]["visible"] == [False, False, True, True]
    assert list(figure.data[2].y) == [8800, 300] and list(figure.data[3].y)[-1] == 100
