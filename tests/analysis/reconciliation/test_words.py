import numpy as np
import pytest

from workbench.analysis.reconciliation import solve, solve_nonlinear
from workbench.analysis.reconciliation.closure import judge_closure
from workbench.analysis.reconciliation.suspects import Suspect
from workbench.analysis.reconciliation.words import (
    describe_adjustment,
    describe_closure,
    describe_opinion,
    describe_optima,
    describe_suspect,
    describe_suspects,
    find_pulls,
)

nan = np.nan
MOVED = {
    "name": "浸出渣",
    "measured": 62.0,
    "measured_sd": 1.0,
    "reconciled": 60.0,
    "sd": 0.8,
    "status": "redundant",
    "low": nan,
    "high": nan,
    "unit": "t/d",
    "source": "flows.csv 第 3 行",
}


def test_an_adjustment_says_how_far_by_how_many_sd_and_who_pulled():
    text = describe_adjustment(MOVED, {"浸出": -1.5, "净化": -0.5, "熔铸": -0.1, "电积": 0.1})
    assert (
        text
        == "浸出渣 由 62.00 下调 2.00 至 60.00 t/d，为其标准不确定度的 2.0 倍；由浸出、净化的平衡拉动（来源：flows.csv 第 3 行）。"
    )


def test_the_english_sentence_says_the_same():
    row = MOVED | {"name": "residue", "source": "flows.csv row 3"}
    text = describe_adjustment(row, {"leaching": -2.0}, "en")
    assert text == (
        "residue was lowered by 2.00 from 62.00 to 60.00 t/d, 2.0 of its standard uncertainties; "
        "pulled by the balance of leaching (source: flows.csv row 3)."
    )


@pytest.mark.parametrize(
    ("change", "zh", "en"),
    [
        ({"reconciled": 62.01}, "几乎未动", "stayed as it was"),
        ({"status": "measured", "reconciled": 62.0}, "没有任何平衡可以检验它", "checked by no balance"),
        ({"status": "observable", "measured": nan}, "由平衡求得 60.00 ± 0.80 t/d", "give 60.00 ± 0.80 t/d"),
        (
            {"status": "observable", "measured": nan, "detection_limit": 70.0},
            "未检出(检出限 70.00 t/d)",
            "below its detection limit of 70.00 t/d",
        ),
        (
            {"status": "unobservable", "low": 0.0, "high": 40.0},
            "只能说在 0.000 与 40.000 t/d 之间",
            "between 0.000 and 40.000",
        ),
        ({"status": "unobservable", "low": 5.0}, "不小于 5.000", "at least 5.000"),
        ({"status": "unobservable", "high": 5.0}, "不大于 5.000", "at most 5.000"),
        ({"status": "unobservable"}, "现有数据无法确定", "cannot say what it is"),
    ],
)
def test_each_class_has_its_sentence(change, zh, en):
    row = MOVED | change
    assert zh in describe_adjustment(row)
    assert en in describe_adjustment(row, lang="en")


def test_a_suspect_names_what_it_cannot_be_told_from():
    suspect = Suspect("meter", ("f3", "f5"), 3.4, 12.0, (("leak", "A"),))
    assert describe_suspect(suspect, {"f3": "蒸汽", "A": "锅炉"}, "t/h") == (
        "蒸汽 的计量可疑：读数偏高约 12.0 t/h（检验值 3.4）；现有平衡无法区分 蒸汽、f5，应逐一核查；也可能是锅炉 处的漏失。"
    )
    text = describe_suspect(suspect, {}, "t/h", "en")
    assert "cannot tell f3 and f5 apart" in text
    assert "a leak at A" in text


@pytest.mark.parametrize(
    ("kind", "size", "zh", "en"),
    [
        ("meter", -4.2, "偏低约 4.20", "reads low"),
        ("content", 0.03, "的含量可疑", "content of F1 Zn"),
        ("leak", 8.0, "流失约 8.00", "loss of about 8.00"),
        ("leak", -8.0, "流入约 8.00", "inflow of about 8.00"),
    ],
)
def test_each_kind_of_suspect_has_its_sentence(kind, size, zh, en):
    member = ("F1", "Zn") if kind == "content" else "F1"
    suspect = Suspect(kind, (member,), 5.0, size)
    assert zh in describe_suspect(suspect, {})
    assert en in describe_suspect(suspect, {}, lang="en")


def test_a_suspect_content_calls_its_quantity_by_name_and_has_no_unit_of_flow():
    suspect = Suspect("content", (("F1", "Zn"),), 5.0, 0.03)
    sentence = describe_suspect(suspect, {"F1": "浸出渣", "Zn": "锌"}, "t/d")
    assert sentence.startswith("浸出渣 锌 的含量可疑：数值偏高约 0.0300（")


def test_no_suspect_is_said_as_well():
    assert describe_suspects([], {}) == ["未发现可疑的计量或漏失。"]
    assert describe_suspects([], {}, lang="en") == ["No meter and no leak is suspect."]
    assert len(describe_suspects([Suspect("meter", ("a",), 5.0, 1.0)] * 2, {})) == 2


def test_the_closure_is_told_at_both_ends():
    assert "不合格" in describe_closure(judge_closure(27.6, 3))
    assert "合格" in describe_closure(judge_closure(2.0, 3))
    assert "too well" in describe_closure(judge_closure(0.001, 3), "en")
    assert "cannot check" in describe_closure(judge_closure(0.0, 0), "en")


def test_the_pulls_of_the_balances_add_up_to_the_adjustments():
    A = np.array([[1, -1, -1, 0], [0, 0, 1, -1.0]])
    solution = solve(A, [100, 62, 40, 37], [2, 1, 1, 1])
    assert find_pulls(A, solution, [2, 1, 1, 1]).sum(axis=0) == pytest.approx(solution.adjustments)


def test_faults_with_one_trace_are_told_in_one_sentence():
    pair = [
        Suspect("meter", ("f1",), -5.0, 10.0, (("leak", "A"),)),
        Suspect("leak", ("A",), 5.0, 10.0, (("meter", "f1"),)),
    ]
    [text] = describe_suspects(pair, {})
    assert "f1 的计量可疑" in text
    assert "A 处的漏失" in text


def test_a_rival_is_told():
    suspect = Suspect("meter", ("f3",), 3.0, 5.0, (), (("meter", "f5"),))
    assert "f5 的计量有误的可能性与之相近" in describe_suspect(suspect, {})
    assert "the meter of f5 is nearly as likely" in describe_suspect(suspect, {}, lang="en")


def test_members_that_would_have_to_be_negative_are_said_to_be_excluded():
    suspect = Suspect("meter", ("f2",), 9.0, 20.0, excluded=(("meter", "f3"),))
    assert "meter of f3 would leave the same trace" in describe_suspect(suspect, {}, "t", "en")
    assert "已排除" in describe_suspect(suspect, {}, "t", "zh")


def test_a_suspect_that_cannot_be_right_alone_says_so():
    suspect = Suspect("meter", ("f2",), 9.0, 20.0, possible=False)
    assert "more than one value is likely wrong" in describe_suspect(suspect, {}, "t", "en")
    assert "不止一处" in describe_suspect(suspect, {}, "t", "zh")


def test_several_optima_are_told():
    # both sides of y = x² are near (0.2, 4)
    several = solve_nonlinear(lambda x: [x[1] - x[0] ** 2], [0.2, 4], [1, 1], guess=[-2.0, 4.0])
    assert "2 local optima" in describe_optima(several, "en")
    assert "2 个局部最优解" in describe_optima(several)
    assert describe_optima(solve([[1, -1]], [1, 2], [1, 1])) == ""


def test_a_second_opinion_agrees_names_the_rival_or_names_another_meter():
    suspect = Suspect("meter", ("f3",), 5.0, 8.0, (("leak", "U1"),), (("meter", "f4"),))
    names = {"f3": "residue", "f4": "liquor", "f5": "acid"}
    same = describe_opinion({"f3": 0.24}, [suspect], names, "en")
    assert same.endswith("it does not believe residue (24% of its weight kept) either, which agrees.")
    rival = describe_opinion({"f4": 0.3}, [suspect], names, "en")
    assert "liquor (30% of its weight kept), named above as not excluded" in rival
    both = describe_opinion({"f3": 0.2, "f5": 0.4}, [suspect], names, "zh")
    assert "residue（只取其权重的 20%），与上面的判断一致；不采信 acid" in both


def test_a_second_opinion_that_overrules_nobody_says_so():
    suspect = Suspect("leak", ("U1",), 3.2, 8.0)
    assert "only one method supports" in describe_opinion({}, [suspect], {}, "en")
    assert describe_opinion({}, [], {}, "zh") == "稳健估计（Huber）作旁证：也没有一台仪表的读数明显不可信。"
