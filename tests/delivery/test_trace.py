"""A figure's passport names its table, call, formula, uncertainty and the rows of the case it rests on."""

import json

import pytest

from workbench.case import load_case
from workbench.cli import main
from workbench.delivery.contents import TABLE_MIME
from workbench.delivery.files import file_hashes
from workbench.delivery.manifest import FORMAT, write_manifest
from workbench.delivery.trace import in_words, trace
from workbench.errors import UsageError

HEADER = ["物流编号", "名称", "校正值", "标准不确定度", "NPV"]
ROWS = [["Z03", "溢流焙砂", "277.1", "3.2", "—"], ["Z99", "无此物流", "1", "2", "3"]]


@pytest.fixture
def runs(tmp_path):
    table = {
        "number": "表3-4",
        "title": "校正结果",
        "header": HEADER,
        "rows": ROWS,
        "align": ["left", "left", "right", "right", "right"],
        "note": "注：72 h",
    }
    cell = {
        "cell_type": "code",
        "source": ["checking.reconciled(chapter, audit)"],
        "metadata": {},
        "outputs": [{"data": {TABLE_MIME: table}}],
    }
    folder = tmp_path / "zinc_smelting"
    (folder / "notebooks").mkdir(parents=True)
    (folder / "notebooks" / "03_assessment.ipynb").write_text(json.dumps({"cells": [cell]}), encoding="utf-8")
    write_manifest(folder, {"format": FORMAT, "inputs": file_hashes(load_case("zinc_smelting").folder)})
    return tmp_path


def test_a_figure_is_traced_to_its_call_its_uncertainty_and_the_row_of_the_flow(runs):
    passport = trace("zinc_smelting:表3-4!C4", runs)
    assert (passport.value, passport.column) == ("277.1", "校正值")
    assert passport.notebook == "03_assessment" and "checking.reconciled" in passport.call
    assert passport.uncertainty == {"标准不确定度": "3.2"}
    assert passport.about["物流编号"] == "Z03" and passport.note == "注：72 h"
    flows = next(origin for origin in passport.origins if origin.file == "flows.csv")
    path = load_case("zinc_smelting").folder / "flows.csv"
    line = path.read_text(encoding="utf-8").splitlines()[flows.row - 1]
    assert line.startswith("Z03,") and len(flows.hash) == 12


def test_a_result_carries_its_formula_and_who_defined_it(runs):
    passport = trace("zinc_smelting：表3-4！E4", runs)
    assert "Σ F" in passport.formula and passport.source


def test_a_row_that_names_nothing_of_the_case_has_no_origin(runs):
    assert trace("zinc_smelting:表3-4!C5", runs).origins == ()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("表3-4", "write case:table!cell"),
        ("zinc_smelting:表9-9!C4", "no such table"),
        ("zinc_smelting:表3-4!C3", "A4 to E5"),
        ("zinc_smelting:表3-4!F4", "A4 to E5"),
        ("other:表3-4!C4", "run the case first"),
    ],
)
def test_what_is_no_figure_is_said(runs, name, message):
    with pytest.raises(UsageError, match=message):
        trace(name, runs)


def test_the_command_prints_words_or_json(runs, capsys):
    arguments = ["trace", "zinc_smelting:表3-4!C4", "--out", str(runs)]
    assert not main(arguments)
    assert "flows.csv 第 " in capsys.readouterr().out
    assert not main([*arguments, "--json"])
    assert json.loads(capsys.readouterr().out)["value"] == "277.1"


def test_words_are_said_in_english_too(runs):
    assert any(
        line.startswith("shown by: 03_assessment") for line in in_words(trace("zinc_smelting:表3-4!C4", runs), "en")
    )
