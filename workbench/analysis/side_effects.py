"""What options do to other balances than that of their loss (对其他平衡的影响): power made, water or energy used."""

from ..case import OUTSIDE
from ..errors import UnitError
from .network import quantities
from .overlap import overlap_factors

_BOUGHT = ("raw", "auxiliary", "fuel", "fresh", "power", "steam")
_WATER = ("water", "fresh_water")


def side_steps(case, flows, options, design_rsd):
    """Return the changes of inputs that the designed effects of options ask for in other balances.

    Parameters
    ----------
    case : Case
    flows : DataFrame
        Flows with the best known amounts.
    options : DataFrame
        Options carried out, each with its loss.
    design_rsd : float
        Relative standard uncertainty of a designed effect.

    Returns
    -------
    list of dict
        flow, model, balance, quantity, source, target, change, variance, role: the main input changes ("make_up"), and
        a flow of the option itself ("option") brings or takes as much, so that the balance still closes.

    Notes
    -----
    An effect belongs to the balance whose first quantity it names (electricity, steam, water; ``fresh_water`` is
    water). In the balance of the option's own loss it is what the saving of the loss already says, and is left out.
    The main input is the largest known one that is bought.
    """
    homes = dict(zip(case["flows"]["flow"], case["flows"]["balance"], strict=True))
    effects = case["effects"]
    effects = effects[effects["option"].isin(options["option"]) & effects["design"].notna()]
    losses, factors = options.set_index("option")["loss"], overlap_factors(case, list(options["option"]))
    steps = []
    for effect in effects.to_dict("records"):
        own = homes.get(losses[effect["option"]], "")
        for balance, quantity, amount in _balances(case, effect):
            main = _main_input(flows, balance)
            if balance != own and own and main is not None:
                steps += _pair(effect, main, quantity, amount * factors[effect["option"]], design_rsd)
    return steps


def _balances(case, effect):
    """Return (balance, quantity, amount in its unit) of an effect; none where no balance counts it."""
    item = "water" if effect["item"] in _WATER else effect["item"]
    found = []
    for balance in case["balances"].to_dict("records"):
        if quantities(case, balance["balance"])[0] == item:
            try:
                amount = effect["design"] * case.convert(effect["unit"], balance["unit"])
            except UnitError:
                continue
            found.append((balance["balance"], item, amount))
    return found


def _main_input(flows, balance):
    own = flows[(flows["balance"] == balance) & (flows["source"] == OUTSIDE) & flows["kind"].isin(_BOUGHT)]
    known = own[own["amount"].notna()]
    return known.loc[known["amount"].idxmax()] if len(known) else None


def _pair(effect, main, quantity, saved, design_rsd):
    process = main["target"]
    ends = (OUTSIDE, process) if saved > 0 else (process, OUTSIDE)
    common = {"balance": main["balance"], "quantity": quantity, "variance": (design_rsd * saved) ** 2}
    common |= {"model": main["flow"]}
    made = {"flow": f"{effect['option']}>{main['flow']}", "source": ends[0], "target": ends[1]}
    bought = {"flow": main["flow"], "source": OUTSIDE, "target": process}
    return [
        common | bought | {"change": -saved, "role": "make_up"},
        common | made | {"change": abs(saved), "role": "option"},
    ]
