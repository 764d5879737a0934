"""A figure's passport names its table, call, formula, uncertainty and the rows of the case it rests on."""

import json

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from workbench.case import load_case
from workbench.cli import main
from workbench.delivery.contents import FIGURE_MIME, TABLE_MIME
from workbench.delivery.files import file_hashes
from workbench.delivery.manifest import FORMAT, write_manifest
from workbench.delivery.trace import in_words, trace
from workbench.display.chapter import Chapter
from workbench.errors import UsageError

HEADER = ["物流编号", "名称", "校正值", "标准不确定度", "NPV"]
ROWS = [["Z03", "溢流焙砂", "277.1", "3.2", "—"], ["Z99", "无此物流", "1", "2", "3"]]


PICTURE = {FIGURE_MIME: {"number": "图3-2", "title": "锌平衡图", "name": "zinc", "note": ""}}


def spoken():
    """Return what a chapter shows when it says a sentence with one number and one name."""
    InteractiveShell.instance()
    with capture_output() as shown:
        Chapter(3).text("最大的损失是{name}，{loss:.1f} t/a。", name="浸出渣", loss=928.24)
    InteractiveShell.clear_instance()
    return [output.data for output in shown.outputs]


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
    sentence = {
        "cell_type": "code",
        "source": ["losses.say(chapter, audit)"],
        "metadata": {},
        "outputs": [{"data": shown} for shown in spoken() + [{TABLE_MIME: table | {"number": "表3-5"}}, PICTURE]],
    }
    folder = tmp_path / "zinc_smelting"
    (folder / "notebooks").mkdir(parents=True)
    (folder / "notebooks" / "03_assessment.ipynb").write_text(json.dumps({"cells": [cell, sentence]}), encoding="utf-8")
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


def test_a_number_in_a_sentence_is_traced_by_the_sentences_number_and_its_own_name(runs):
    passport = trace("zinc_smelting:文3-1!loss", runs)
    assert passport.value == "928.2" and passport.about == {"精确值 / exact": "928.24"}
    assert "浸出渣" in passport.title and passport.call == "losses.say(chapter, audit)"
    assert "表3-5" in passport.note


def test_what_a_picture_shows_of_a_flow_is_traced_to_its_row_and_to_the_table_beside_it(runs):
    passport = trace("zinc_smelting:图3-2!Z03", runs)
    assert any(origin.file == "flows.csv" and origin.values["flow"] == "Z03" for origin in passport.origins)
    assert passport.title == "图3-2 锌平衡图" and "表3-5" in passport.note


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("表3-4", "write case:table!cell"),
        ("zinc_smelting:表9-9!C4", "nothing in the run bears"),
        ("zinc_smelting:文3-1!gain", "loss"),
        ("zinc_smelting:图3-2!Z999", "by its id"),
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
