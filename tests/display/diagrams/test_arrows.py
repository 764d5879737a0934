import pandas as pd
import pytest

from workbench.display.arrows import (
    amount_text,
    caption,
    caption_notes,
    join_parallel,
    marks_note,
    process_names,
    read_arrows,
    unit_text,
)


def flows(**columns):
    table = {"flow": ["F1"], "source": ["outside"], "target": ["mash"], "amount": [100.0], "name": ["麦芽"]}
    return pd.DataFrame(table | columns)


@pytest.mark.parametrize(
    ("columns", "text"),
    [
        ({"basis": ["metered"]}, "100"),
        ({"basis": ["ledger"]}, "100"),
        ({"basis": ["calculated"]}, "(100)"),
        ({"basis": ["estimated"]}, "≈100"),
        ({"basis": ["metered"], "status": ["redundant"], "reconciled": [98.5]}, "98.5*"),
        ({"status": ["observable"], "reconciled": [98.5], "amount": [None]}, "(98.5)"),
        ({"status": ["unobservable"], "reconciled": [None], "amount": [None]}, "?"),
        ({"status": ["redundant"], "suspect": [True]}, "100‼"),
        ({"amount": [None], "basis": ["metered"]}, "?"),
        ({}, "100"),
    ],
)
def test_the_writing_of_an_amount_tells_how_it_was_obtained(columns, text):
    assert read_arrows(flows(**columns))["text"].tolist() == [text]


def test_an_unknown_amount_is_never_zero():
    assert amount_text(float("nan"), "measured") == "?"
    assert amount_text(0.0, "measured") == "0"


@pytest.mark.parametrize(
    ("columns", "lang", "label"),
    [
        ({"name_en": ["malt"]}, "zh", "麦芽"),
        ({"name_en": ["malt"]}, "en", "malt"),
        ({}, "en", "麦芽"),
        ({"name": [None], "material": ["M1"]}, "zh", "M1"),
        ({"name": [None]}, "zh", "F1"),
    ],
)
def test_an_arrow_is_named_in_the_language_asked_for_or_by_what_is_there(columns, lang, label):
    assert read_arrows(flows(**columns), lang)["label"].tolist() == [label]


def test_the_common_unit_wins_over_the_unit_of_the_row():
    assert read_arrows(flows(unit=["kg/h"]), unit="m3/d")["tip"].tolist() == ["麦芽 100 m³/d"]
    assert read_arrows(flows(unit=["kg/h"]))["tip"].tolist() == ["麦芽 100 kg/h"]


def test_the_table_given_stays_as_it_was():
    table = flows(basis=["estimated"])
    before = table.copy()
    read_arrows(table)
    pd.testing.assert_frame_equal(table, before)


def test_only_signs_that_occur_are_explained():
    table = pd.concat([flows(basis=["metered"]), flows(basis=["estimated"])])
    assert marks_note(read_arrows(table)) == "数值：123 实测　≈123 估算"
    assert marks_note(read_arrows(table), "en") == "Amounts: 123 measured　≈123 estimated"
    assert marks_note(read_arrows(flows())) == ""


def test_parallel_arrows_of_a_kind_become_one_whose_sum_with_an_unknown_is_unknown():
    table = pd.concat([flows(kind=["loss"], name=["蒸发"]), flows(kind=["loss"], name=["飞溅"], amount=[20.0])])
    joint = join_parallel(read_arrows(table), {})
    assert (joint["label"].tolist(), joint["text"].tolist()) == (["蒸发、飞溅"], ["120"])
    unknown = pd.concat([table, flows(kind=["loss"], name=["漏"], amount=[None])])
    joint = join_parallel(read_arrows(unknown), {"loss": "损耗"})
    assert (joint["label"].tolist(), joint["text"].tolist()) == (["损耗"], ["?"])


def test_the_least_sure_part_marks_a_joint_arrow():
    table = pd.concat([flows(basis=["metered"]), flows(basis=["estimated"])])
    assert join_parallel(read_arrows(table), {})["text"].tolist() == ["≈200"]


def test_captions_carry_unit_and_period():
    assert caption("水平衡图", "Water balance", "m3/d", "2023年") == "水平衡图（m³/d，2023年）"
    assert caption("水平衡图", "Water balance", "m3/d", "2023", "en") == "Water balance (m³/d, 2023)"
    assert caption("工艺流程图", "Flow sheet", "", "") == "工艺流程图"
    arrows = read_arrows(flows())
    assert caption_notes("t/d", "2023年", arrows) == ("单位：t/d　统计期：2023年",)
    assert caption_notes("t/d", "", arrows, "en", ("more",)) == ("Unit: t/d", "more")


def test_units_are_written_with_raised_figures():
    assert [unit_text(unit) for unit in ("m3/d", "kg/m2", "t/d", "m34")] == ["m³/d", "kg/m²", "t/d", "m34"]


def test_a_process_without_an_english_name_keeps_its_chinese_one():
    processes = pd.DataFrame({"process": ["a", "b"], "name": ["浸出", "净化"], "name_en": ["leaching", None]})
    assert process_names(processes, "en").to_dict() == {"a": "leaching", "b": "净化"}
