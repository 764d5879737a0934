import pandas as pd
import pytest

from workbench.display.goals import SIGNALS, goal_lights

GOALS = pd.DataFrame(
    [
        ("单位产品新水取用量", "m³/t", 16.83, 14.2, 13.5, 79, "yellow"),
        ("单位产品综合能耗", "kgce/t", 982.4, 948, 950, 100, "green"),
        ("锌总回收率", "%", 94.2, 94.3, 95.5, 7.7, "red"),
        ("废水排放量", "万m³/a", 103.4, None, 80, None, None),
    ],
    columns=["name", "unit", "baseline", "actual", "near_target", "achieved", "signal"],
)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_goals_can_be_read(legible, lang):
    texts = legible(goal_lights(GOALS, lang))
    assert "16.83 → 14.2（13.5）" in texts or "16.83 → 14.2 (13.5)" in texts
    assert {"zh": "滞后", "en": "behind"}[lang] in texts


def test_each_goal_has_its_signal_and_shape():
    markers = [line.get_marker() for line in goal_lights(GOALS).axes[0].lines if len(line.get_xdata()) == 1]
    assert markers == [SIGNALS[signal][1] for signal in ("yellow", "green", "red", "unknown")]
    assert len({marker for _, marker, _ in SIGNALS.values()}) == len(SIGNALS)


def test_the_bar_is_the_share_of_the_gap_closed():
    bars = [bar for container in goal_lights(GOALS).axes[0].containers for bar in container]
    assert [bar.get_width() for bar in bars if bar.get_width() != 100 or bar.get_hatch()] == [79, 7.7]


def test_an_unknown_goal_has_a_dash_and_no_bar(legible):
    texts = legible(goal_lights(GOALS))
    assert "—" in texts and any("103.4 → —" in text for text in texts)
    assert len(goal_lights(GOALS).axes[0].containers) == 4 + 3
