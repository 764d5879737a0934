"""The notebooks of the exercises run without a kit from a fresh kernel, quietly, and say that they demonstrate."""

import json

import nbformat
import pytest

from workbench.delivery.course.kits import write_kits
from workbench.delivery.course.notebooks import TAG, exercise_notebooks
from workbench.delivery.course.room_view import kinds_table, room_tables
from workbench.delivery.execution import execute
from workbench.places import notebooks

NAMES = sorted(exercise_notebooks())


def test_there_is_a_notebook_for_each_phase_the_start_the_industries_and_the_capstone():
    assert [name[0] for name in NAMES] == list("0123456789")


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_asks_its_reader_to_think(name):
    text = "\n".join(cell.source for cell in exercise_notebooks()[name].cells if cell.cell_type == "markdown")
    assert text.count("## 想一想") == 1 and text.split("## 想一想")[1].count("？") >= 3


@pytest.mark.parametrize("name", NAMES)
def test_every_form_stands_in_the_section_of_its_exercise(name):
    for cell in exercise_notebooks()[name].cells:
        if cell.cell_type == "code" and cell.source.startswith("exercise_form("):
            exercise = cell.source.split('"')[1]
            assert cell.metadata["tags"] == [f"{TAG}{exercise}"]


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_quietly_without_a_kit(name, tmp_path):
    target = tmp_path / f"{name}.ipynb"
    _, failure = execute(notebooks() / "exercises" / f"{name}.ipynb", target, {}, tmp_path)
    assert failure is None, failure
    outputs = [output for cell in nbformat.read(target, as_version=4).cells for output in cell.get("outputs", [])]
    assert outputs and all(output.output_type in ("display_data", "execute_result") for output in outputs)


def test_the_data_room_of_a_kit_is_shown_as_it_was_written(course, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shown = room_tables()
    assert "示例资料室" in shown._repr_html_() and len(shown.tables) > 3
    assert kinds_table("en").columns.tolist() == ["kind", "meaning"]
    write_kits(course("E2.2", capstone=True), tmp_path / "out")
    kit = tmp_path / "out" / "students" / "A01"
    assert (kit / "9_capstone.ipynb").is_file()
    monkeypatch.chdir(kit)
    own = room_tables()
    assert set(own.tables) == {path.name for path in (kit / "data_room").glob("*.csv")} - {"answers.csv", "kinds.csv"}
    assert "示例" not in own._repr_html_()
    assert json.loads((kit / "exercises.json").read_text(encoding="utf-8"))["student"] == "A01"
