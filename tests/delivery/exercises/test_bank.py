"""The bank refuses a file that breaks its rules, and says everything that is wrong in both languages."""

import pytest

from workbench.delivery.exercises import ExerciseError, exercise_ids, load_exercise, misconceptions, read_exercise
from workbench.errors import UsageError


def set_at(*path, value):
    def spoil(content):
        for key in path[:-1]:
            content = content[key]
        content[path[-1]] = value

    return spoil


def drop(*path):
    def spoil(content):
        for key in path[:-1]:
            content = content[key]
        del content[path[-1]]

    return spoil


SPOILT = {
    "unknown key 'colour'": set_at("colour", value=1),
    "missing key 'title'": drop("title"),
    "story .*should be dict": set_at("story", value="text"),
    "phase .*should be 1…7": set_at("phase", value=8),
    "title: .*en is missing": drop("title", "en"),
    "given.loss: .*should be a mapping": set_at("given", "loss", value=3),
    "given.loss: .*unknown key 'hi'": set_at("given", "loss", "hi", value=3),
    "given.loss: .*exactly one": set_at("given", "loss", "value", value=3),
    "low needs high and step": drop("given", "loss", "step"),
    "given.loss: .*unknown unit 'bucket'": set_at("given", "loss", "unit", value="bucket"),
    "asked.rest: .*should be a mapping": set_at("asked", "rest", value=3),
    "asked.rest: .*unknown key 'formula'": set_at("asked", "rest", "formula", value="1"),
    "asked.rest: .*exactly one": drop("asked", "rest", "answer"),
    "sealed goes with choose only": drop("asked", "meter", "choose"),
    "four levels": drop("asked", "why", "rubric"),
    "marks is missing": drop("asked", "rest", "marks"),
    "a number needs a unit": drop("asked", "rest", "unit"),
    "should have zh and en": set_at("asked", "share", "accept", value=[{"formula": "1"}]),
    "misconception M33: .*unknown key": set_at("misconceptions", 0, "text", value="x"),
    "not in misconceptions.csv": set_at("misconceptions", 0, "id", value="M999"),
    "unknown asked 'nothing'": set_at("misconceptions", 0, "asked", value="nothing"),
    "misconception M4: .*exactly one": drop("misconceptions", 1, "formula"),
    "no option 'cellar'": set_at("misconceptions", 2, "choice", value="cellar"),
    "exactly four hints": drop("hints", 0),
    "hint 1: .*unknown key": set_at("hints", 0, "price", value=1),
    "hint 1: cost": set_at("hints", 0, "cost", value=2),
    "only it, is the twin": drop("hints", 3, "twin"),
    "let.kept: .*unknown name 'outflow'": set_at("let", "kept", value="inflow - outflow"),
    "cannot be read": set_at("asked", "rest", "answer", value="kept +"),
    "asked.rest: .*unknown name 'bad'": set_at("asked", "rest", "answer", value="bad"),
    r"story \(zh\): .*unknown name {share}": set_at("story", "zh", value="{share}"),
    r"hint \(en\): .*unknown name {bad}": set_at("hints", 2, "en", value="{bad}"),
    r"hint \(en\): .*tells what is asked {rest}": set_at("hints", 2, "en", value="{rest}"),
    r"message \(zh\): .*unknown name {rest}": set_at("misconceptions", 0, "message", "zh", value="{rest}"),
}


@pytest.mark.parametrize("message", SPOILT)
def test_a_spoilt_file_is_refused(message, pool):
    with pytest.raises(ExerciseError, match=message):
        pool(SPOILT[message])


def test_all_problems_of_a_file_are_told_at_once(pool):
    def spoil(content):
        content["given"]["loss"]["unit"] = "bucket"
        content["asked"]["rest"]["answer"] = "kept +"

    with pytest.raises(ExerciseError, match=r"2 problem\(s\)") as caught:
        pool(spoil)
    assert len(caught.value.problems) == 2


def test_a_file_that_is_no_yaml_says_so():
    with pytest.raises(ExerciseError, match="not valid YAML"):
        read_exercise("a: [", "E0.2")
    with pytest.raises(ExerciseError, match="not a mapping"):
        read_exercise("- a", "E0.2")


def test_an_exercise_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(UsageError, match=r"no exercise 'E9.9'.*E2.2"):
        load_exercise("E9.9")


def test_the_id_agrees_with_the_name_of_the_file(monkeypatch, tmp_path, pool):
    from workbench.delivery.exercises import bank

    path = tmp_path / "E0.3.yaml"
    path.write_text((bank.files("workbench.delivery.exercises") / "bank" / "E2.2.yaml").read_text("utf-8"), "utf-8")
    monkeypatch.setattr(bank, "_files", lambda: {"E0.3": path})
    with pytest.raises(ExerciseError, match="name of the file"):
        bank.load_exercise.__wrapped__("E0.3")


def test_every_exercise_of_the_seven_phases_is_there():
    numbers = {1: 4, 2: 5, 3: 5, 4: 5, 5: 5, 6: 4, 7: 4}
    wanted = {f"E{phase}.{number}" for phase, most in numbers.items() for number in range(1, most + 1)}
    assert wanted <= set(exercise_ids())


def test_every_misconception_of_the_course_is_declared_somewhere():
    declared = {mistake["id"] for name in exercise_ids() for mistake in load_exercise(name).misconceptions}
    assert {f"M{number}" for number in range(1, 26)} <= declared
    assert declared <= set(misconceptions())


def test_what_an_exercise_requires_exists_and_comes_before():
    order = list(exercise_ids())
    for name in order:
        for earlier in load_exercise(name).requires:
            assert order.index(earlier) < order.index(name), (name, earlier)
