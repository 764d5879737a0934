"""A course folder of nbgrader: source notebooks whose grading cells read the saved answers.

nbgrader runs what students hand in; who does not want that uses ``workbench exercises grade``, which never does.
"""

import json
from pathlib import Path

import nbformat

from ..exercises import load_exercise
from ..files import replacing
from .grading import marks_of
from .kits import shown_data
from .notebooks import START, course_notebooks, exercises_of
from .points import KITS

ASSIGNMENT = "exercises"
_CONFIG = '''"""Settings of nbgrader for this course. Run its commands in this folder, with the workbench on the PATH."""

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = {course!r}
# What the others were shown is for grading only: neither released nor given back.
for command in (c.GenerateAssignmentApp, c.GenerateFeedbackApp):
    command.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", {kits!r}]
c.ExecutePreprocessor.timeout = 120
'''
_NOTE = (
    "**{exercise} 的得分**由下面一格从保存的答案算出，不含教师另行评阅的部分；不要改动它。\n\n"
    "*Marks of {exercise} from the saved answers; what the teacher marks comes on top.*"
)


def write_assignment(course, folder):
    """Write a course folder that `nbgrader generate_assignment exercises` takes.

    Parameters
    ----------
    course : Course
        Its exercises become one assignment; what each student was shown goes into a file beside the sources.
    folder : Path
        The course folder of nbgrader.

    Returns
    -------
    list of Path
    """
    folder = Path(folder)
    source = folder / "source" / ASSIGNMENT
    texts = {folder / "nbgrader_config.py": _CONFIG.format(course=course.title, kits=KITS)}
    for name, notebook in course_notebooks(course).items():
        if name != START:
            texts[source / f"{name}.ipynb"] = nbformat.writes(graded_notebook(notebook, course.exercises))
    shown = {student.id: shown_data(course, student) for student in course.students}
    texts[source / KITS] = json.dumps(shown, ensure_ascii=False, indent=1) + "\n"
    for path, text in texts.items():
        with replacing(path) as temporary:
            temporary.write_text(text, encoding="utf-8", newline="\n")
    return list(texts)


def graded_notebook(notebook, exercises):
    """Return a notebook with a locked grading cell behind each exercise of a course."""
    cells = []
    for position, cell in enumerate(notebook.cells):
        cells.append(cell)
        after = exercises_of(notebook.cells[position + 1]) if position + 1 < len(notebook.cells) else set()
        ended = exercises_of(cell) - after
        # A heading over several exercises ends none of them.
        if cell.cell_type == "code":
            for exercise in [name for name in exercises if name in ended]:
                cells += _grading_cells(exercise)
    return nbformat.v4.new_notebook(cells=cells, metadata=notebook.metadata)


def _grading_cells(exercise):
    note = nbformat.v4.new_markdown_cell(_NOTE.format(exercise=exercise))
    source = f'from workbench.delivery.course.points import points\n\npoints("{exercise}")'
    cell = nbformat.v4.new_code_cell(source)
    cell.metadata["nbgrader"] = {
        **{"grade": True, "locked": True, "solution": False, "task": False, "schema_version": 3},
        **{
            "grade_id": f"points-{exercise.replace('.', '-')}",
            "points": marks_of(load_exercise(exercise)),
            "cell_type": "code",
        },
    }
    return [note, cell]
