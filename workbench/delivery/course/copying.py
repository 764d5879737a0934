"""Answers that are wrong for the student who gave them and right for a classmate."""

from dataclasses import dataclass

import numpy as np

LIKELY = 0.005  # classmates expected to fit so well by chance, below which a pair counts as clear
MOST_FITTING = 3  # an answer that fits more classmates than this points at nobody


@dataclass(frozen=True)
class Key:
    """What would have been right for each student of the course, for one asked number.

    Attributes
    ----------
    students : tuple of str
        Ids.
    values, tolerances : ndarray
        In the unit asked for; the tolerance is absolute. Those of the students come first; what follows are further
        variants of nobody, which say how often a number fits by chance where a class is small.
    """

    students: tuple
    values: np.ndarray
    tolerances: np.ndarray

    def fitting(self, value):
        """Return the ids whose right answer a value is, within half the tolerance."""
        places = np.flatnonzero(self._close(value))
        return {self.students[place] for place in places if place < len(self.students)}

    def chance(self, value):
        """Return how likely a value fits the variant of somebody else: (k + 1) / (n + 1), the rule of succession."""
        return (int(self._close(value).sum()) + 1) / (len(self.values) + 1)

    def _close(self, value):
        return np.abs(self.values - value) <= self.tolerances / 2


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
    """Return the pairs, those that chance explains least first; one answer alone only if it is clear.

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
    With the chance p of each wrong number to fit somebody, the number that fit one classmate follows the Poisson
    binomial distribution; its tail, times the number of classmates looked at, is what chance explains. Numbers of one
    exercise are not quite independent, which the low limit allows for.
    """
    pairs = []
    for student, answers in wrong.items():
        fits = {place: keys[place].fitting(value) - {student} for place, value in answers.items() if place in keys}
        telling = {place: found for place, found in fits.items() if 0 < len(found) <= MOST_FITTING}
        for classmate in sorted(set().union(*telling.values())):
            places = tuple(place for place, found in telling.items() if classmate in found)
            others = len(keys[places[0]].students) - 1
            chance = others * _tail([keys[place].chance(answers[place]) for place in fits], len(places))
            pairs.append(Pair(student, classmate, places, chance))
    told = [pair for pair in pairs if pair.clear or len(pair.answers) > 1]
    return sorted(told, key=lambda pair: (pair.chance, pair.student, pair.classmate))


def _tail(chances, least):
    """Return the probability that at least so many of independent events happen."""
    counts = np.array([1.0])
    for chance in chances:
        counts = np.convolve(counts, [1 - chance, chance])
    return float(counts[least:].sum())
