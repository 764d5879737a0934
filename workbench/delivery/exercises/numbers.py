"""Numbers drawn from a seed: the same on every system, whatever its floating-point library.

Block i of a stream is HMAC-SHA256(key, i as eight bytes, big end first); its first eight bytes are one number. What
follows is exact decimal arithmetic, whose logarithms and roots are rounded correctly by definition.
"""

import hmac
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal, localcontext
from hashlib import sha256

EXACT = Context(prec=40)
SIGNIFICANT = 12  # digits of a computed value that are trusted before it is rounded to a step

# Wichura, Algorithm AS 241 (PPND16), Appl. Statist. 37 (1988) 477: coefficients of the inverse normal distribution.
_MIDDLE = (
    "2509.0809287301226727 33430.575583588128105 67265.770927008700853 45921.953931549871457 13731.693765509461125 "
    "1971.5909503065514427 133.14166789178437745 3.387132872796366608",
    "5226.4952788528545610 28729.085735721942674 39307.89580009271061 21213.794301586595867 5394.1960214247511077 "
    "687.1870074920579083 42.313330701600911252 1",
)
_NEAR = (
    "7.7454501427834140764e-4 0.0227238449892691845833 0.24178072517745061177 1.27045825245236838258 "
    "3.64784832476320460504 5.7694972214606914055 4.6303378461565452959 1.42343711074968357734",
    "1.05075007164441684324e-9 5.475938084995344946e-4 0.0151986665636164571966 0.14810397642748007459 "
    "0.68976733498510000455 1.6763848301838038494 2.05319162663775882187 1",
)
_FAR = (
    "2.01033439929228813265e-7 2.71155556874348757815e-5 0.0012426609473880784386 0.026532189526576123093 "
    "0.29656057182850489123 1.7848265399172913358 5.4637849111641143699 6.6579046435011037772",
    "2.04426310338993978564e-15 1.4215117583164458887e-7 1.8463183175100546818e-5 7.868691311456132591e-4 "
    "0.0148753612908506148525 0.13692988092273580531 0.59983220655588793769 1",
)


def student_seed(secret, student):
    """Return the seed of a student, HMAC-SHA256 of the student's id under the secret of the course.

    Parameters
    ----------
    secret : str
        Of the course; only the teacher has it.
    student : str
        Student id (学号).

    Returns
    -------
    bytes
    """
    return hmac.digest(secret.encode("utf-8"), student.encode("utf-8"), sha256)


class Stream:
    """A sequence of numbers that a key determines.

    Parameters
    ----------
    key : bytes
    """

    def __init__(self, key):
        self._key, self._block = key, 0

    def integer(self, count):
        """Return one of 0 … count − 1, each equally likely to 1 in 2⁶⁴ / count."""
        block = hmac.digest(self._key, self._block.to_bytes(8, "big"), sha256)
        self._block += 1
        return int.from_bytes(block[:8], "big") * count >> 64

    def uniform(self):
        """Return a number strictly between 0 and 1, as a Decimal."""
        return EXACT.divide(Decimal(2 * self.integer(2**53) + 1), Decimal(2**54))

    def normal(self):
        """Return a standard normal number, by the inverse of its distribution, as a Decimal."""
        return inverse_normal(self.uniform())

    def step_between(self, low, high, step):
        """Return low + k · step not above high, each equally likely; all are Decimals."""
        count = int(((high - low) / step).to_integral_value(ROUND_FLOOR)) + 1
        return low + self.integer(count) * step


def inverse_normal(p):
    """Return the value that a standard normal number stays below with probability p (0 < p < 1).

    Examples
    --------
    >>> round(inverse_normal(Decimal("0.975")), 9)
    Decimal('1.959963985')
    """
    with localcontext(EXACT):
        centre = p - Decimal("0.5")
        if abs(centre) <= Decimal("0.425"):
            return centre * _fraction(_MIDDLE, Decimal("0.180625") - centre * centre)
        tail = (-min(p, 1 - p).ln()).sqrt()
        table, shift = (_NEAR, "1.6") if tail <= 5 else (_FAR, "5")
        return _fraction(table, tail - Decimal(shift)).copy_sign(centre)


def _fraction(table, x):
    above, below = (_polynomial(row, x) for row in table)
    return above / below


def _polynomial(row, x):
    value = Decimal(0)
    for coefficient in row.split():
        value = value * x + Decimal(coefficient)
    return value


def to_decimal(number):
    """Return a number as the decimal that it prints as, to twelve digits where it was computed.

    Examples
    --------
    >>> to_decimal(0.1 + 0.2)
    Decimal('0.3')
    """
    return number if isinstance(number, Decimal) else Decimal(f"{float(number):.{SIGNIFICANT}g}")


def round_to_step(number, step):
    """Return a number rounded to the nearest multiple of a step, halves away from zero.

    Examples
    --------
    >>> round_to_step(2.675, "0.01"), round_to_step(1234, "10")
    (2.68, 1230)
    """
    step = Decimal(str(step))
    return plain((to_decimal(number) / step).to_integral_value(ROUND_HALF_UP) * step)


def plain(number):
    """Return a Decimal as int where it is whole, else as float."""
    return int(number) if number == number.to_integral_value() else float(number)


def decimals_of(step):
    """Return how many decimals a step has: 0.05 → 2, 10 → 0."""
    return max(0, -Decimal(str(step)).normalize().as_tuple().exponent)
