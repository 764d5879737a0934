"""What options do to a balance (方案情景): less is lost, so less has to be put in, and the balance closes again.

The output of the plant stays what it is. What an option saves is either not lost at all, led back into the plant
(``recovered_to`` a process), or leaves as something of use (``recovered_to`` outside); what it takes away from a
process may come from elsewhere (``replaced_from``). `rebalancing` says which flows give way.
"""

from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import pandas as pd

from ..case import OUTSIDE, Case
from .goals import DESIGN_RSD
from .losses import best_amounts
from .network import contents_of, quantities, quantity_unit
from .overlap import recommended, share_out
from .routes import carried_flows, follow_route
from .side_effects import side_steps

_CHANGES = (
    *("balance", "flow", "name", "source", "target", "quantity"),
    *("before", "after", "change", "sd", "unit", "role"),
)


@dataclass(frozen=True)
class Scenario:
    """A case with options carried out.

    Attributes
    ----------
    case : Case
        The case with the changed flows and those that the options make; the composition of a flow is what it was.
    changes : pandas.DataFrame
        balance, flow, name, source, target, quantity, before, after, change (after − before), sd (of the change), all
        of the quantity [unit], unit, role: "loss"; "option" (a flow that the option makes, or a return that carries
        more for it); "internal"; "make_up" (what is bought); "discharge" (what leaves less because less arrives).
    unclosed : tuple of str
        Losses whose saving is unknown or could not be followed to outside: their balance stays as it was.
    """

    case: Case
    changes: pd.DataFrame
    unclosed: tuple


def carry_out(case, options=None, reconciled=None, *, quantity=None, design_rsd=DESIGN_RSD):
    """Return the scenario of a case in which options are carried out.

    Parameters
    ----------
    case : Case
    options : list of str, optional
        Options carried out; all that are neither rejected nor shelved by default.
    reconciled : DataFrame, optional
        flow, reconciled, sd as `reconcile` gives them: start from closed balances, and the scenario closes too.
    quantity : str, optional
        What the options save and the scenario balances, such as the zinc in a residue. By default, for each loss, what
        its options' benefits name (`saved_quantity`), else what the amounts of the balance measure. Losses that do
        not hold it stay out.
    design_rsd : float
        Relative standard uncertainty of the share of the loss that is saved.

    Returns
    -------
    Scenario

    Notes
    -----
    Options that attack one loss combine multiplicatively and save it by their own routes. The same stream may stand in
    several balances as several flows; only the balance of the loss is changed, and of the others the input that an
    effect of the option names (`side_effects`). What cannot be followed is named and changes nothing.
    """
    chosen, flows = recommended(case, options), best_amounts(case, reconciled)
    attacking = chosen[(chosen["loss"] != "") & chosen["saving_fraction"].notna()]
    steps, unclosed = [], []
    for loss, members in attacking.groupby("loss", sort=False):
        wanted = quantity or saved_quantity(case, loss, members["option"])
        added = _follow(case, flows, steps, (loss, wanted), members, design_rsd)
        unclosed += [loss] if added is None else []
        steps += added or []
    steps += [] if quantity else side_steps(case, flows, chosen, design_rsd)
    moved = _moved(case, flows, steps)
    tables = MappingProxyType({**case.tables, **_changed_tables(case, flows, moved)})
    return Scenario(replace(case, tables=tables), moved[list(_CHANGES)], tuple(unclosed))


def saved_quantity(case, loss, options):
    """Return what options save of a loss: the quantity of its balance that their benefits name, else the first."""
    balance = case["flows"].set_index("flow").loc[loss, "balance"]
    own, benefits = quantities(case, balance), case["benefits"]
    named = benefits.loc[benefits["option"].isin(options), "item"]
    return next((item for item in named if item in own), own[0])


def _follow(case, flows, steps, loss, members, design_rsd):
    """Return the steps of one loss, None where it cannot be followed; none where it does not hold the quantity."""
    name, quantity = loss
    row = flows.set_index("flow").loc[name]
    lost = carried_flows(case, flows, [], row["balance"], quantity).set_index("flow", drop=False).loc[name]
    if pd.isna(lost["carried"]):
        return None if pd.isna(row["amount"]) else []
    kinds = case["processes"].set_index("process")["kind"]
    treatments = set(kinds.index[kinds == "treatment"])
    members = members.assign(share=share_out(members["saving_fraction"]))
    added = []
    for route, share in members.groupby(["recovered_to", "replaced_from"], sort=False)["share"].sum().items():
        saved = lost["carried"] * share
        now = carried_flows(case, flows, [*steps, *added], row["balance"], quantity)
        changes = follow_route(now, lost, route, saved, treatments) if saved else []
        if changes is None:
            return None
        spread = np.hypot(lost["carried_sd"] * share, design_rsd * saved) / saved if saved else 0.0
        known = {"balance": row["balance"], "quantity": quantity}
        added += [change | known | {"variance": (change["change"] * spread) ** 2} for change in changes]
    return added


def _moved(case, flows, steps):
    """Return the changes, a row a flow and quantity; per_unit is the amount of the flow that goes with one of it."""
    kept = {name: "first" for name in ("model", "balance", "source", "target", "role")}
    table = pd.DataFrame(steps, columns=[*kept, "flow", "quantity", "change", "variance"])
    sums = table.groupby(["flow", "quantity"], sort=False).agg(kept | {"change": "sum", "variance": "sum"})
    moved = sums.reset_index()
    rows = flows.set_index("flow")
    content = np.array([_content(case, row) for row in moved.itertuples()], float)
    made = ~moved["flow"].isin(rows.index)
    amount = moved["model"].map(rows["amount"]).astype(float)
    before = (amount * content).where(~made, 0.0)
    units = [quantity_unit(case, row.balance, row.quantity) for row in moved.itertuples()]
    return moved.assign(
        name=[_name(case, rows["name"], row) for row in moved.to_dict("records")],
        before=before,
        after=before + moved["change"].astype(float),
        sd=np.sqrt(moved["variance"].astype(float)),
        unit=pd.Series(units, dtype="str"),
        # where the content is unknown, so is how the amount goes with it: it stays
        per_unit=np.divide(1.0, content, out=np.zeros(len(content)), where=np.nan_to_num(content) != 0),
    ).drop(columns="variance")


def _name(case, names, row):
    """Return the name of a changed flow; one that an option makes is called by what it is and where it goes."""
    maker, made, _ = row["flow"].partition(">")
    if not made:
        return names[row["flow"]]
    ends = case.names()
    if maker == row["model"]:
        return f"{names[maker]} → {ends[row['target']]}"
    return f"{maker} → {ends[row['target']]}" if row["source"] == OUTSIDE else f"{ends[row['source']]} → {maker}"


def _content(case, row):
    return contents_of(case, row.balance, row.quantity).set_index("flow").loc[row.model, "content"]


def _changed_tables(case, flows, moved):
    """Return the tables of the scenario: the amount goes with what it carries, the composition stays."""
    parts = moved.assign(step=moved["change"] * moved["per_unit"], spread=(moved["sd"] * moved["per_unit"]) ** 2)
    sums = parts.groupby("flow")[["step", "spread"]].sum().astype(float)
    step, spread = (flows["flow"].map(sums[name]).fillna(0.0).astype(float) for name in ("step", "spread"))
    known = flows.assign(amount=flows["amount"] + step, sd=np.sqrt(flows["sd"] ** 2 + spread))
    made = moved[~moved["flow"].isin(flows["flow"])].drop_duplicates("flow")
    if made.empty:
        return {"flows": known[case["flows"].columns]}
    new = flows.set_index("flow").loc[made["model"]].reset_index(drop=True)
    ends = {name: made[name].to_numpy() for name in ("flow", "name", "source", "target")}
    amounts = sums.loc[made["flow"]]
    kinds = np.where(made["target"] == OUTSIDE, "by_product", np.where(made["source"] == OUTSIDE, "power", "recycle"))
    new = new.assign(**ends, kind=kinds, stock_change=False, amount=amounts["step"].to_numpy())
    new = new.assign(sd=np.sqrt(amounts["spread"].to_numpy()))
    assays = case["contents"].merge(made[["flow", "model"]].rename(columns={"flow": "new", "model": "flow"}), on="flow")
    assays = assays.assign(flow=assays["new"])[case["contents"].columns]
    return {
        "flows": _joined(case, "flows", known, new),
        "contents": _joined(case, "contents", case["contents"], assays),
    }


def _joined(case, table, known, new):
    joined = pd.concat([known, new], ignore_index=True)[case[table].columns]
    return joined.rename_axis(case[table].index.name)


def compare_combinations(case, combinations, reconciled=None, *, quantity=None):
    """Return what combinations of options save, side by side.

    Parameters
    ----------
    case : Case
    combinations : dict
        {name: list of options}.
    reconciled : DataFrame, optional
    quantity : str, optional
        As for `carry_out`.

    Returns
    -------
    pandas.DataFrame
        combination, loss, quantity, before, after, saved, sd [unit], unit, make_up (what is bought less: flows joined
        by ``;``), and unclosed (whether it could not be followed: what is lost before is known, what would be left is
        not).
    """
    rows = []
    for name, options in combinations.items():
        scenario = carry_out(case, options, reconciled, quantity=quantity)
        found = scenario.changes
        for loss in found[found["role"] == "loss"].to_dict("records"):
            same = found[(found["balance"] == loss["balance"]) & (found["role"] == "make_up")]
            known = {column: loss[column] for column in ("quantity", "before", "after", "sd", "unit")}
            bought = ";".join(same.loc[same["change"] < 0, "flow"])
            rows.append({"combination": name, "loss": loss["flow"], "make_up": bought, "unclosed": False} | known)
        for loss in scenario.unclosed:
            known = _stuck(case, loss, best_amounts(case, reconciled), quantity)
            rows.append({"combination": name, "loss": loss, "make_up": "", "unclosed": True} | known)
    columns = ["combination", "loss", "quantity", "before", "after", "saved", "sd", "unit", "make_up", "unclosed"]
    table = pd.DataFrame(rows).reindex(columns=columns)
    return table.assign(saved=table["before"] - table["after"])


def _stuck(case, loss, flows, quantity):
    """Return what is lost before of a loss whose saving could not be followed."""
    balance = flows.set_index("flow").loc[loss, "balance"]
    quantity = quantity or quantities(case, balance)[0]
    before = carried_flows(case, flows, [], balance, quantity).set_index("flow").loc[loss, "carried"]
    return {"quantity": quantity, "before": before, "unit": quantity_unit(case, balance, quantity)}
