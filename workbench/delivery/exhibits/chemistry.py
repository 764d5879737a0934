"""Exhibits of the chemistry: reactions with their masses, and Faraday's law held against the meters."""

import re

import pandas as pd

from ...analysis.chemistry import current_efficiency, faraday_energy, reaction_masses
from ...analysis.network import pick_quantity, quantity_unit
from ...errors import UsageError
from .basic import either, result
from .values import carried

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def reactions(chapter, case, heading, equations):
    """Show reactions, each checked for balance, with the masses per tonne of the first reactant.

    Parameters
    ----------
    heading : (str, str)
        Title in Chinese and English.
    equations : list of str
        Such as ``ZnS + 1.5 O2 = ZnO + SO2``.
    """
    rows = []
    for equation in equations:
        masses = reaction_masses(equation)
        parts = masses["formula"].map(pretty) + " " + masses["mass"].map("{:.3f}".format)
        sides = ["、".join(parts[masses["side"] == side]) for side in ("input", "output")]
        rows.append({"reaction": pretty(equation), "input_masses": sides[0], "output_masses": sides[1]})
    note = either(
        chapter,
        "各反应式的元素守恒已由程序核对；质量按首个反应物 1 t 计",
        "each equation is checked element by element; masses per tonne of the first reactant",
    )
    result(chapter, case, pd.DataFrame(rows), heading, note=note)


def pretty(text):
    """Return a formula or an equation with subscripts and an arrow.

    Examples
    --------
    >>> pretty("ZnS + 1.5 O2 = ZnO + SO2")
    'ZnS + 1.5 O₂ → ZnO + SO₂'
    """
    lowered = re.sub(r"(?<=[A-Za-z)])\d+", lambda found: found[0].translate(_SUBSCRIPTS), text)
    return lowered.replace(" = ", " → ")


def faraday(chapter, case, deposit, power, metal, electrons):
    """Show the direct current per tonne of deposit and the current efficiency that it means.

    Parameters
    ----------
    deposit, power : str
        Flow of the deposited metal and flow of the direct current.
    metal : str
        Symbol of the metal, which is also the quantity of the deposit's balance.
    electrons : int
        Electrons that one atom takes up.

    Notes
    -----
    The mean cell voltage is ``cell_voltage`` of the profile; without it the efficiency stays unknown.
    """
    mass = _per_year(case, deposit, metal, "t/a")
    energy = _per_year(case, power, None, "kWh/a") / mass
    theory = faraday_energy(metal, electrons)
    voltage = _voltage(case)
    rows = [
        (either(chapter, f"沉积{metal}量", f"{metal} deposited"), mass, "t/a", deposit),
        (either(chapter, "直流电单耗 W", "direct current per tonne W"), energy, "kWh/t", f"{power} ÷ {deposit}"),
        (either(chapter, "平均槽压 U", "mean cell voltage U"), voltage, "V", "profile cell_voltage"),
        (either(chapter, "法拉第常数项", "Faraday term"), theory, "kWh/(t·V)", "z·F ÷ (3.6·M)"),
        (either(chapter, "理论电耗", "energy at full efficiency"), theory * voltage, "kWh/t", "zF ÷ (3.6M) × U"),
        (
            either(chapter, "电流效率 η", "current efficiency η"),
            100 * current_efficiency(energy, metal, electrons, voltage),
            "%",
            "zF·U ÷ (3.6M·W)",
        ),
    ]
    frame = pd.DataFrame(rows, columns=["name", "value", "unit", "formula"])
    result(chapter, case, frame, ("电积的法拉第核对", "Electrowinning against Faraday's law"))


def _per_year(case, flow, quantity, unit):
    balances = dict(zip(case["flows"]["flow"], case["flows"]["balance"], strict=True))
    if flow not in balances:
        raise UsageError(f"没有物流 {flow} / no flow {flow}")
    balance = balances[flow]
    amount = carried(case, balance, quantity).set_index("flow").loc[flow, "carried"]
    own = quantity_unit(case, balance, pick_quantity(case, balance, quantity))
    return amount * case.convert(own, unit)


def _voltage(case):
    rows = case["profile"].set_index("item")["value"]
    found = re.search(r"\d+(?:\.\d+)?", rows.get("cell_voltage", ""))
    return float(found[0]) if found else float("nan")
