import pandas as pd
import pytest

from workbench.display.effects_chart import waterfall


def steps(last=159.8):
    rows = [
        ("审核前（2012）", 185.1, "total"),
        ("产量变化", 9.2, "change"),
        ("F3-4 冷却塔改造", -21.0, "change"),
        ("F6-5 污酸处理后回用", -13.5, "change"),
        ("审核后（2013）", last, "total"),
    ]
    return pd.DataFrame(rows, columns=["name", "amount", "kind"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_waterfall_can_be_read(legible, lang):
    texts = legible(waterfall(steps(), "新水取用量 [万m³/a]", lang=lang))
    assert {"185.1", "+9.2", "−21", "−13.5", "159.8"} <= set(texts)


def test_each_change_begins_where_the_one_before_ended():
    axes = waterfall(steps(), "新水取用量 [万m³/a]").axes[0]
    spans = {
        round(bar.get_y() + 0.3): (bar.get_x(), bar.get_x() + bar.get_width())
        for container in axes.containers
        for bar in container
    }
    # 185.1 + 9.2 = 194.3; − 21 = 173.3; − 13.5 = 159.8.
    expected = [(0, 185.1), (185.1, 194.3), (194.3, 173.3), (173.3, 159.8), (0, 159.8)]
    assert [spans[place] for place in range(5)] == [pytest.approx(span) for span in expected]


def test_changes_that_do_not_lead_to_the_last_total_are_refused():
    with pytest.raises(ValueError, match="159.8.*150"):
        waterfall(steps(150.0), "新水取用量 [万m³/a]")


def test_an_unknown_change_is_refused():
    with pytest.raises(ValueError, match="amount"):
        waterfall(steps().assign(amount=[185.1, None, -21, -13.5, 159.8]), "新水取用量 [万m³/a]")


def test_the_legend_names_only_the_ways_that_occur(legible):
    falling = steps(last=150.6).drop(index=1)
    texts = legible(waterfall(falling, "新水取用量 [万m³/a]"))
    assert "减少" in texts and "增加" not in texts
