import pandas as pd
import pytest

from workbench.display.abatement import abatement_curve


def options():
    reduction = [12, 300, 5, 40, 8800, 1500, 70, 30, 900, 250, 20, 1, 600, 33, 0]
    cost = [-900, -700, -650, -420, -310, -200, -120, -50, 10, 60, 150, 210, 340, 800, -999]
    frame = pd.DataFrame({"option": [f"F3-{i}" for i in range(15)], "reduction": reduction, "cost": cost})
    return frame.sample(frac=1, random_state=1)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_option_that_saves_something_is_labelled(legible, lang):
    texts = [text.strip() for text in legible(abatement_curve(options(), "tCO₂", lang))]
    assert {f"F3-{i}" for i in range(14)} <= set(texts) and "F3-14" not in texts


def test_blocks_stand_side_by_side_from_the_cheapest():
    pays, costs = abatement_curve(options(), "tCO₂").axes[0].containers
    assert [bar.get_height() for bar in pays] == [-900, -700, -650, -420, -310, -200, -120, -50]
    assert [bar.get_height() for bar in costs] == [10, 60, 150, 210, 340, 800]
    # The second block begins where the first, 12 wide, ends; the last ends at the sum.
    assert pays[1].get_x() == 12
    assert costs[-1].get_x() + costs[-1].get_width() == 12561


def test_the_axis_reaches_just_to_the_sum():
    assert abatement_curve(options(), "tCO₂").axes[0].get_xlim() == (0, 12561)
