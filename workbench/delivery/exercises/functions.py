"""The closed list of functions that formulas of exercises may call."""

import math
from datetime import date, timedelta

from . import engine
from .engine import Unfair
from .numbers import round_to_step

TIE = 1e-9  # relative difference below which two values share a rank


def total(values):
    """Return the sum."""
    return math.fsum(values)


def mean(values):
    """Return the arithmetic mean."""
    return math.fsum(values) / len(values)


def dot(first, second):
    """Return Σ first · second."""
    return math.fsum(a * b for a, b in zip(first, second, strict=True))


def ratio(first, second):
    """Return the list of first / second."""
    return [a / b for a, b in zip(first, second, strict=True)]


def span(count):
    """Return 0 … count − 1."""
    return list(range(int(count)))


def order(values):
    """Return the positions sorted by value, the largest first; a tie makes the variant unfair."""
    ranked = sorted(span(len(values)), key=lambda position: -values[position])
    for one, other in zip(ranked, ranked[1:], strict=False):
        if math.isclose(values[one], values[other], rel_tol=TIE, abs_tol=TIE):
            raise Unfair(f"positions {one} and {other} tie")
    return ranked


def rank(values):
    """Return the rank of each value, 1 = largest; a tie makes the variant unfair."""
    ranked = order(values)
    return [ranked.index(position) + 1 for position in span(len(values))]


def where(values, wanted):
    """Return the first position of a value."""
    return list(values).index(wanted)


def count(values):
    """Return how many values there are, or how many hold where they are conditions."""
    return sum(values) if all(isinstance(value, bool) for value in values) and values else len(values)


def round_half_up(number, decimals=0):
    """Return a number rounded to decimals, halves away from zero."""
    return round_to_step(number, f"1e{-int(decimals)}")


def days(first, last):
    """Return the days from one date to another (ISO)."""
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def add_days(start, number):
    """Return the date a number of days later (ISO)."""
    return (date.fromisoformat(start) + timedelta(days=int(number))).isoformat()


def add_months(start, number):
    """Return the date a number of months later, the last day of a month where it is shorter (ISO)."""
    from workbench.analysis.enterprise_class import add_months as later

    return later(date.fromisoformat(start), int(number)).isoformat()


FUNCTIONS = {
    **{"total": total, "mean": mean, "dot": dot, "ratio": ratio, "span": span, "rank": rank, "order": order},
    **{"where": where, "count": count, "min": min, "max": max, "abs": abs, "sqrt": math.sqrt, "log": math.log},
    **{"exp": math.exp, "round_half_up": round_half_up, "ceil": math.ceil, "floor": math.floor, "days": days},
    **{"add_days": add_days, "add_months": add_months, "sorted": sorted, "any": any, "all": all},
    **{"appraise": engine.appraise, "npv": engine.npv, "annuity": engine.annuity, "flips": engine.flips},
    **{"discounted_payback": engine.discounted_payback, "reconcile": engine.reconcile, "cusum": engine.cusum},
    **{"composite": engine.composite, "critical_path": engine.critical_path},
}
