import pandas as pd
import pytest

from workbench.display.goals import SIGNALS, goal_lights

GOALS = pd.DataFrame(
    [
        ("单位产品新水取用量", "m³/t", 16.83, 14.2, 13.5, 0.79, "yellow"),
        ("单位产品综合能耗", "kgce/t", 982.4, 948, 950, 1.06, "green"),
        ("锌总回收率", "%", 94.2, 94.3, 95.5, 0.077, "red"),
        ("废水排放量", "万m³/a", 103.4, None, 80, None, ""),
    ],
    columns=["name", "unit", "baseline", "actual", "near_target", "achievement", "light"],
)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_goals_can_be_read(legible, lang):
    texts = legible(goal_lights(GOALS, lang))
    assert "16.83 → 14.2（13.5）" in texts or "16.83 → 14.2 (13.5)" in texts
    assert {"zh": "滞后", "en": "behind"}[lang] in texts
    assert "106%" in texts and "7.7%" in texts


def test_each_goal_has_its_signal_and_shape():
    markers = [line.get_marker() for line in goal_lights(GOALS).axes[0].lines if len(line.get_xdata()) == 1]
    assert markers == [SIGNALS[signal][1] for signal in ("yellow", "green", "red", "unknown")]
    assert len({marker for _, marker, _ in SIGNALS.values()}) == len(SIGNALS)


def test_the_bar_is_the_share_of_the_gap_closed():
    bars = [bar for container in goal_lights(GOALS).axes[0].containers for bar in container]
    assert [bar.get_width() for bar in bars if bar.get_facecolor()[3]] == [79, 100, 7.7]


def test_an_unknown_goal_has_a_dash_and_no_bar(legible):
    texts = legible(goal_lights(GOALS))
    assert "—" in texts and any("103.4 → —" in text for text in texts)
    assert len(goal_lights(GOALS).axes[0].containers) == 4 + 3
