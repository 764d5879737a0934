"""The closed truths of a shipped case, read from its cells without the workbench, so that tests do not ask what they test."""

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path

CASES = Path(__file__).parents[2] / "case_data"
NOTHING = 1e-6  # a process through which less than this passes has no gap worth the name


class Truth:
    """What the files of one case say.

    Parameters
    ----------
    case_id : str
        Id of a shipped case.
    """

    def __init__(self, case_id):
        self.folder = CASES / case_id
        self.rows = cache(self._rows)
        self.amounts = cache(self._amounts)
        self.contents = cache(self._contents)

    def _rows(self, name):
        """Return the rows of a table, such as ``prices`` or ``before/flows``."""
        with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return tuple(csv.DictReader(file))

    def _amounts(self, state):
        """Return {flow: amount}."""
        return {row["flow"]: float(row["amount"]) for row in self.rows(f"{state}/flows")}

    def _contents(self, state):
        """Return {(flow, quantity): share of the flow}, from contents in per cent."""
        return {(row["flow"], row["quantity"]): float(row["content"]) / 100 for row in self.rows(f"{state}/contents")}

    def carried(self, state, quantity):
        """Return {flow: what it carries of a quantity}, in the unit of the flow."""
        flows = self.amounts(state)
        return {flow: flows[flow] * share for (flow, held), share in self.contents(state).items() if held == quantity}

    def worst_gap(self, state, balance, quantity=None):
        """Return the largest relative gap of any process of a balance, for its amounts or for what they carry."""
        held = self.carried(state, quantity) if quantity else self.amounts(state)
        into, out = defaultdict(float), defaultdict(float)
        for row in self.rows(f"{state}/flows"):
            if row["balance"] == balance:
                into[row["target"]] += held[row["flow"]]
                out[row["source"]] += held[row["flow"]]
        known = [process for process in into.keys() | out.keys() if max(into[process], out[process]) > NOTHING]
        return max(abs(into[p] - out[p]) / max(into[p], out[p]) for p in known if p != "outside")
