"""The network behind a balance: which flow joins which processes, and how much of a quantity it holds."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..case import OUTSIDE
from ..errors import UnitError, UsageError


@dataclass(frozen=True)
class Network:
    """Processes and flows of one balance.

    Attributes
    ----------
    balance : pandas.Series
        Row of the balance.
    processes : tuple of str
        Processes that have to balance, in the order of the table; `outside` is not one of them.
    flows : pandas.DataFrame
        Flows of the balance; the index is the row in the file.
    matrix : scipy.sparse.csr_array, shape (processes, flows)
        +1 where a flow enters a process, −1 where it leaves it.
    """

    balance: pd.Series
    processes: tuple
    flows: pd.DataFrame
    matrix: object


def pick_balance(case, balance=None):
    """Return the id of the balance asked for.

    Raises
    ------
    UsageError
        If it does not exist, or if none is named and the case has several.
    """
    known = list(case["balances"]["balance"])
    if balance is None and len(known) == 1:
        return known[0]
    if balance in known:
        return balance
    listed = ", ".join(known)
    if balance is None:
        raise UsageError(f"案例有多个平衡, 请指明其一 the case has several balances, name one: {listed}")
    raise UsageError(f"没有平衡 {balance!r} no balance {balance!r}; 已有 known: {listed}")


def quantities(case, balance):
    """Return the quantities of a balance; the first is what its amounts measure."""
    row = case["balances"].set_index("balance").loc[balance]
    return row["quantities"].split(";")


def pick_quantity(case, balance, quantity=None):
    """Return the quantity asked for, the balance's first where none is.

    Raises
    ------
    UsageError
        If neither the balance nor any content knows it.
    """
    known = quantities(case, balance)
    if quantity is None or (quantity == "mass" and quantity not in known):
        return known[0]
    held = set(case["contents"]["quantity"])
    if quantity in known or quantity in held:
        return quantity
    listed = ", ".join(dict.fromkeys([*known, *sorted(held)]))
    raise UsageError(f"没有平衡量 {quantity!r} no quantity {quantity!r}; 已有 known: {listed}")


def build_network(case, balance=None):
    """Return the `Network` of a balance.

    Parameters
    ----------
    case : Case
    balance : str, optional
        Needed only where the case has several.

    Raises
    ------
    UsageError
        If the balance does not exist.
    """
    from scipy.sparse import csr_array

    balance = pick_balance(case, balance)
    flows = case["flows"]
    flows = flows[flows["balance"] == balance]
    used = set(flows["source"]) | set(flows["target"])
    processes = tuple(process for process in case["processes"]["process"] if process in used and process != OUTSIDE)
    rows = {process: number for number, process in enumerate(processes)}
    entries = [(rows[end], column, sign) for column, end, sign in _ends(flows) if end != OUTSIDE]
    row, column, sign = zip(*entries, strict=True) if entries else ((), (), ())
    matrix = csr_array((np.array(sign, dtype=float), (row, column)), shape=(len(processes), len(flows)))
    return Network(case["balances"].set_index("balance").loc[balance], processes, flows, matrix)


def _ends(flows):
    for column, (source, target) in enumerate(zip(flows["source"], flows["target"], strict=True)):
        yield column, target, 1.0
        yield column, source, -1.0


def quantity_unit(case, balance, quantity):
    """Return the unit in which a quantity is balanced, with the time basis of the balance.

    Notes
    -----
    The first quantity has the balance's own unit. Another one has the unit of the ``quantities`` table; without
    one, the balance's unit for mass fractions and the numerator of the content's unit otherwise.
    """
    row = case["balances"].set_index("balance").loc[balance]
    if quantity == quantities(case, balance)[0]:
        return row["unit"]
    whole, slash, time = row["unit"].partition("/")
    table = case["quantities"].set_index("quantity")
    if quantity in table.index and table.loc[quantity, "unit"]:
        return table.loc[quantity, "unit"].partition("/")[0] + slash + time
    units = case["contents"].loc[case["contents"]["quantity"] == quantity, "unit"]
    first = next((unit for unit in units if unit not in ("", "1", "%", "‰")), "")
    return (first.partition("/")[0] if first else whole) + slash + time


def contents_of(case, balance, quantity):
    """Return how much of a quantity each flow of a balance holds.

    Parameters
    ----------
    case : Case
    balance, quantity : str

    Returns
    -------
    pandas.DataFrame
        One row a flow, in the order of the network: flow, content and sd [quantity unit per unit of amount], row
        and unit of the content table, factor (row's own number times factor = content), measured (False where the
        content follows from the balance's definition).

    Notes
    -----
    A flow's own assay wins over its material's. A dry content of a wet flow is taken times (1 − moisture). A flow
    without a content holds an unknown amount, never zero.
    """
    flows = case["flows"]
    flows = flows[flows["balance"] == balance]
    if quantity == quantities(case, balance)[0]:
        return pd.DataFrame(
            {"flow": flows["flow"].to_numpy(), "content": 1.0, "sd": 0.0, "row": -1, "unit": "", "factor": 1.0}
        ).assign(measured=False)
    own, shared = _assays(case, quantity)
    unit, to = case["balances"].set_index("balance").loc[balance, "unit"], quantity_unit(case, balance, quantity)
    columns = (flows["flow"], flows["material"], _moisture(case, flows))
    rows = [
        _content(case, flow, own.get(flow) or shared.get(material), (unit, to), moisture)
        for flow, material, moisture in zip(*(column.tolist() for column in columns), strict=True)
    ]
    return pd.DataFrame(rows)


def _assays(case, quantity):
    """Return the content rows of a quantity: {flow: row} and {material: row}."""
    table = case["contents"]
    rows = table[table["quantity"] == quantity].reset_index().to_dict("records")
    own = {row["flow"]: row for row in rows if row["flow"]}
    return own, {row["material"]: row for row in rows if row["material"] and not row["flow"]}


def _moisture(case, flows):
    materials = case["materials"].set_index("material")["moisture"]
    moisture = flows["moisture"].where(flows["moisture"].notna(), flows["material"].map(materials))
    return moisture.where(flows["state"] != "dry", 0.0)


def _content(case, flow, source, units, moisture):
    if source is None:
        nothing = {"content": np.nan, "sd": np.nan, "row": -1, "unit": "", "factor": 1.0, "measured": False}
        return {"flow": flow} | nothing
    factor = _content_factor(case, source["unit"], *units)
    if source["state"] == "dry":
        factor *= 1.0 - moisture
    return {
        "flow": flow,
        "content": source["content"] * factor,
        "sd": source["sd"] * factor,
        "row": source["row"],
        "unit": source["unit"],
        "factor": factor,
        "measured": pd.notna(source["content"]),
    }


def _content_factor(case, unit, amount, quantity):
    # One unit of amount holds `content` of the quantity: (amount unit) × (content unit) in the quantity's unit.
    whole, slash, time = amount.partition("/")
    content = unit or "1"
    product = whole if content in ("1",) else f"{whole}*({content})"
    try:
        return case.convert(product + slash + time, quantity)
    except UnitError as error:
        zh = f"含量单位 {unit or '1'} 与平衡单位 {amount} 不配: {error.zh}"
        raise UnitError(zh, f"content unit {unit or '1'} does not fit balance unit {amount}: {error.en}") from None
