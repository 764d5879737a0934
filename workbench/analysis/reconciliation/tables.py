"""Tables of a reconciled balance, in the units of the rows they come from."""

import numpy as np
import pandas as pd

from workbench.analysis.reconciliation.words import find_pulls

_OTHERS = ["alternatives", "rivals", "excluded", "possible"]
CONTENT_COLUMNS = ["flow", "quantity", "row", "unit", "measured", "measured_sd", "reconciled", "sd", "status", "z"]
CONTENT_COLUMNS += ["low", "high", "suspect", "detection_limit"]


def _value_table(solution, columns, measured, sd, factor):
    """Return the columns that flows and contents share, in the unit of the row."""
    adjusted = {
        "measured": measured,
        "measured_sd": sd,
        "reconciled": solution.values[columns],
        "sd": solution.sd[columns],
    }
    low, high = solution.low[columns] / factor, solution.high[columns] / factor
    open_ended = solution.status[columns] == "unobservable"
    table = pd.DataFrame({name: values / factor for name, values in adjusted.items()})
    table["status"], table["z"] = solution.status[columns], solution.z[columns]
    table["low"] = np.where(open_ended & np.isfinite(low), low, np.nan)
    table["high"] = np.where(open_ended & np.isfinite(high), high, np.nan)
    return table


def flow_table(data, solution, suspects):
    """Return one row per flow: measured, reconciled, class, test and interval."""
    flows = data.network.flows
    factor = flows["factor"].to_numpy(dtype=float)
    columns = np.arange(len(flows))
    table = _value_table(solution, columns, data.amounts, data.amount_sd, factor)
    wrong = {member for suspect in suspects if suspect.kind == "meter" for member in suspect.members}
    table["suspect"] = [flow in wrong for flow in flows["flow"]]
    name = flows["name"].where(flows["name"] != "", flows["flow"]).to_numpy()
    head = {"flow": flows["flow"], "name": name, "row": flows.index, "unit": flows["unit"]}
    return pd.DataFrame(head).reset_index(drop=True).join(table)


def content_table(data, layout, solution, suspects):
    """Return one row per flow and quantity; without rows where only amounts were reconciled."""
    flows = data.network.flows["flow"].to_numpy()
    wrong = {member for suspect in suspects if suspect.kind == "content" for member in suspect.members}
    parts = []
    for k, quantity in enumerate(data.quantities):
        place = layout.place[:, k]
        leader = {position: flow for flow, position in zip(flows[::-1], place[::-1], strict=True)}
        table = _value_table(solution, place, data.contents[:, k], data.content_sd[:, k], data.factor[:, k])
        table["suspect"] = [(leader[position], quantity) in wrong for position in place]
        table["detection_limit"] = data.limit[:, k] / data.factor[:, k]
        head = {"flow": flows, "quantity": quantity, "row": data.row[:, k], "unit": data.unit[:, k]}
        parts.append(pd.DataFrame(head).join(table))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=CONTENT_COLUMNS)


def suspect_table(suspects):
    """Return one row per suspect in the order of naming."""
    rows = [
        {
            "kind": suspect.kind,
            "members": [_place(member)[0] for member in suspect.members],
            "z": suspect.z,
            "size": suspect.size,
            "quantities": [_place(member)[1] for member in suspect.members if _place(member)[1]],
            "alternatives": _faults(suspect.alternatives),
            "rivals": _faults(suspect.rivals),
            "excluded": _faults(suspect.excluded),
            "possible": suspect.possible,
        }
        for suspect in suspects
    ]
    return pd.DataFrame(rows, columns=["kind", "members", "z", "size", "quantities", *_OTHERS])


def _faults(pairs):
    return [{"kind": kind, "member": _place(member)[0]} for kind, member in pairs]


def _place(member):
    """Return (id, quantity) of a suspect; the quantity of an amount or a process is empty."""
    return member if isinstance(member, tuple) else (member, "")


def pull_table(data, layout, solution, J):
    """Return how far each balance moved each value, in the unit of its row."""
    n, m = len(data.amounts), len(data.network.processes)
    sd = layout.stack(data.amount_sd, data.content_sd)
    pulls = find_pulls(J, solution, sd)
    flows = data.network.flows
    rows = []
    for row, column in zip(*np.nonzero(pulls), strict=True):
        place = column if column < n else layout.first[column - n] // data.contents.shape[1]
        quantity = "" if column < n else data.quantities[layout.first[column - n] % data.contents.shape[1]]
        factor = flows["factor"].iloc[place] if column < n else data.factor.ravel()[layout.first[column - n]]
        rows.append(
            {
                "flow": flows["flow"].iloc[place],
                "quantity": quantity,
                "process": data.network.processes[row % m],
                "balanced": data.balanced[row // m],
                "pull": pulls[row, column] / factor,
            }
        )
    return pd.DataFrame(rows, columns=["flow", "quantity", "process", "balanced", "pull"])
