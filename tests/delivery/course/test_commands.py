"""``workbench exercises`` as the teacher meets it: files named, exit codes, from COURSE.toml to grades and feedback."""

import json
import shutil
from pathlib import Path

import pytest

from workbench.cli import main
from workbench.delivery.exercises import find_kit

TEMPLATES = Path(__file__).parents[3] / "templates" / "course"
SECRET = "请换成自己的口令-CHANGE-ME"


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    shutil.copytree(TEMPLATES, tmp_path, dirs_exist_ok=True)
    text = (tmp_path / "COURSE.toml").read_text(encoding="utf-8")
    lines = ['exercises = ["E2.2", "E5.1"]' if line.startswith("exercises =") else line for line in text.splitlines()]
    (tmp_path / "COURSE.toml").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def called(*arguments):
        code = main(["exercises", *map(str, arguments)])
        return code, *capsys.readouterr()

    return called


def test_a_course_goes_from_release_to_grades_and_feedback(run, hand_in, right):
    code, out, _ = run("release", "COURSE.toml", "out", "--nbgrader", "ng")
    assert code == 0 and all(Path(line).is_file() for line in out.splitlines())
    assert find_kit("out/students/DEMO2027001").student == "DEMO2027001"
    hand_in("DEMO2027001", {"E2.2": right("DEMO2027001", "E2.2", SECRET)})
    folder = hand_in("DEMO2027002", {"E2.2": right("DEMO2027001", "E2.2", SECRET)})
    maps = [part for path in sorted(TEMPLATES.glob("columns_*.toml")) for part in ("--columns", path)]
    code, out, err = run("grade", folder, "--course", "COURSE.toml", "--out", "grades", *maps)
    assert code == 0 and not err
    assert {"成绩.csv", "成绩.xlsx", "学习通成绩.xlsx", "雨课堂成绩.xlsx", "moodle.csv", "canvas.csv"} == {
        path.name for path in Path("grades").iterdir()
    }
    assert "已评 / graded 2，未交 / missing 4" in out and "疑似抄袭 / copied 1" in out
    code, out, _ = run("feedback", folder, "--course", "COURSE.toml", "--out", "pages")
    assert code == 0 and [Path(line).name for line in out.splitlines()] == ["DEMO2027001.html", "DEMO2027002.html"]


def test_keys_papers_and_banks_are_written_and_named(run):
    for arguments in (
        ("key", "COURSE.toml", "key"),
        ("papers", "COURSE.toml", "papers", "--versions", 2),
        ("export", "COURSE.toml", "bank", "--count", 3),
        ("export", "COURSE.toml", "bank", "--format", "gift", "--count", 3),
    ):
        code, out, _ = run(*arguments)
        assert code == 0 and out and all(Path(line).is_file() for line in out.splitlines())


def test_a_file_that_cannot_count_is_named_and_grade_exits_1(run, hand_in, right):
    folder = hand_in("DEMO2027001", {"E2.2": right("DEMO2027001", "E2.2", SECRET)})
    (folder / "broken.json").write_bytes(b"\x00")
    code, out, err = run("grade", folder, "--course", "COURSE.toml")
    assert code == 1 and err.count("\n") == 1 and err.startswith("broken.json: 读不懂")
    assert "已评 / graded 1" in out


def test_wrong_use_exits_2_and_a_wrong_course_1(run):
    assert run("release", "NONE.toml", "out")[0] == 2
    assert run("grade", "nowhere", "--course", "COURSE.toml")[0] == 2
    Path("COURSE.toml").write_text('secret = "short"', encoding="utf-8")
    code, _, err = run("release", "COURSE.toml", "out")
    assert code == 1 and "fewer than 12 characters" in err and not Path("out").exists()
    with pytest.raises(SystemExit) as refused:
        run("papers", "COURSE.toml", "out", "--versions", 99)
    assert refused.value.code == 2


def test_every_student_of_the_example_has_other_data(run):
    run("release", "COURSE.toml", "out")
    kits = [json.loads(path.read_text(encoding="utf-8")) for path in Path("out/students").rglob("exercises.json")]
    shown = {json.dumps(kit["variants"], sort_keys=True) for kit in kits}
    assert len(kits) == len(shown) == 6
