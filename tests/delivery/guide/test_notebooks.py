"""The notebooks of the guide: one for each chapter and section, quiet in one process and together in one kernel."""

import re
import warnings

import nbformat
import pytest

from workbench.delivery.execution import execute
from workbench.display import chapter as chapters
from workbench.places import notebooks

GUIDE = sorted((notebooks() / "guide").glob("*.ipynb"))
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
TOGETHER = ("02_thinking_and_procedure", "03_basis", "15_01_training_meeting", "15_13_daily_management")


def code_of(path):
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def test_there_is_one_for_each_of_the_first_three_chapters_and_each_section_of_chapter_15():
    numbers = [re.match(r"\d+(_\d+)?(?=_)", path.stem)[0] for path in GUIDE]
    assert numbers == ["01", "02", "03", *(f"15_{section:02d}" for section in range(1, 14))]


@pytest.mark.parametrize("path", GUIDE, ids=lambda path: path.stem)
def test_a_notebook_cites_its_section_and_speaks_before_it_shows(path):
    cells = nbformat.read(path, as_version=4).cells
    section = path.stem.split("_")
    cited = f"15.{int(section[1])}" if section[0] == "15" else f"第{int(section[0])}章"
    assert f"教材 {cited}" in cells[0].source or (f"教材 第15章 {cited}" in cells[0].source)
    assert cells[0].source.startswith("# ") and sum(cell.cell_type == "markdown" for cell in cells) >= 4


@pytest.mark.parametrize("path", GUIDE, ids=lambda path: path.stem)
def test_a_notebook_runs_quietly_and_shows_tables_without_a_kernel(path, monkeypatch, capfd, shown):
    bundles = []
    monkeypatch.setattr(chapters, "_show", bundles.append)
    names = {}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for cell in code_of(path):
            exec(cell.source, names)
    assert capfd.readouterr() == ("", "")
    assert sum("application/vnd.workbench.table+json" in bundle for bundle in bundles) >= 2
    assert all("text/html" in bundle and bundle["text/plain"] for bundle in shown)


def test_the_notebooks_with_controls_run_in_a_kernel(tmp_path):
    """Four of them in one kernel, as one notebook: a kernel for each takes too long."""
    cells = [cell for path in GUIDE if path.stem in TOGETHER for cell in nbformat.read(path, as_version=4).cells]
    tags = ["parameters"]
    for number, cell in enumerate(cells):
        cell["id"] = f"c{number}"
        if "parameters" in cell.metadata.get("tags", []):
            cell.metadata["tags"], tags = tags, []
    joined = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL})
    nbformat.write(joined, tmp_path / "joined.ipynb")
    _, failure = execute(tmp_path / "joined.ipynb", tmp_path / "executed.ipynb", {}, tmp_path)
    assert failure is None
    executed = nbformat.read(tmp_path / "executed.ipynb", as_version=4)
    outputs = [output for cell in executed.cells if cell.cell_type == "code" for output in cell.outputs]
    assert {output.output_type for output in outputs} == {"display_data"}
    assert sum("application/vnd.jupyter.widget-view+json" in output.data for output in outputs) >= 6
