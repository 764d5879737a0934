import pandas as pd
import pytest

from workbench.display.closure import closure_picture
from workbench.display.style import ROLES

BALANCE = pd.DataFrame(
    {
        "name": ["沸腾焙烧炉", "余热锅炉-旋风-电收尘", "烟气净化", "中性浸出-浓密", "电积"],
        "input": [2867.3, 2591.9, 2510, None, 1995],
        "output": [2867.2, 2523, 2640.2, 2210, 1995],
        "deviation": [0.003, 2.66, -5.19, None, 0],
        "tolerance": [5, 5, 5, 5, 1.0],
    }
)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_closure_picture_can_be_read(legible, lang):
    texts = legible(closure_picture(BALANCE, "t/d", lang))
    assert {"zh": "数量 [t/d]", "en": "amount [t/d]"}[lang] in texts


def test_large_amounts_keep_their_ticks_apart(legible):
    large = BALANCE.assign(input=BALANCE["input"] * 10.7, output=BALANCE["output"] * 10.7)
    assert "20,000" in legible(closure_picture(large, "m3/d"))


def test_input_and_output_stand_side_by_side():
    into, out = closure_picture(BALANCE, "t/d").axes[0].containers
    assert [bar.get_width() for bar in into] == [2867.3, 2591.9, 2510, 0, 1995]
    assert [bar.get_width() for bar in out] == [2867.2, 2523, 2640.2, 2210, 1995]


def test_an_unknown_input_is_a_dash_and_has_no_deviation(legible):
    figure = closure_picture(BALANCE, "t/d")
    assert legible(figure).count("—") == 2
    dots = [line for line in figure.axes[1].lines if len(line.get_xdata()) == 1]
    assert [dot.get_xdata()[0] for dot in dots] == [0.003, 2.66, -5.19, 0]


def test_the_band_is_each_process_own_tolerance():
    bands = figure_bands(closure_picture(BALANCE, "t/d"))
    assert bands == [(-5, 10), (-5, 10), (-5, 10), (-5, 10), (-1, 2)]


def figure_bands(figure):
    return [(bar.get_x(), bar.get_width()) for container in figure.axes[1].containers for bar in container]


def test_a_deviation_outside_its_band_is_marked():
    dots = [line for line in closure_picture(BALANCE, "t/d").axes[1].lines if len(line.get_xdata()) == 1]
    assert [dot.get_marker() == ROLES["suspect"].marker for dot in dots] == [False, False, True, False]
