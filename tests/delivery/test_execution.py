from pathlib import Path

import nbformat
import pytest

from workbench.delivery.execution import execute


@pytest.fixture
def done(tmp_path, notebook, monkeypatch):
    """Execute a notebook of code cells in a folder with an awkward name."""

    def run(*sources, text=None):
        folder = tmp_path / "客户 甲{x}"
        path = notebook(folder / "01_planning.ipynb", [nbformat.v4.new_code_cell(source) for source in sources])
        if text is not None:
            path.write_text(text, encoding="utf-8")
        target = folder / "out" / "01_planning.ipynb"
        seconds, failure = execute(path, target, {}, tmp_path)
        assert seconds >= 0
        assert [file.name for file in target.parent.iterdir()] == ["01_planning.ipynb"]
        return failure, target

    return run


def outputs(path):
    return "".join(out.get("text", "") for cell in nbformat.read(path, 4).cells for out in cell.get("outputs", []))


def test_a_notebook_runs_in_the_given_folder_in_utf8_and_shadowed_by_nothing(done, tmp_path, monkeypatch):
    (tmp_path / "random.py").write_text("raise ImportError", encoding="utf-8")
    monkeypatch.setenv("LC_ALL", "C")
    failure, path = done("import os, sys, random\nprint(os.getcwd(), sys.flags.utf8_mode, '㎥')")
    assert failure is None
    assert outputs(path) == f"{tmp_path} 1 ㎥\n"
    assert nbformat.read(path, 4).metadata.papermill.output_path == "01_planning.ipynb"


def test_a_dead_kernel_is_a_failure_and_the_source_is_saved(done):
    failure, path = done("import os\nos._exit(3)")
    assert failure.error == "DeadKernelError"
    assert "os._exit" in Path(path).read_text(encoding="utf-8")


def test_a_file_that_is_no_notebook_is_a_failure(done):
    failure, path = done(text="{half")
    assert (failure.cell, failure.error) == (None, "NotJSONError")
    assert path.read_text(encoding="utf-8") == "{half"
