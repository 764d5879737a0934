import pandas as pd
import pytest

from workbench.display.adjustments import adjustment_dots


def flows():
    return pd.DataFrame(
        {
            "name": ["锌精矿(湿)", "鼓风", "旋风电收尘烟尘", "98%硫酸", "库存变化", "未计量渗漏", "停用管线"],
            "measured": [771.8, 2095.5, 230, 700, -20, None, 1.0],
            "measured_sd": [7.7, 63, 12, 7, 2, None, 0.1],
            "reconciled": [770, 2100, 225, 680, -25, 3.4, 0],
            "sd": [6, 40, 8, 6, 1.5, 2.1, 0],
            "suspect": [False, False, False, True, False, False, False],
        }
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_measured_and_reconciled_can_be_read(legible, lang):
    texts = legible(adjustment_dots(flows(), "t/d", lang))
    assert {"zh": "700 → 680±6  可疑", "en": "700 → 680±6  suspect"}[lang] in texts
    assert {"zh": "实测 → 校正 [t/d]", "en": "measured → reconciled [t/d]"}[lang] in texts


def test_values_stand_relative_to_the_reconciled_one():
    axes = adjustment_dots(flows(), "t/d").axes[0]
    measured, reconciled = (container.lines[0].get_xdata() for container in axes.containers)
    # 771.8 / 770; a stock change keeps its sense: 20 of 25; nothing to divide by leaves no point.
    assert measured[0] == pytest.approx(100.234, abs=1e-3) and measured[4] == pytest.approx(80)
    assert reconciled[:6].tolist() == pytest.approx([100] * 6)
    assert measured.isna()[6] if hasattr(measured, "isna") else measured[6] != measured[6]


def test_an_unmeasured_flow_shows_only_its_reconciled_value(legible):
    assert "— → 3.4±2.1" in legible(adjustment_dots(flows(), "t/d"))


def test_suspects_are_marked():
    suspects = adjustment_dots(flows(), "t/d").axes[0].lines
    marked = [line.get_xdata() for line in suspects if line.get_label() == "可疑数据"]
    assert marked[0].tolist() == pytest.approx([100 * 700 / 680])


def test_the_wide_bar_of_an_unmeasured_flow_does_not_squeeze_the_others():
    low, high = adjustment_dots(flows(), "t/d").axes[0].get_xlim()
    # The widest measured one is the stock change: 20 per cent off, ±8.
    assert (low, high) == pytest.approx((100 - 1.15 * 28, 100 + 1.15 * 28))
