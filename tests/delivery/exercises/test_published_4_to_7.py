"""Exercises of phases 4 to 7 on published data: the published answers pass, the published mistakes are named."""

import pytest

from workbench.delivery.exercises import load_exercise, verdict
from workbench.delivery.exercises.fairness import find_violations

EXAM = {"invested": 150, "saving": 40, "tax": 30, "life": 10, "rate": 5}

SERIES = [
    *[
        100.0,
        100.6,
        99.5,
        98.2,
        99.1,
        98.0,
        100.1,
        102.7,
        99.0,
        98.8,
        101.0,
        100.7,
        100.2,
        98.1,
        99.9,
        101.4,
        97.3,
        99.1,
    ],
    *[96.2, 97.4, 99.3, 102.5, 100.5, 103.5, 103.3, 102.6, 98.0, 101.9, 102.9, 103.2, 99.9, 102.0, 101.0, 101.4, 105.1],
    101.4,
]

# exercise: (shown data, hidden ones that conditions of fairness name, published answers, published mistakes)
PUBLISHED = {
    "E4.1": (
        {"low": 10, "high": 100, "costs": [0, 3.5, 9.8, 10, 68, 100, 420]},
        {},
        {"few": 3, "some": 2, "many": 2},
        [("few", 4, "M26"), ("many", 1, "M26")],
    ),
    "E4.2": (
        {
            **{"weights": [10, 8, 8, 6, 5], "first": [7, 8, 6, 9, 8]},
            **{"second": [9, 6, 8, 5, 7], "third": [8, 7, 9, 7, 6]},
        },
        {},
        {"one": 276, "two": 267, "three": 280, "best": "three"},
        [("one", 38, "M27"), ("two", 35, "M27"), ("three", 37, "M27"), ("best", "one", "M27"), ("one", 74.6, "M14")],
    ),
    "E4.3": (
        {"steam": 42000, "a": 10, "b": 8, "wort": 150000},
        {},
        {"saved": 7224, "share": 17.2, "over": 336},
        [("saved", 7560, "M16"), ("share", 18, "M16")],
    ),
    "E4.4": (
        {"residue": 18200, "content": 5.1, "moisture": 22, "recovery": 85, "claim": 1100},
        {},
        {"pool": 928.2, "part": 118.5, "most": 789, "judged": "impossible"},
        [("most", 935, "M17"), ("judged", "plausible", "M17"), ("pool", 724.0, "M1")],
    ),
    "E4.5": (
        {
            **{"amounts": [928.2, 275.2, 126, 5200, 96000, 0.504], "covered": "1, 4, 5"},
            "prices": [1.35, 1.1, 1.2, 0.021, 0.00042, 2.0],
        },
        {},
        {"share": 75.5, "enough": "no", "missing": "2"},
        [("share", 50, "M29")],
    ),
    "E5.1": (
        EXAM | {"hurdle": 10},
        {},
        {"flow": 32.5, "payback": 4.62, "npv": 100.96, "irr": 17.257, "accepted": "feasible"},
        [
            *[("payback", 3.75, "M18"), ("npv", -14.87, "M19"), ("npv", 66.21, "M20")],
            *[("npv", 175, "M21"), ("npv", 49.70, "M21"), ("irr", 21.7, "M22")],
        ],
    ),
    "E5.2": (
        {"small": 100, "small_flow": 32, "big": 400, "big_flow": 104, "life": 8, "rate": 8},
        {},
        {"npv_small": 83.9, "npv_big": 197.7, "irr_small": 27.4, "irr_big": 19.9, "increment": 17.3, "choice": "B"},
        [("choice", "A", "M23"), ("irr_small", 32, "M22")],
    ),
    "E5.3": (
        {"invested": 2600, "output": 420, "cost": 310, "price": 2.2, "tax": 25, "life": 10, "rate": 10},
        {},
        {"npv": 629.0, "breakeven": 1.875, "drop": -14.8},
        [("npv", 1172.7, "M32"), ("breakeven", 1.7456, "M32")],
    ),
    "E5.4": (EXAM | {"ethanol": 60}, {}, {"flow": 32.5, "static": 4.62, "dynamic": 5.38}, [("dynamic", 4.62, "M21")]),
    "E5.5": (
        {
            **{"drive_invested": 80, "drive_saving": 60, "drive_co2": 310, "heat_invested": 900, "heat_saving": 210},
            **{"heat_co2": 2100, "gas_invested": 650, "gas_saving": -90, "gas_co2": 1500, "led_invested": 25},
            **{"led_saving": 14, "led_co2": 75, "rate": 8, "life": 10},
        },
        {},
        {"drive": -1551, "heat": -361, "led": -1370, "gas": 1246, "paying": 2485, "leftmost": "drive"},
        [("leftmost", "heat", "M35"), ("paying", 3985, "M37")],
    ),
    "E6.1": (
        {
            **{"before": 2430000, "output_before": 18000, "drop": 120000, "after": 2310000},
            **{"growth": 2100, "output_after": 20100, "fixed": 630000},
        },
        {},
        {"by_ratio": 403500, "saved": 330000, "excess": 22},
        [("saved", 120000, "M24"), ("saved", 403500, "M38")],
    ),
    "E6.2": (
        {
            **{"water_base": 5.6, "water_goal": 5.0, "water_now": 4.9},
            **{"energy_base": 1.92, "energy_goal": 1.80, "energy_now": 1.84},
            **{"yield_base": 95.2, "yield_goal": 96.5, "yield_now": 96.1},
        },
        {},
        {
            **{"water": 117, "energy": 67, "gain": 69},
            **{"water_light": "green", "energy_light": "red", "gain_light": "red"},
        },
        [("water", 12.5, "M39"), ("energy", 4.17, "M39"), ("gain", 0.95, "M39")],
    ),
    "E6.3": (
        {"design": [120, 420, 60], "actual": [101, 310, 66], "budget": [30, 260, 18], "spent": [33, 275, 24]},
        {},
        {"worst_benefit": 74, "worst_budget": 133, "effective": ["F1"]},
        [("effective", ["F1", "F3"], "M41")],
    ),
    "E6.4": (
        {"rows": [12.5, 8.2, 36.0, 4.75, 101.3, 15.0, 9.6], "stated": 178.35},
        {"slip": "digits", "place": 0},
        {"sum": 187.35, "gap": 9.00, "cause": "digits"},
        [("sum", 178.35, "M42")],
    ),
    "E7.1": (
        {"now": 4.9, "goal": 4.2, "volume": 90},
        {},
        {"rate": 5.0, "first": 4.65, "second": 4.42},
        [("rate", 4.76, "M43")],
    ),
    "E7.2": (
        {"level": 100, "sd": 2, "series": SERIES},
        {"start": 21, "drift": 3},
        {"alarm": 30},
        [("alarm", 35, "M45")],
    ),
    "E7.3": (
        {"report": "2023-09-20", "assessed": "2023-11-15", "accepted": "2024-06-30", "lead": 12},
        {},
        {"latest": "2029-06-30", "begin": "2028-06-30"},
        [("latest", "2026-06-30", "M47"), ("latest", "2027-06-30", "M47"), ("latest", "2028-11-15", "M48")],
    ),
    "E7.4": (
        {"saving": 403500, "p1": 100, "p2": 92, "p3": 85, "price": 0.65},
        {},
        {"kept": 1117695},
        [("kept", 1210500, "M49")],
    ),
}
MISTAKES = [(name, *mistake) for name, (_, _, _, mistakes) in PUBLISHED.items() for mistake in mistakes]


def judged(name, asked, value, lang="zh"):
    exercise = load_exercise(name)
    unit = exercise.asked[asked].get("unit")
    answer = (value, unit) if unit else value
    found = verdict(exercise, PUBLISHED[name][0], {asked: answer}, lang)
    return next(one for one in found if one.asked == asked)


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_answers_have_full_marks(name):
    answers = PUBLISHED[name][2]
    verdicts = [judged(name, asked, value) for asked, value in answers.items()]
    assert [(one.asked, one.right, one.marks) for one in verdicts] == [
        (one.asked, True, one.out_of) for one in verdicts
    ]


@pytest.mark.parametrize(("name", "asked", "value", "mistake"), MISTAKES)
def test_published_mistakes_are_named(name, asked, value, mistake):
    found = judged(name, asked, value)
    assert (found.right, found.misconception) == (False, mistake)


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_data_are_a_fair_question(name):
    shown, hidden, _, _ = PUBLISHED[name]
    assert find_violations(load_exercise(name), shown, hidden) == []


def test_every_exercise_of_these_phases_has_published_data():
    from workbench.delivery.exercises import exercise_ids

    assert set(PUBLISHED) == {name for name in exercise_ids() if name[:2] in ("E4", "E5", "E6", "E7")}


@pytest.mark.parametrize("value", [17.26, 17.25])
def test_interpolation_between_whole_per_cents_counts_as_exact(value):
    assert judged("E5.1", "irr", value).right


@pytest.mark.parametrize(("lang", "word"), [("zh", "区间太宽"), ("en", "interval is wide")])
def test_interpolation_in_a_coarse_table_is_accepted_with_a_comment(lang, word):
    found = judged("E5.1", "irr", 17.44, lang)
    assert found.right and found.marks == found.out_of and word in found.message


def test_interpolation_within_the_year_of_payback_is_accepted():
    # five years bring 32.5 · 4.3295 = 140.71, the sixth 32.5/1.05^6 = 24.252: 5 + 9.29/24.252 = 5.383
    assert judged("E5.4", "dynamic", 5.383).right


def test_the_exercises_are_set_over_many_industries():
    cases = {load_exercise(name).case for name in PUBLISHED}
    assert len(cases) >= 10 and "zinc_smelting" in cases
