"""Chemistry that a balance is checked with: reactions that balance, masses by stoichiometry, Faraday's law."""

import re
from collections import Counter

import pandas as pd

from ..errors import UsageError

FARADAY = 96485.33
"""Charge of one mole of electrons. [C/mol]"""

ATOMIC_MASS = {
    **{"H": 1.008, "B": 10.81, "C": 12.011, "N": 14.007, "O": 15.999, "F": 18.998, "Na": 22.990, "Mg": 24.305},
    **{"Al": 26.982, "Si": 28.085, "P": 30.974, "S": 32.06, "Cl": 35.45, "K": 39.098, "Ca": 40.078, "Ti": 47.867},
    **{"V": 50.942, "Cr": 51.996, "Mn": 54.938, "Fe": 55.845, "Co": 58.933, "Ni": 58.693, "Cu": 63.546, "Zn": 65.38},
    **{"As": 74.922, "Se": 78.971, "Br": 79.904, "Sr": 87.62, "Ag": 107.868, "Cd": 112.414, "Sn": 118.71},
    **{"Sb": 121.760, "I": 126.904, "Ba": 137.327, "Au": 196.967, "Hg": 200.592, "Pb": 207.2, "Bi": 208.980},
}
"""Standard atomic masses, abridged (IUPAC). [g/mol]"""

_PART = re.compile(r"([A-Z][a-z]?)(\d*)|\(|\)(\d*)")
_TERM = re.compile(r"^\s*(\d+(?:\.\d+)?)?\s*([A-Z(]\S*)\s*$")
_BALANCED = 1e-9


def elements(formula):
    """Return the atoms of a formula.

    Parameters
    ----------
    formula : str
        Such as ``ZnSO4``, ``Ca(OH)2`` or ``CaSO4·2H2O``.

    Returns
    -------
    collections.Counter
        Atoms by element.

    Raises
    ------
    UsageError
        If the formula cannot be read or an element is unknown.

    Examples
    --------
    >>> elements("Ca(OH)2")["O"]
    2
    """
    atoms = Counter()
    for part in formula.split("·"):
        times, body = re.match(r"(\d*)(.*)", part).groups()
        for element, count in _atoms(body, formula).items():
            atoms[element] += int(times or 1) * count
    return atoms


def _atoms(body, formula):
    stack, place = [Counter()], 0
    while place < len(body):
        found = _PART.match(body, place)
        if found is None or (found[0].startswith(")") and len(stack) == 1):
            raise _unreadable(formula)
        if found[1]:
            if found[1] not in ATOMIC_MASS:
                raise _unreadable(formula)
            stack[-1][found[1]] += int(found[2] or 1)
        elif found[0] == "(":
            stack.append(Counter())
        else:
            for element, count in stack.pop().items():
                stack[-1][element] += int(found[3] or 1) * count
        place = found.end()
    if len(stack) > 1 or not stack[0]:
        raise _unreadable(formula)
    return stack[0]


def _unreadable(text):
    return UsageError(f"化学式无法读取“{text}” / cannot read the formula '{text}'")


def molar_mass(formula):
    """Return the molar mass of a formula. [g/mol]

    Raises
    ------
    UsageError
        If the formula cannot be read.
    """
    return sum(ATOMIC_MASS[element] * count for element, count in elements(formula).items())


def reaction_masses(equation):
    """Return the masses that react and form, after checking that the equation balances.

    Parameters
    ----------
    equation : str
        Such as ``ZnS + 1.5 O2 = ZnO + SO2``: an optional coefficient before each formula.

    Returns
    -------
    pandas.DataFrame
        side (``input`` or ``output``), coefficient, formula, mass (t per t of the first reactant).

    Raises
    ------
    UsageError
        If the equation cannot be read, or does not balance: the message names the elements.
    """
    left, equals, right = equation.partition("=")
    if not equals:
        raise _unreadable(equation)
    terms = [(side, *_term(text)) for side, part in (("input", left), ("output", right)) for text in part.split(" + ")]
    gap = Counter()
    for side, coefficient, formula in terms:
        for element, count in elements(formula).items():
            gap[element] += coefficient * count * (1 if side == "input" else -1)
    open_elements = "、".join(element for element, left_over in gap.items() if abs(left_over) > _BALANCED)
    if open_elements:
        raise UsageError(f"反应式不平 / the equation does not balance: {equation} ({open_elements})")
    table = pd.DataFrame(terms, columns=["side", "coefficient", "formula"])
    mass = table["coefficient"] * table["formula"].map(molar_mass)
    return table.assign(mass=mass / mass.iloc[0])


def _term(text):
    found = _TERM.match(text)
    if found is None:
        raise _unreadable(text)
    return float(found[1] or 1), found[2]


def faraday_energy(metal, electrons):
    """Return the energy that one tonne of metal takes at one volt and full current efficiency. [kWh/(t·V)]

    Notes
    -----
    z·F/(3.6·M) with M in g/mol (Faraday's law): 819.9 for zinc, 975.7 for manganese.
    """
    return electrons * FARADAY / (3.6 * molar_mass(metal))


def current_efficiency(energy, metal, electrons, voltage):
    """Return the share of the current that deposits metal. [1]

    Parameters
    ----------
    energy : float
        Direct current taken by one tonne of deposit. [kWh/t]
    metal : str
        Symbol of the metal.
    electrons : int
        Electrons that one atom takes up.
    voltage : float
        Mean cell voltage. [V]
    """
    return faraday_energy(metal, electrons) * voltage / energy
