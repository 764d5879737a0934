import numpy as np
import pytest

from workbench.analysis.reconciliation.selftest import format_rows, read_problems, selftest


@pytest.fixture(scope="module")
def table():
    return selftest()


def test_every_published_answer_that_can_be_reproduced_is(table):
    assert set(table["verdict"]) == {"equal", "shown"}
    checked = table[table["verdict"] == "equal"]
    assert (checked["difference"] <= checked["tolerance"]).all()
    assert len(checked) >= 25


def test_only_the_problem_without_stated_weights_is_merely_shown(table):
    shown = table[table["verdict"] == "shown"]
    assert set(shown["problem"]) == {"选矿多组分"}
    # three printed answers and the true values, with the distance to ours
    assert len(shown) == 4
    assert np.isfinite(shown["difference"]).all()


def test_every_problem_cites_its_source(table):
    assert table["source"].str.len().min() > 15
    assert len(read_problems()) == 13


def test_the_table_speaks_english_too():
    assert "splitter" in set(selftest("en")["problem"])


def test_a_wrong_answer_is_told_as_different(monkeypatch):
    from workbench.analysis.reconciliation import selftest as module

    problem = {
        "id": "x",
        "zh": "x",
        "en": "x",
        "source": "by hand",
        "kind": "linear",
        "balances": [[[0, 1], [1, -1]]],
        "measured": [100, 110],
        "sd": [10, 10],
        "answers": [
            {"what": "reconciled", "by": "wrong", "values": [104, 105], "atol": 0.5},
            {"what": "reconciled", "by": "open", "values": [105, None], "rtol": 1e-9},
            {"what": "suspects", "by": "wrong", "values": [0], "atol": 0},
        ],
    }
    monkeypatch.setattr(module, "read_problems", lambda: [problem])
    assert module.selftest()["verdict"].tolist() == ["different"] * 3


def test_the_lines_of_the_command_stand_in_columns():
    rows = [{"problem": "锌", "difference": 1e-9}, {"problem": "zinc", "difference": 0.5}]
    # a Chinese character is two columns wide
    assert format_rows(rows).splitlines() == ["problem  difference", "锌       1e-09", "zinc     0.5"]
