import pandas as pd
import pytest

from workbench.display.ranking_chart import ranking_bars

# The worked example of the training manual: weighted scores of three workshops.
FACTORS = ["废弃物量", "主要消耗", "环保费用", "废弃物毒性", "市场发展潜力", "车间积极性"]
SCORES = {"一车间": [100, 45, 80, 28, 30, 10], "二车间": [60, 90, 32, 70, 50, 20], "三车间": [40, 72, 8, 35, 40, 14]}


def scores():
    rows = [(name, *pair) for name, values in SCORES.items() for pair in zip(FACTORS, values, strict=True)]
    return pd.DataFrame(rows, columns=["candidate", "factor", "score"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_ranking_shows_the_published_sums_from_the_highest(legible, lang):
    figure = ranking_bars(scores(), lang)
    texts = legible(figure)
    assert [text for text in texts if text in {"322", "293", "209"}] == ["322", "293", "209"]
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == ["二车间", "一车间", "三车间"]


def test_the_pieces_of_each_bar_stand_end_to_end():
    containers = ranking_bars(scores()).axes[0].containers
    assert len(containers) == len(FACTORS)
    assert [bar.get_x() + bar.get_width() for bar in containers[-1]] == [322, 293, 209]


def test_a_candidate_with_an_unknown_score_has_no_sum_and_stands_last(legible):
    frame = scores()
    frame.loc[(frame["candidate"] == "二车间") & (frame["factor"] == "环保费用"), "score"] = None
    figure = ranking_bars(frame)
    texts = legible(figure)
    assert "有未评分因素" in texts and "322" not in texts
    assert figure.axes[0].get_yticklabels()[-1].get_text() == "二车间"


def test_each_factor_can_be_told_apart_without_colour():
    containers = ranking_bars(scores()).axes[0].containers
    assert len({container[0].get_hatch() for container in containers}) == len(FACTORS)
