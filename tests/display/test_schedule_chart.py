import pandas as pd
import pytest

from workbench.display.schedule_chart import gantt


def tasks():
    rows = [
        ("筹划与组织", "2012-03-01", "2012-03-31", 1, "审核领导小组"),
        ("审核（电锌三厂、硫酸二厂）", "2012-05-10", "2012-08-18", 0.6, "审核小组"),
        ("F6-1 浸出渣处理及有价金属回收利用", "2012-11-01", "2013-10-31", None, "工程部"),
        ("F6-2 余热发电", None, None, 0, None),
    ]
    return pd.DataFrame(rows, columns=["name", "start", "finish", "done", "department"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_plan_can_be_read(legible, lang):
    texts = legible(gantt(tasks(), "2012-09-15", lang))
    assert "审核小组 60%" in texts and "工程部" in texts and "— 0%" in texts
    assert {"zh": "未定日期", "en": "no date yet"}[lang] in texts


def test_the_filled_part_of_a_bar_is_done():
    planned, done = gantt(tasks()).axes[0].containers
    # 1 to 31 March, 10 May to 18 August, 1 November to 31 October. [d]
    assert [bar.get_width() for bar in planned] == [30, 100, 364]
    assert [bar.get_width() for bar in done] == [30, 60, 0]


def test_tasks_stand_in_the_order_given(legible):
    labels = [label.get_text() for label in gantt(tasks()).axes[0].get_yticklabels()]
    assert labels[0] == "筹划与组织" and labels[-1] == "F6-2 余热发电"


def test_a_plan_without_progress_shows_none(legible):
    figure = gantt(tasks().drop(columns="done"))
    assert [bar.get_width() for bar in figure.axes[0].containers[1]] == [0, 0, 0]
    assert not any("%" in text for text in legible(figure))


def test_a_short_plan_shows_its_days(legible):
    texts = legible(gantt(tasks().head(1)))
    assert any(text.startswith("2012-03-") for text in texts)


def test_a_plan_without_dates_is_refused():
    with pytest.raises(ValueError, match="起止日期"):
        gantt(tasks().tail(1))
