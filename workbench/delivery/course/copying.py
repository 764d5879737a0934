"""Answers that are wrong for the student who gave them and right for a classmate."""

import math
from dataclasses import dataclass

import numpy as np

LIKELY = 0.05  # classmates expected to fit so well by chance, below which a pair counts as clear
MOST_FITTING = 3  # an answer that fits more classmates than this points at nobody


@dataclass(frozen=True)
class Key:
    """What would have been right for each student of the course, for one asked number.

    Attributes
    ----------
    students : tuple of str
        Ids.
    values, tolerances : ndarray
        In the unit asked for; the tolerance is absolute.
    """

    students: tuple
    values: np.ndarray
    tolerances: np.ndarray

    def fitting(self, value):
        """Return the ids whose right answer a value is, within half the tolerance."""
        close = np.abs(self.values - value) <= self.tolerances / 2
        return {self.students[position] for position in np.flatnonzero(close)}


@dataclass(frozen=True)
class Pair:
    """One student whose wrong answers are a classmate's right ones.

    Attributes
    ----------
    student, classmate : str
        Who gave the answers, and whose data they belong to.
    answers : tuple of (str, str)
        Exercise and asked value of each.
    chance : float
        How many classmates one expects to fit that well by chance.
    """

    student: str
    classmate: str
    answers: tuple
    chance: float

    @property
    def clear(self):
        """Whether chance is no likely explanation."""
        return self.chance <= LIKELY


def find_pairs(wrong, keys):
    """Return the pairs, those that chance explains least first.

    Parameters
    ----------
    wrong : dict of str to dict of (str, str) to float
        By student, by exercise and asked value: numbers that are wrong for that student, in the unit asked for.
    keys : dict of (str, str) to Key
        By exercise and asked value.

    Returns
    -------
    list of Pair

    Notes
    -----
    An answer that fits k of n other students is expected in any one of them with probability (k + 1) / (n + 1), by
    the rule of succession; for several answers the probabilities multiply, and n candidates are looked at.
    """
    pairs = []
    for student, answers in wrong.items():
        fits = {place: keys[place].fitting(value) - {student} for place, value in answers.items() if place in keys}
        telling = {place: found for place, found in fits.items() if 0 < len(found) <= MOST_FITTING}
        for classmate in sorted(set().union(*telling.values())):
            places = tuple(place for place, found in telling.items() if classmate in found)
            pairs.append(Pair(student, classmate, places, _chance(places, telling, keys)))
    return sorted(pairs, key=lambda pair: (pair.chance, pair.student, pair.classmate))


def _chance(places, telling, keys):
    others = max(len(keys[place].students) - 1 for place in places)
    return others * math.prod((len(telling[place]) + 1) / (others + 1) for place in places)
