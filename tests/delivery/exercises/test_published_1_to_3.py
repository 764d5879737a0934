"""Exercises of phases 1 to 3 on published data: the published answers pass, the published mistakes are named."""

import pytest

from workbench.delivery.exercises import load_exercise, names_of, verdict

E11 = {"listed": "2025-03-10", "durations": [15, 40, 20, 15, 15, 20, 60, 15, 10]}
E12 = {"cod": 62, "cod_limit": 60, "load": 46.2, "permit": 45, "energy": 0.352, "energy_limit": 0.34}
E13 = {"a": 9, "b": 11, "c": 6}
E14 = {"points": 14, "batches": 3, "samples": 2, "duplicates": 10, "price": 180}
E21 = {
    **{"electricity": 1250, "coal": 8200, "gas": 36, "steam": 15200, "own_steam": 30000, "product": 26800},
    **{"f_electricity": 0.1229, "f_equivalent": 0.31, "f_coal": 0.7143, "f_gas": 1.33, "f_steam": 34.12},
}
E22 = {"fresh": 1860, "reused": 7440, "discharge": 1395, "goal": 85}
E23 = {
    "weights": [10, 9, 8, 7, 6, 4],
    **{"first": [10, 5, 8, 4, 6, 5], "second": [6, 10, 6, 10, 10, 10], "third": [4, 8, 5, 8, 8, 7]},
}
E24 = {
    "weights": [0.12, 0.13, 0.10, 0.10, 0.10, 0.10, 0.10, 0.15, 0.10],
    "limiting": [True, True, True, False, False, True, True],
    "level1": [3000, 97, 5, 95, 95, 0.2, 1.5],
    "level2": [3100, 96, 6, 93, 90, 0.3, 2.0],
    "level3": [3200, 95, 8, 90, 85, 0.4, 2.5],
    "values": [3050, 96.5, 4.2, 94, 88, 0.15, 1.9],
}
E24_SO2 = {**E24, "values": [3050, 96.5, 4.2, 94, 91, 0.15, 2.2]}
E25 = {"now": 5.6, "goal": 5.0, "product": 26800}
E31 = {
    **{"concentrate": 52000, "grade": 51.2, "moisture": 8, "secondary": 3100, "secondary_grade": 58},
    **{"leach": 18200, "leach_grade": 5.1, "copper": 860, "copper_grade": 32, "lead": 2100, "lead_grade": 6},
    **{"water": 420000, "water_zinc": 1.2, "dust": 9.6, "stock": 140, "ingot": 25600},
}
E32 = {"rsd": [1, 1.5, 1.5, 1.5, 2, 1], "readings": [1004, 648, 357, 371, 229, 772]}
E33 = {
    **{"sub1": [210, 190, 175], "sub2": [300, 168], "sub3": [120, 150, 22], "sub4": [240]},
    **{"branches": [620, 480, 310, 255], "main": 1860},
}
E34 = {
    **{"spar": 21500, "spar_grade": 97, "gypsum": 36200, "gypsum_f": 1.1, "scrubbed": 210},
    **{"product": 14050, "product_grade": 90.5, "mass_f": 18.998, "mass_ca": 40.078, "mass_al": 26.982},
}
E35 = {
    **{"leach": 928.2, "leach_price": 1.35, "copper": 275.2, "copper_price": 1.1, "lead": 126, "lead_price": 1.2},
    **{"steam": 5200, "steam_price": 210, "water": 96000, "water_price": 4.2, "effluent": 0.504, "effluent_price": 2},
}

RIGHT = [
    ("E1.1", E11, "start", "2025-05-10"),
    ("E1.1", E11, "finish", "2026-03-10"),
    ("E1.1", E11, "length", (150, "d")),
    ("E1.1", E11, "slack", (10, "d")),
    ("E1.2", E12, "cod_excess", (3.3, "%")),
    ("E1.2", E12, "load_excess", (2.7, "%")),
    ("E1.2", E12, "energy_excess", (3.5, "%")),
    ("E1.2", E12, "kind", "both"),
    ("E1.3", E13, "completeness", (70.5, "%")),
    ("E1.3", E13, "blocking", (3, "个")),
    ("E1.3", E13, "begin", "no"),
    ("E1.4", E14, "count_all", (93, "个")),
    ("E1.4", E14, "budget", (16740, "元")),
    ("E1.4", E14, "budget", (1.674, "万元")),
    ("E2.1", E21, "energy", (8390.9, "tce")),
    ("E2.1", E21, "unit_energy", (313.1, "kgce/t")),
    ("E2.1", E21, "unit_energy", (0.3131, "tce/t")),
    ("E2.2", E22, "ratio", (80.0, "%")),
    ("E2.2", E22, "extra", (465, "m³/d")),
    ("E2.3", E23, "total_1", (293, "1")),
    ("E2.3", E23, "total_2", (368, "1")),
    ("E2.3", E23, "total_3", (284, "1")),
    ("E2.3", E23, "focus", "w2"),
    ("E2.3", E23, "robust", "no"),
    ("E2.4", E24, "Y1", (45, "1")),
    ("E2.4", E24, "Y2", (90, "1")),
    ("E2.4", E24, "level", "2"),
    ("E2.4", E24_SO2, "Y2", (90, "1")),
    ("E2.4", E24_SO2, "level", "1"),
    ("E2.4", E24_SO2, "holds", ["6"]),
    ("E2.5", E25, "relative", (-10.7, "%")),
    ("E2.5", E25, "relative", (10.7, "%")),
    ("E2.5", E25, "saved", (16080, "m3/a")),
    ("E3.1", E31, "gap", (1345.1, "t")),
    ("E3.1", E31, "gap_share", (4.73, "%")),
    ("E3.1", E31, "accepted", "yes"),
    ("E3.1", E31, "recovery", (90.06, "%")),
    ("E3.1", E31, "dry_share", (-2.99, "%")),
    ("E3.2", E32, "closure", (0.30, "%")),
    ("E3.2", E32, "chi2", (27.6, "1")),
    ("E3.2", E32, "closes", "no"),
    ("E3.2", E32, "culprit", "f4"),
    ("E3.2", E32, "corrected", (417.0, "t/h")),
    ("E3.2", E32, "bias", (-11.0, "%")),
    ("E3.3", E33, "main_loss", (195, "m3/d")),
    ("E3.3", E33, "main_share", (10.5, "%")),
    ("E3.3", E33, "worst", "b1"),
    ("E3.3", E33, "worst_share", (7.3, "%")),
    ("E3.3", E33, "look", "main"),
    ("E3.4", E34, "content", (48.67, "%")),
    ("E3.4", E34, "used", (85.0, "%")),
    ("E3.4", E34, "gap", (911.5, "t")),
    ("E3.4", E34, "gap_share", (9.0, "%")),
    ("E3.4", E34, "accepted", "no"),
    ("E3.5", E35, "lost", (1857.5, "万元/a")),
    ("E3.5", E35, "first", "leach"),
    ("E3.5", E35, "first_share", (67.5, "%")),
    ("E3.5", E35, "two_share", (83.8, "%")),
]
WRONG = [
    ("E1.1", E11, "length", (210, "d"), "M100"),
    ("E1.2", E12, "kind", "double", "M102"),
    ("E1.3", E13, "completeness", (68.4, "%"), "M27"),
    ("E1.4", E14, "count_all", (84, "个"), "M107"),
    ("E2.1", E21, "unit_energy", (400.4, "kgce/t"), "M12"),
    ("E2.2", E22, "ratio", (400, "%"), "M11"),
    ("E2.2", E22, "ratio", (84.2, "%"), "M11"),
    ("E2.3", E23, "focus", "w1", "M108"),
    ("E2.4", E24_SO2, "level", "2", "M15"),
    ("E2.5", E25, "relative", (-12, "%"), "M33"),
    ("E3.1", E31, "recovery", (49.2, "%"), "M2"),
    ("E3.1", E31, "gap", (1485.1, "t"), "M4"),
    ("E3.1", E31, "dry_share", (4.73, "%"), "M1"),
    ("E3.2", E32, "closes", "yes", "M8"),
    ("E3.2", E32, "culprit", "f2", "M10"),
    ("E3.3", E33, "main_loss", (90, "m3/d"), "M105"),
    ("E3.4", E34, "used", (60.97, "%"), "M3"),
    ("E3.5", E35, "first", "water", "M106"),
]


def judge(name, shown, asked, answer):
    return next(found for found in verdict(load_exercise(name), shown, {asked: answer}) if found.asked == asked)


@pytest.mark.parametrize(("name", "shown", "asked", "answer"), RIGHT)
def test_the_published_answer_passes(name, shown, asked, answer):
    assert judge(name, shown, asked, answer).right


@pytest.mark.parametrize(("name", "shown", "asked", "answer", "mistake"), WRONG)
def test_the_published_mistake_is_named(name, shown, asked, answer, mistake):
    found = judge(name, shown, asked, answer)
    assert (found.right, found.misconception) == (False, mistake)


def test_the_meters_of_the_published_network_have_the_published_test_values():
    names = names_of(load_exercise("E3.2"), E32)
    assert [round(z, 1) for z in names["z"]] == [-1.3, -2.7, 3.4, 5.2, 3.3, -2.5]
    assert round(names["found"]["chi2_without"], 2) == 0.09


def test_the_turning_weights_of_the_published_ranking_are_the_published_ones():
    turning = names_of(load_exercise("E2.3"), E23)["turning"]
    assert [turn if turn is None else round(turn, 2) for turn in turning] == [28.75, None, 45.5, None, None, None]
