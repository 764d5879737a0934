"""Tasks that no formula answers: drawn for each student, marked in parts, judged by a rubric of four levels."""

import itertools

import pytest

from workbench.delivery.exercises import check_exercise, draw, exercise_ids, load_exercise, names_of, verdict
from workbench.delivery.exercises.numbers import student_seed

TASKS = ["T2.1", "T2.2", "T3.1", "T3.2", "T4.1"]
SEEDS = [student_seed("a secret of the course", f"2026{number:04d}") for number in range(40)]


def named(found, asked):
    return next(one for one in found if one.asked == asked)


def answers_of(name, seed):
    exercise = load_exercise(name)
    variant = draw(exercise, seed)
    values = names_of(exercise, variant.shown)
    return variant, {asked: values[asked] for asked, how in exercise.asked.items() if "text" not in how}


def test_the_bank_has_these_tasks():
    assert [name for name in exercise_ids() if name.startswith("T")] == TASKS


@pytest.mark.parametrize("name", TASKS)
def test_each_task_keeps_its_promises_on_two_hundred_seeds(name):
    assert check_exercise(load_exercise(name)) == []


@pytest.mark.parametrize("name", TASKS)
def test_each_task_ends_with_a_sentence_judged_in_four_levels(name):
    *_, last = load_exercise(name).asked.values()
    assert last["text"] and [level["marks"] for level in last["rubric"]] == [0, 1, 2, 3]


@pytest.mark.parametrize("name", TASKS)
def test_a_neighbours_answer_seldom_fits(name):
    found = [answers_of(name, seed)[1] for seed in SEEDS]
    pairs = list(itertools.combinations(found, 2))
    assert sum(one == other for one, other in pairs) / len(pairs) < 0.05


@pytest.mark.parametrize("seed", SEEDS[:20])
def test_exactly_five_omissions_are_drawn(seed):
    assert len(answers_of("T3.2", seed)[1]["omissions"]) == 5


def test_omissions_are_marked_in_parts():
    variant, answers = answers_of("T3.2", SEEDS[0])
    right = list(answers["omissions"])
    task = load_exercise("T3.2")
    four = named(verdict(task, variant.shown, {"omissions": right[:4]}), "omissions")
    assert (four.marks, four.out_of) == (8, 10)  # 4 of 5
    with_wrong = named(verdict(task, variant.shown, {"omissions": [*right[:4], "facility"]}), "omissions")
    assert (with_wrong.marks, with_wrong.misconception) == (6, "M25")  # (4 − 1) of 5


# The chapter as it would stand in full: nothing of the twelve is missing, so a gap in one sentence is one omission.
FULL = dict(
    zip(
        [f"s{number}" for number in range(1, 13)],
        ["a", "b", "b", "a", "a", "b", "a", "b", "a", "b", "a", "b"],
        strict=True,
    )
)


@pytest.mark.parametrize(
    ("sentence", "omission"),
    [
        *[("s1", "dates"), ("s2", "load"), ("s3", "instrument"), ("s4", "sampling"), ("s5", "basis"), ("s6", "stock")],
        *[("s7", "gap"), ("s8", "estimate"), ("s9", "water"), ("s10", "element"), ("s11", "causes"), ("s12", "price")],
    ],
)
def test_each_weak_sentence_is_one_omission(sentence, omission):
    task = load_exercise("T3.2")
    assert names_of(task, FULL)["omissions"] == ()
    weak = {"a": "b", "b": "a"}[FULL[sentence]]
    assert names_of(task, FULL | {sentence: weak})["omissions"] == (omission,)


def test_treated_points_are_points_of_pollution_and_returns_are_not():
    # dust behind a filter; rinse water to the slip tank; filtrate returned, cloths unchanged; moulds carted away;
    # waste heat only; overspray returned; seconds sold; no decor firing
    shown = dict(zip([f"p{place}" for place in range(1, 9)], "aacaabcc", strict=True))
    task = load_exercise("T2.1")
    assert names_of(task, shown)["nodes"] == ("A01", "A07")
    without = named(verdict(task, shown, {"nodes": ["A07"]}), "nodes")
    assert (without.right, without.misconception) == (False, "M25")
    with_returns = named(verdict(task, shown, {"nodes": ["A01", "A02", "A04", "A07", "A12"]}), "nodes")
    assert (with_returns.right, with_returns.misconception) == (False, "M5")


PLAN = {
    **{"m1": "a", "m2": "b", "m3": "c", "m4": "d", "m5": "e"},
    **{"mode": "c", "loads": [60, 80, 112, 100, 74, 109, 90], "samples": 3},
}


def test_the_measurement_plan_worked_by_hand():
    found = names_of(load_exercise("T3.1"), PLAN)
    assert found["points"] == ("F2", "F3", "F5")  # overdue, not metered, bypassed
    assert found["period"] == 60  # three batches of 20 h
    assert found["days"] == ("d2", "d4", "d6", "d7")
    assert found["number"] == 50  # 5 points · 3 batches · 3 = 45, and 4.5 duplicates make 5


def test_continuous_operation_is_measured_for_72_hours_by_shift():
    found = names_of(load_exercise("T3.1"), PLAN | {"mode": "a"})
    assert (found["period"], found["number"]) == (72, 149)  # 5 · 9 · 3 = 135, and 14


@pytest.mark.parametrize(
    ("asked", "value", "mistake"),
    [
        ("points", ["F3"], "M80"),
        ("points", ["F2", "F3", "F5", "F6", "F7"], "M81"),
        ("days", ["d2", "d3", "d4", "d6", "d7"], "M82"),
        ("period", (20, "h"), "M82"),
        ("number", (45, "1"), "M82"),
    ],
)
def test_mistakes_in_the_plan_are_named(asked, value, mistake):
    assert named(verdict(load_exercise("T3.1"), PLAN, {asked: value}), asked).misconception == mistake


FOCUS = {
    **{"waste": [9000, 12000, 5000], "energy": [6000, 4000, 3000], "cost": [500, 200, 100]},
    **{"value": [12000, 4000, 10000], "weights": [10, 8, 8, 6, 4]},
    **{"s_waste": [5, 8, 2], "s_energy": [8, 5, 2], "s_cost": [8, 5, 2], "s_potential": [9, 5, 4], "s_will": [6, 7, 8]},
}


def test_the_focus_worked_by_hand():
    # totals 50 + 64 + 64 + 54 + 24 = 256, 80 + 40 + 40 + 30 + 28 = 218, 20 + 16 + 16 + 24 + 32 = 108
    found = names_of(load_exercise("T2.2"), FOCUS)
    assert found["focus"] == "A"
    assert found["ahead"] == pytest.approx(100 * (256 / 218 - 1))
    # most energy, 500 of 800 in cost, 17 % ahead, still first without readiness; not most waste, 0.5 < 1 tce per value
    assert set(found["reasons"]) == {"energy", "half", "ahead", "will"}


@pytest.mark.parametrize(
    ("asked", "value", "mistake"),
    [
        ("focus", "B", "M27"),
        ("ahead", (14.84, "percent"), "M33"),
        ("reasons", ["energy", "half", "intensity", "ahead", "will"], "M13"),
    ],
)
def test_mistakes_in_the_defence_are_named(asked, value, mistake):
    assert named(verdict(load_exercise("T2.2"), FOCUS, {asked: value}), asked).misconception == mistake


def test_end_of_pipe_is_told_from_cleaner_production():
    # counter-current washing; higher stack; knives ground; condensate; monitoring; first rain; lime mud; waste oil
    shown = dict(zip([f"o{place}" for place in range(1, 9)], "aabacbbb", strict=True))
    task = load_exercise("T4.1")
    assert set(names_of(task, shown)["options"]) == {"n1", "n3", "n4", "n7"}
    everything = named(verdict(task, shown, {"options": [f"n{number}" for number in range(1, 9)]}), "options")
    assert (everything.right, everything.misconception, everything.marks) == (False, "M25", 0)
