"""Numbers from a seed: the same everywhere, checked against a second way to compute them."""

import hashlib
import hmac
import math
import statistics
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.delivery.exercises import student_seed
from workbench.delivery.exercises.numbers import Stream, decimals_of, inverse_normal, round_to_step


def hmac_by_hand(key, message):
    """HMAC-SHA256 as RFC 2104 writes it, without the library's."""
    key = (hashlib.sha256(key).digest() if len(key) > 64 else key).ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in key) + message).digest()
    return hashlib.sha256(bytes(byte ^ 0x5C for byte in key) + inner).digest()


def numbers_by_hand(key, how_many):
    return [int(hmac_by_hand(key, block.to_bytes(8, "big")).hex()[:16], 16) for block in range(how_many)]


def test_the_stream_is_hmac_sha256_of_a_counter():
    stream, expected = Stream(b"a seed"), numbers_by_hand(b"a seed", 5)
    assert [stream.integer(1000) for _ in range(5)] == [int(Fraction(number, 2**64) * 1000) for number in expected]


def test_the_first_bytes_of_a_fixed_seed_are_pinned():
    # RFC 4231, test case 2: HMAC-SHA256("Jefe", "what do ya want for nothing?")
    published = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert hmac_by_hand(b"Jefe", b"what do ya want for nothing?").hex() == published
    assert student_seed("Jefe", "what do ya want for nothing?").hex() == published


def test_steps_between_two_ends_reach_both():
    stream = Stream(b"ends")
    drawn = {stream.step_between(Decimal("0.1"), Decimal("0.4"), Decimal("0.1")) for _ in range(200)}
    assert drawn == {Decimal("0.1"), Decimal("0.2"), Decimal("0.3"), Decimal("0.4")}


def test_normal_numbers_have_mean_zero_and_unit_spread():
    stream = Stream(b"normal")
    drawn = [float(stream.normal()) for _ in range(2000)]
    assert abs(statistics.fmean(drawn)) < 4 / math.sqrt(2000)
    assert abs(statistics.stdev(drawn) - 1) < 4 / math.sqrt(4000)


@given(st.floats(1e-9, 1 - 1e-9))
def test_the_inverse_normal_undoes_the_distribution(p):
    x = float(inverse_normal(Decimal(p)))
    back = 0.5 * math.erfc(-x / math.sqrt(2))
    assert math.isclose(back, p, rel_tol=1e-9, abs_tol=1e-15)


@pytest.mark.parametrize(
    ("number", "step", "rounded"),
    [
        (2.5, 1, 3),
        (-2.5, 1, -3),
        (2.675, "0.01", 2.68),
        (1.005, "0.01", 1.01),
        (1234, 50, 1250),
        (0.1 + 0.2, "0.1", 0.3),
    ],
)
def test_halves_are_rounded_away_from_zero_in_decimals(number, step, rounded):
    assert round_to_step(number, step) == rounded


def test_whole_numbers_stay_integers():
    assert isinstance(round_to_step(12.0, 1), int)
    assert (decimals_of("0.05"), decimals_of(10), decimals_of(0.5)) == (2, 0, 1)


def test_two_students_have_two_seeds():
    assert student_seed("secret", "2027001") != student_seed("secret", "2027002")
    assert student_seed("secret", "2027001") != student_seed("another", "2027001")
    assert hmac.compare_digest(student_seed("密", "王"), student_seed("密", "王"))
