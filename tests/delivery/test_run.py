import json
import os

import openpyxl
import pytest
from docx import Document

from workbench.case import CaseError
from workbench.delivery import report
from workbench.delivery import run as run_module
from workbench.delivery.execution import Failure
from workbench.delivery.run import run
from workbench.errors import UsageError
from workbench.places import CASE_FOLDERS

QUIET = {"progress": False}


def statuses(result):
    return {notebook.name: notebook.status for notebook in result.cases[0].notebooks}


@pytest.fixture
def executed(monkeypatch):
    """Execute by copying: return the list of what was executed, without starting kernels."""
    done = []

    def copy(source, target, parameters, folder):
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
        done.append((source.stem, parameters))
        return 0.1, Failure(1, "x", "ValueError", "bad") if "before / 0" in source.read_text(encoding="utf-8") else None

    monkeypatch.setattr(run_module, "execute", copy)
    monkeypatch.setattr(report, "page_numbers", lambda document, bookmarks: {})
    return done


def test_a_run_executes_all_notebooks_and_one_failure_stops_nothing_else(workshop, capfd):
    result = run([workshop.client], out=workshop.out)
    assert len(result.failures) == 1
    assert result.failures[0].startswith("C017 02_preassessment: ")
    assert statuses(result) == {"01_planning": "ok", "02_preassessment": "failed", "03_assessment": "ok"}
    failure = result.cases[0].failed[0].failure
    assert (failure.cell, failure.line, failure.error) == (6, "ratio = before / 0", "ZeroDivisionError")
    assert str(failure) == "单元 / cell In [6]，“ratio = before / 0”：ZeroDivisionError: division by zero"

    output = capfd.readouterr()
    assert "3/3" in output.err and output.out == "" and "WARNING" not in output.err

    names = {path.relative_to(workshop.out / "C017").as_posix() for path in (workshop.out / "C017").rglob("*.*")}
    assert {"run.json", "tables.xlsx", "report.docx", "index.html", "notebooks/02_preassessment.ipynb"} <= names
    assert openpyxl.load_workbook(workshop.result("tables.xlsx")).sheetnames == ["目录", "表1-1", "表3-1", "正文数字"]
    headings = [p.text for p in Document(workshop.result("report.docx")).paragraphs if p.style.name == "Heading 1"]
    assert headings == ["阶段1", "阶段2", "阶段3"]

    notebook = workshop.executed("03_assessment")
    assert notebook.metadata.papermill.parameters == {"case": "C017"}
    assert not any("甲" in path.read_text(encoding="utf-8") for path in workshop.out.rglob("*.ipynb"))
    assert not any(str(workshop.home) in path.read_text(encoding="utf-8") for path in workshop.out.rglob("*.json"))
    assert CASE_FOLDERS not in os.environ


def test_what_has_not_changed_is_kept_and_what_failed_is_tried_again(workshop, executed):
    run([workshop.client], out=workshop.out, **QUIET)
    executed.clear()
    result = run([workshop.client], out=workshop.out, **QUIET)
    assert [name for name, _ in executed] == ["02_preassessment"]
    assert statuses(result) == {"01_planning": "kept", "02_preassessment": "failed", "03_assessment": "kept"}


def test_deliverables_are_not_written_again_when_nothing_has_changed(workshop, executed, monkeypatch):
    run([workshop.client], out=workshop.out, phases=[1, 3], **QUIET)
    before = workshop.result("report.docx").stat().st_mtime_ns
    run([workshop.client], out=workshop.out, phases=[1, 3], **QUIET)
    assert workshop.result("report.docx").stat().st_mtime_ns == before
    workshop.result("report.docx").unlink()
    run([workshop.client], out=workshop.out, phases=[1, 3], **QUIET)
    assert workshop.result("report.docx").is_file()


def test_a_report_that_somebody_has_edited_is_kept_beside_the_new_one(workshop, executed):
    run([workshop.client], out=workshop.out, phases=[1], **QUIET)
    workshop.result("report.docx").write_bytes(b"edited")
    run([workshop.client], out=workshop.out, phases=[1, 3], **QUIET)
    kept = [path for path in workshop.result("").glob("report_*.docx")]
    assert [path.read_bytes() for path in kept] == [b"edited"]
    assert len(Document(workshop.result("report.docx")).paragraphs) > 5


def test_files_nobody_has_edited_are_replaced_and_figures_that_are_gone_removed(workshop, executed, notebook):
    run([workshop.client], out=workshop.out, phases=[1], **QUIET)
    old = workshop.result("figures/图1-9.png")
    old.parent.mkdir()
    old.write_bytes(b"")
    record = json.loads(workshop.result("run.json").read_text(encoding="utf-8"))
    record["outputs"]["files"]["figures/图1-9.png"] = ""
    workshop.result("run.json").write_text(json.dumps(record), encoding="utf-8")
    run([workshop.client], out=workshop.out, phases=[1, 3], **QUIET)
    assert not old.exists()
    assert not list(workshop.result("").glob("*_*.*"))


def test_force_runs_all_again(workshop, executed):
    run([workshop.client], out=workshop.out, **QUIET)
    executed.clear()
    run([workshop.client], out=workshop.out, force=True, **QUIET)
    assert len(executed) == 3


def test_changed_data_runs_again(workshop, executed):
    run([workshop.client], out=workshop.out, phases=[1], **QUIET)
    executed.clear()
    flows = workshop.client / "flows.csv"
    flows.write_text(flows.read_text(encoding="utf-8").replace("98", "97"), encoding="utf-8")
    result = run([workshop.client], out=workshop.out, phases=[1], **QUIET)
    assert (len(executed), statuses(result)) == (1, {"01_planning": "ok"})


def test_chapters_of_old_data_do_not_get_into_a_new_report(workshop, executed):
    run([workshop.client], out=workshop.out, phases=[1, 3], **QUIET)
    (workshop.client / "processes.csv").write_text("process,name\nP1,浸出\n", encoding="utf-8")
    run([workshop.client], out=workshop.out, phases=[3], **QUIET)
    headings = [p.text for p in Document(workshop.result("report.docx")).paragraphs if p.style.name == "Heading 1"]
    assert headings == ["阶段3"]


def test_an_interrupted_run_goes_on_where_it_stopped(workshop, executed, monkeypatch):
    copy = run_module.execute

    def interrupted(source, *arguments):
        if source.stem == "03_assessment":
            raise KeyboardInterrupt
        return copy(source, *arguments)

    monkeypatch.setattr(run_module, "execute", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run([workshop.client], out=workshop.out, phases=[1, 3], **QUIET)
    monkeypatch.setattr(run_module, "execute", copy)
    executed.clear()
    run([workshop.client], out=workshop.out, phases=[1, 3], **QUIET)
    assert [name for name, _ in executed] == ["03_assessment"]


def test_parallel_notebooks_give_the_same_record(workshop, executed):
    one = run([workshop.client], out=workshop.home / "one", **QUIET)
    two = run([workshop.client], out=workshop.home / "two", jobs=2, **QUIET)
    assert statuses(one) == statuses(two)
    records = [json.loads((workshop.home / name / "C017" / "run.json").read_text("utf-8")) for name in ("one", "two")]
    assert list(records[0]["notebooks"]) == list(records[1]["notebooks"])
    assert records[0]["outputs"]["key"] == records[1]["outputs"]["key"]


def test_parameters_reach_only_the_notebooks_that_know_them(workshop, executed, notebook):
    notebook(workshop.phases / "01_planning.ipynb", ["# 第1章 题"])
    run([workshop.client], out=workshop.out, phases=[1, 3], parameters={"share": "0.1"}, **QUIET)
    assert dict(executed) == {"01_planning": {}, "03_assessment": {"share": 0.1, "case": "C017"}}


def test_unknown_parameters_and_phases_are_refused_before_anything_runs(workshop, executed):
    with pytest.raises(UsageError, match="shre"):
        run([workshop.client], out=workshop.out, parameters={"shre": 1}, **QUIET)
    with pytest.raises(UsageError, match="phase 12"):
        run([workshop.client], out=workshop.out, phases=[12], **QUIET)
    with pytest.raises(UsageError, match="no_such_case"):
        run([workshop.client, "no_such_case"], out=workshop.out, **QUIET)
    assert executed == [] and not workshop.out.exists()


def test_a_spoiled_case_is_told_and_the_others_run(workshop, executed, case_folder):
    spoiled = case_folder(workshop.home / "spoiled", "C018")
    (spoiled / "flows.csv").write_text("flow,source\n", encoding="utf-8")
    result = run([spoiled, workshop.client], out=workshop.out, phases=[1], **QUIET)
    assert result.failures == [str(result.cases[1].error)]
    assert [case.case_id for case in result.cases] == ["C017", "C018"]
    assert isinstance(result.cases[1].error, CaseError)
    assert not (workshop.out / "C018").exists()


def test_two_cases_of_one_id_are_refused(workshop, executed, case_folder):
    with pytest.raises(UsageError, match="share an id: C017"):
        run([workshop.client, case_folder(workshop.home / "other")], out=workshop.out, **QUIET)


def test_a_sound_run_has_no_failures(workshop, executed):
    assert run([workshop.client], out=workshop.out, phases=[1, 3], **QUIET).failures == []


def test_an_earlier_announcement_of_cases_survives_a_run(workshop, executed, monkeypatch):
    monkeypatch.setenv(CASE_FOLDERS, '{"x": "y"}')
    run([workshop.client], out=workshop.out, phases=[1], **QUIET)
    assert os.environ[CASE_FOLDERS] == '{"x": "y"}'
