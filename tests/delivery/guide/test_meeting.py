import pytest

from workbench.delivery.guide.meeting import agenda, programme
from workbench.errors import UsageError


def test_each_part_begins_when_the_one_before_it_ends():
    rows = agenda("08:30", "zh")
    assert rows["begin"][0] == "08:30"
    assert list(rows["begin"][1:]) == list(rows["end"][:-1])
    assert rows["end"].iloc[-1] == "12:05"  # 215 minutes after 08:30


def test_the_agenda_shown_changes_with_the_clock(chapter):
    programme(chapter, "14:00")
    assert chapter.only()["开始"][0] == "14:00"


def test_a_time_that_is_none_is_said():
    with pytest.raises(UsageError, match="HH:MM"):
        agenda("half past eight", "zh")
