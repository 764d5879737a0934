import pandas as pd
import pytest

from workbench.display.economics_chart import cash_flow, tornado


def flows():
    # 150 万元 invested, 32.5 万元/a over three years; discounted at 25 %: 26, 20.8, 16.64.
    return pd.DataFrame(
        {
            "year": [0, 1, 2, 3],
            "cash_flow": [-150, 32.5, 32.5, 32.5],
            "cumulative": [-150, -117.5, -85, -52.5],
            "discounted": [-150, -124, -103.2, -86.56],
        }
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_cash_flow_can_be_read(legible, lang):
    texts = legible(cash_flow(flows(), lang))
    assert "−52.5" in texts and "−86.56" in texts


def test_bars_are_the_years_and_lines_what_they_add_up_to():
    axes = cash_flow(flows()).axes[0]
    assert [bar.get_height() for bar in axes.containers[0]] == [-150, 32.5, 32.5, 32.5]
    assert axes.lines[0].get_ydata().tolist() == [-150, -117.5, -85, -52.5]
    assert axes.lines[1].get_ydata().tolist() == [-150, -124, -103.2, -86.56]


def sensitivity():
    rows = [
        ("discount_rate", 0.04, 0.08, 113.6, 68.1),
        ("saving", 32, 48, 57.7, 144.2),
        ("锌价", "−20%", "+20%", 77.7, 124.2),
    ]
    return pd.DataFrame(rows, columns=["factor", "low", "high", "NPV_low", "NPV_high"]).assign(NPV=100.96)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_tornado_can_be_read(legible, lang):
    texts = legible(tornado(sensitivity(), lang))
    assert {"48: 144.2", "4%: 113.6", "+20%: 124.2"} <= set(texts)
    assert {"zh": "折现率", "en": "discount rate"}[lang] in texts


def test_the_widest_swing_stands_on_top():
    axes = tornado(sensitivity()).axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["年节省金额", "锌价", "折现率"]
    ends = [bar.get_x() + bar.get_width() for bar in axes.containers[0]]
    assert ends == pytest.approx([57.7, 77.7, 113.6])


def test_a_loss_shows_where_the_value_is_zero(legible):
    figure = tornado(sensitivity().assign(NPV_low=[-30, -20, 10], NPV=20))
    legible(figure)
    assert any(list(line.get_xdata()) == [0, 0] for line in figure.axes[0].lines)
