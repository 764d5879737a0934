"""Student kits: a folder and a zip for each student, with her own data and nothing that leads back to the secret."""

import json
import zipfile
from pathlib import Path

import nbformat
import pandas as pd

from workbench.errors import UsageError

from ..exercises import draw, load_exercise, names_of, seal, student_seed
from ..exercises.kit import FORMAT, KIT, file_name
from ..files import IGNORED, file_hash, replacing
from .books import write_csv
from .notebooks import course_notebooks
from .rooms import FOLDER, put_room

STUDENTS, TEACHER = "students", "teacher"
README = "README.txt"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # same content, same bytes
_TEXT = """{title}　学生练习包　学号 {student}

一、怎么做
1. 把整个文件夹放在自己的盘上，用 JupyterLab 打开其中的 0_start.ipynb，按里面的说明做。
2. 每道题的数据是你一个人的，与同学不同；数据在 exercises.json 里，请不要改动，改了只会答错。
3. 在表单里填写，或者调用 answer("题号", 名称=(数值, "单位"))。提交后马上有判定和说明，可以改正后再答。
4. 提示共四级，逐级扣分；扣分写在按钮上。

二、怎么交
答案自动存进 answers 文件夹里的 {answers}。截止时间 {deadline} 以前，把这个文件原样交给老师，不要改名、不要编辑。
笔记本里的单元格移动、删除都不影响成绩：老师只看这个文件，也不会运行你的代码。

三、有的答案当场不判
取决于未公开真值的问题，以及要写成句子的问题，由老师评阅时给分。

题目：{exercises}
{room}所有数据都是合成教学数据，不是任何企业的数据。
The data are synthetic teaching data; hand in the file in the folder answers as it is.
"""

_ROOM = """
四、综合审核
文件夹 {folder} 是一间资料室，里面埋了若干处错误。把找到的错误逐条写进其中的 answers.csv：文件、位置、种类；
种类的编号见 kinds.csv。找对加分，误报扣分。把 answers.csv 改名为自己的学号（例如 2027001.csv）一并交上。
"""


def write_kits(course, out):
    """Write a kit for every student, and the teacher's list of what was written.

    Parameters
    ----------
    course : Course
        Its secret makes the data; no kit holds it, nor a seed, nor a hidden value.
    out : Path
        The folder; answers that lie in a kit already are left alone.

    Returns
    -------
    list of Path
        The zip of every student, and the list.
    """
    out = Path(out)
    if out.is_file():
        raise UsageError(f"这是一个文件，不是文件夹 / this is a file, no folder: {out.name}")
    zips = [_write_kit(course, student, out / STUDENTS) for student in course.students]
    rows = [
        (student.id, student.name, student.group, path.name, file_hash(path))
        for student, path in zip(course.students, zips, strict=True)
    ]
    listed = out / TEACHER / "kits.csv"
    write_csv(pd.DataFrame(rows, columns=["学号", "姓名", "班级", "文件", "SHA-256"]), listed)
    return [*zips, listed]


def kit_data(course, student):
    """Return what ``exercises.json`` of a student holds: the data shown, and sealed answers as slow salted hashes."""
    variants = {}
    for name in course.exercises:
        exercise = load_exercise(name)
        variant = draw(exercise, student_seed(course.secret, student.id))
        sealed = [key for key, asked in exercise.asked.items() if "sealed" in asked]
        names = names_of(exercise, variant.shown, variant.hidden) if sealed else {}
        variants[name] = {
            "shown": variant.shown,
            "sealed": {key: seal(student.id, name, key, names[key]) for key in sealed},
        }
    head = {"format": FORMAT, "course": course.title, "deadline": course.deadline.isoformat(), "student": student.id}
    return head | {"variants": variants}


def shown_data(course, student):
    """Return the data that a student is shown, by exercise; nothing sealed, nothing hidden."""
    seed = student_seed(course.secret, student.id)
    return {name: draw(load_exercise(name), seed).shown for name in course.exercises}


def _write_kit(course, student, folder):
    name = file_name(student.id)
    kit = folder / name
    _write(kit / KIT, json.dumps(kit_data(course, student), ensure_ascii=False, indent=1) + "\n")
    for notebook, content in course_notebooks(course).items():
        _write(kit / f"{notebook}.ipynb", nbformat.writes(content))
    _write(kit / README, _readme(course, student))
    put_room(course, student, kit)
    return _zip(kit, folder / f"{name}.zip")


def _readme(course, student):
    return _TEXT.format(
        title=course.title,
        student=student.id,
        answers=f"{file_name(student.id)}.json",
        deadline=f"{course.deadline:%Y-%m-%d %H:%M}",
        room=_ROOM.format(folder=FOLDER) if course.capstone else "",
        exercises="、".join(f"{name} {load_exercise(name).title['zh']}" for name in course.exercises),
    )


def _write(path, text):
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def _zip(kit, path):
    """Pack a kit without the answers that may lie in it."""
    with replacing(path) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(kit.rglob("*")):
            inner = file.relative_to(kit)
            if file.is_file() and inner.parts[0] != "answers" and not IGNORED & set(inner.parts):
                entry = zipfile.ZipInfo(f"{kit.name}/{inner.as_posix()}", _LONG_AGO)
                entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                archive.writestr(entry, file.read_bytes())
    return path
