"""A classmate's number is found where it is one's own neither by right nor by chance."""

import numpy as np
import pytest

from workbench.delivery.course.copying import Key, find_pairs

STUDENTS = tuple(f"s{number}" for number in range(50))


def key(values):
    values = np.asarray(values, dtype=float)
    return Key(STUDENTS, values, 0.005 * values)


KEYS = {("E1", "a"): key(100 + 10 * np.arange(50)), ("E2", "b"): key(900 - 9 * np.arange(50))}


def test_two_numbers_of_one_classmate_are_a_clear_pair():
    pairs = find_pairs({"s1": {("E1", "a"): 170.1, ("E2", "b"): 837.0}}, KEYS)
    assert [(pair.student, pair.classmate, len(pair.answers)) for pair in pairs] == [("s1", "s7", 2)]
    # 49 classmates; each answer fits one of the 50 variants: 49 * (2/51) * (2/51)
    assert pairs[0].chance == pytest.approx(49 * (2 / 51) ** 2) and not pairs[0].clear


def test_three_such_numbers_are_beyond_chance():
    keys = KEYS | {("E3", "c"): key(3000 + 70 * np.arange(50))}
    (pair,) = find_pairs({"s1": {("E1", "a"): 170, ("E2", "b"): 837, ("E3", "c"): 3490}}, keys)
    assert pair.clear and pair.chance == pytest.approx(49 * (2 / 51) ** 3)


def test_variants_of_nobody_make_a_small_class_tell_copies_from_chance():
    further = np.concatenate([100 + 10.0 * np.arange(3), np.linspace(500, 900, 97)])
    small = {("E1", name): Key(("s0", "s1", "s2"), further, 0.005 * further) for name in "ab"}
    (pair,) = find_pairs({"s0": {("E1", "a"): 110, ("E1", "b"): 110}}, small)
    assert pair.classmate == "s1" and pair.clear and pair.chance == pytest.approx(2 * (2 / 101) ** 2)
    assert find_pairs({"s0": {("E1", "a"): 500}}, small) == []


def test_a_single_number_that_chance_explains_is_not_told():
    assert find_pairs({"s1": {("E1", "a"): 170}}, KEYS) == []


def test_a_number_of_nobody_or_of_many_points_at_nobody():
    many = {("E1", "a"): key(np.full(50, 100.0))}
    assert find_pairs({"s1": {("E1", "a"): 100}}, many) == []
    assert find_pairs({"s1": {("E1", "a"): 165}}, KEYS) == []
    assert find_pairs({"s1": {("E9", "x"): 165}}, KEYS) == []


def test_ones_own_number_is_no_copy():
    assert find_pairs({"s7": {("E1", "a"): 170, ("E2", "b"): 837}}, KEYS) == []


def test_many_wrong_numbers_make_a_few_fits_likely():
    keys = {("E1", str(n)): key(100 + 10 * np.roll(np.arange(50), n)) for n in range(40)}
    three = {("E1", str(n)): 100 + 10 * ((7 - n) % 50) for n in range(3)}
    assert find_pairs({"s1": three}, keys)[0].clear
    others = {("E1", str(n)): 100 + 10 * ((n * n + 11) % 50) for n in range(3, 40)}
    pair = next(pair for pair in find_pairs({"s1": three | others}, keys) if pair.classmate == "s7")
    assert not pair.clear
