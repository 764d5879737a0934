import pandas as pd
import pytest

from workbench.display.arrows import read_arrows
from workbench.display.checks import box_check, closure, exchange_table


@pytest.mark.parametrize(
    ("inputs", "outputs", "row"),
    [
        ([100.0], [60.0, 40.0], ("100", "100", "0", "0%", "平衡")),
        ([100.0], [96.0], ("100", "96", "4", "4%", "平衡")),
        ([100.0], [90.0], ("100", "90", "10", "10%", "不平衡")),
        ([90.0], [100.0], ("90", "100", "−10", "11.1%", "不平衡")),
        ([100.0, None], [90.0], ("—", "90", "—", "—", "无法判定")),
        # TEST-M1 of the method reference: stated as 0.91 %, in fact 2.10 % of the input.
        ([4746025.0], [4646377.0], ("4,746,025", "4,646,377", "99,648", "2.1%", "平衡")),
        ([0.0], [5.0], ("0", "5", "−5", "100%", "不平衡")),
    ],
)
def test_a_box_closes_within_its_tolerance_or_says_that_it_does_not(inputs, outputs, row):
    assert closure(pd.Series(inputs, dtype=float), pd.Series(outputs, dtype=float), 0.05) == row


PROCESSES = pd.DataFrame({"process": ["a", "b"], "name": ["浸出", "净化"], "name_en": ["leach", "purify"]})
FLOWS = pd.DataFrame(
    [
        ("outside", "a", "矿", 100.0),
        ("a", "b", "液", 80.0),
        ("a", "outside", "渣", 10.0),
        ("a", "a", "循环", 500.0),
        ("b", "outside", "净液", 80.0),
    ],
    columns=["source", "target", "name", "amount"],
)


def test_every_box_has_its_row_and_a_loop_counts_on_both_sides():
    check = box_check(PROCESSES, read_arrows(FLOWS), 0.05)
    assert check.rows == (
        ("浸出", "600", "590", "10", "1.67%", "平衡"),
        ("净化", "80", "80", "0", "0%", "平衡"),
    )
    english = box_check(PROCESSES, read_arrows(FLOWS), 0.01, "en")
    assert english.rows[0] == ("leach", "600", "590", "10", "1.67%", "does not close")


def test_the_table_of_a_unit_operation_names_the_other_end_of_each_flow():
    arrows = read_arrows(FLOWS)
    names = pd.Series({"a": "浸出", "b": "净化"})
    table = exchange_table(arrows[arrows["target"] == "b"], arrows[arrows["source"] == "b"], names, "t/d")
    assert table.header == ("输入/输出", "名称", "数量（t/d）", "来源/去向")
    assert table.rows == (
        ("输入", "液", "80", "浸出"),
        ("输入", "合计", "80", ""),
        ("输出", "净液", "80", "系统外"),
        ("输出", "合计", "80", ""),
    )
