"""nbgrader takes the course folder: release, autograding, feedback and export, with no right value in any of them."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig

import nbformat
import pytest

from workbench.delivery.course.assignment import ASSIGNMENT, write_assignment
from workbench.delivery.course.kits import write_kits
from workbench.delivery.course.points import KITS, points
from workbench.errors import WorkbenchError

STUDENT = "A01"


@pytest.fixture
def folder(course, tmp_path):
    lesson = course("E2.2", "E2.5")
    write_assignment(lesson, tmp_path / "nbgrader")
    write_kits(lesson, tmp_path / "out")
    return tmp_path / "nbgrader"


def submit(folder, hand_in, answers, student=STUDENT):
    """Do what a student does: take the release, put her kit and her answers beside it, hand it in."""
    handed = folder / "submitted" / student / ASSIGNMENT
    release = folder / "release" / ASSIGNMENT
    shutil.copytree(release if release.is_dir() else folder / "source" / ASSIGNMENT, handed)
    (handed / KITS).unlink(missing_ok=True)
    shutil.copy(folder.parent / "out" / "students" / STUDENT / "exercises.json", handed)
    shutil.copytree(hand_in(STUDENT, answers), handed / "answers")
    return handed


def nbgrader(folder, *arguments):
    scripts = sysconfig.get_path("scripts")
    # nbgrader calls alembic by its name.
    environment = os.environ | {"PATH": os.pathsep.join([scripts, os.environ["PATH"]]), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "nbgrader", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr[-3000:]


def test_nbgrader_releases_autogrades_and_exports(folder, hand_in, right):
    nbgrader(folder, "generate_assignment", ASSIGNMENT)
    released = {path.name for path in (folder / "release" / ASSIGNMENT).iterdir()}
    assert released == {"2_preassessment.ipynb"}
    submit(folder, hand_in, {"E2.2": right(STUDENT, "E2.2") | {"extra": [1, "m3/d"]}})
    nbgrader(folder, "autograde", ASSIGNMENT, "--create")
    nbgrader(folder, "generate_feedback", ASSIGNMENT)
    nbgrader(folder, "export")
    lines = (folder / "grades.csv").read_text(encoding="utf-8").splitlines()
    row = dict(zip(lines[0].split(","), lines[1].split(","), strict=True))
    assert row["student_id"] == STUDENT and float(row["score"]) == 4
    returned = folder / "feedback" / STUDENT / ASSIGNMENT
    assert not (returned / KITS).exists()
    page = (returned / "2_preassessment.html").read_text(encoding="utf-8")
    value = right(STUDENT, "E2.2")["extra"][0]
    assert "points" in page and f"{value:.5g} m" not in page


def test_the_grading_cells_are_locked_and_call_the_workbench_only(folder):
    notebook = nbformat.read(folder / "source" / ASSIGNMENT / "2_preassessment.ipynb", as_version=4)
    cells = [cell for cell in notebook.cells if "nbgrader" in cell.metadata]
    assert [cell.source.splitlines()[-1] for cell in cells] == ['points("E2.2")', 'points("E2.5")']
    assert all(cell.metadata.nbgrader.grade and cell.metadata.nbgrader.locked for cell in cells)
    assert cells[0].metadata.nbgrader.points == 8


def test_points_come_from_the_answers_and_the_teachers_list(folder, hand_in, right):
    handed = submit(folder, hand_in, {"E2.2": right(STUDENT, "E2.2")})
    assert points("E2.2", handed) == 8 and points("E2.5", handed) == 0
    # A kit with a classmate's data does not help once the teacher's list lies beside it.
    kit = json.loads((handed / "exercises.json").read_text(encoding="utf-8"))
    kit["variants"]["E2.2"]["shown"]["fresh"] += 400
    (handed / "exercises.json").write_text(json.dumps(kit), encoding="utf-8")
    assert points("E2.2", handed) < 8
    shutil.copy(folder / "source" / ASSIGNMENT / KITS, handed)
    assert points("E2.2", handed) == 8


def test_answers_of_another_student_or_of_nobody_give_no_points(folder, hand_in, right):
    handed = submit(folder, hand_in, {"E2.2": right(STUDENT, "E2.2")})
    graded = folder / "autograded" / "A02" / ASSIGNMENT
    shutil.copytree(handed, graded)
    with pytest.raises(WorkbenchError, match="belong to another student"):
        points("E2.2", graded)
    shutil.copy(graded / "answers" / "A01.json", graded / "answers" / "A02.json")
    with pytest.raises(WorkbenchError, match="exactly one answer file"):
        points("E2.2", graded)
    shutil.copy(folder / "source" / ASSIGNMENT / KITS, handed)
    listed = json.loads((handed / KITS).read_text(encoding="utf-8"))
    (handed / KITS).write_text(json.dumps({**listed, STUDENT: {}}), encoding="utf-8")
    with pytest.raises(WorkbenchError, match="holds no E2.2 of A01"):
        points("E2.2", handed)
