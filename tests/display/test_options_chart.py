import pandas as pd
import pytest

from workbench.display.options_chart import bubble_area, option_bubbles

CLASSES = ["materials", "technology", "equipment", "control", "product", "waste", "management", "staff"]


def options():
    investment = [0, 0, 0, 0, 0, 0.5, 1.2, 3, 8, 12, 15, 20, 45, 60, 60, 120, 300, 450, 980, 2300, 2400, 9800]
    saving = [2, 2, 3, 12, 40, 5, 30, 4, 22, 30, 6, 35, 80, 15, 16, 95, 110, 200, 260, 700, 690, 2316]
    frame = pd.DataFrame({"investment": investment, "saving": saving})
    frame["payback"] = frame["investment"] / frame["saving"]
    frame["option"] = [f"F{i % 8 + 1}-{i + 1}" for i in range(len(frame))]
    frame["class"] = [CLASSES[i % 8] for i in range(len(frame))]
    return frame


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_option_is_labelled_and_no_label_covers_another(legible, lang):
    texts = legible(option_bubbles(options(), lang))
    assert set(options()["option"]) <= set(texts)


def test_each_class_has_its_own_marker_and_every_option_a_bubble():
    clouds = [cloud for cloud in option_bubbles(options()).axes[0].collections if len(cloud.get_offsets())]
    assert len(clouds) == 8
    assert sum(len(cloud.get_offsets()) for cloud in clouds) == len(options())
    assert len({cloud.get_paths()[0].vertices.tobytes() for cloud in clouds}) == 8


def test_half_the_payback_doubles_the_bubble_within_bounds():
    areas = bubble_area(pd.Series([1.0, 2.0, 0.0, 0.5, 40.0, 10.0, None]))
    assert areas[0] == 2 * areas[1]
    assert areas[2] == areas[3] and areas[4] == areas[5] == areas[6]


def test_an_option_without_known_benefit_is_named_and_not_drawn(legible):
    frame = options()
    frame.loc[3, "saving"] = None
    texts = legible(option_bubbles(frame))
    assert "F4-4" not in texts
    assert any("未画：F4-4" in text for text in texts)


def test_an_option_that_loses_money_stands_below_zero(legible):
    frame = options()
    frame.loc[18, "saving"] = -150
    figure = option_bubbles(frame)
    legible(figure)
    assert figure.axes[0].get_ylim()[0] < -150
