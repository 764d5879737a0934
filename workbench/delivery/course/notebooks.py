"""The notebooks of the exercises, cut down to the exercises of a course.

Cells that belong to an exercise carry the tag ``exercise:<id>``; those tagged ``demo`` are for readers without a kit.
"""

import copy

import nbformat

from workbench import places

from ..kernel import quick_imports

TAG = "exercise:"
DEMO = "demo"
START = "0_start"
CAPSTONE_NOTEBOOK = "9_capstone"


def exercise_notebooks():
    """Return the notebooks of the exercises by name, in order."""
    with quick_imports():
        paths = sorted((places.notebooks() / "exercises").glob("*.ipynb"))
        return {path.stem: nbformat.read(path, as_version=4) for path in paths}


def course_notebooks(course):
    """Return the notebooks that a student of a course needs, by name, with no exercise but those of the course."""
    chosen = {}
    for name, notebook in exercise_notebooks().items():
        if name == CAPSTONE_NOTEBOOK:
            wanted = course.capstone
        else:
            wanted = name == START or exercises_in(notebook) & set(course.exercises)
        if wanted:
            chosen[name] = _cut(notebook, course.exercises)
    return chosen


def exercises_in(notebook):
    """Return the ids of the exercises that a notebook holds."""
    return {exercise for cell in notebook.cells for exercise in exercises_of(cell)}


def exercises_of(cell):
    """Return the ids of the exercises that a cell belongs to; none if it serves all."""
    tags = cell.metadata.get("tags", [])
    return {tag.removeprefix(TAG) for tag in tags if tag.startswith(TAG)}


def _cut(notebook, exercises):
    cut = copy.deepcopy(notebook)
    cut.cells = [cell for cell in cut.cells if _stays(cell, set(exercises))]
    return cut


def _stays(cell, exercises):
    own = exercises_of(cell)
    return DEMO not in cell.metadata.get("tags", []) and (not own or bool(own & exercises))
