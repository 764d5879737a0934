"""What the exhibits pick from a case before they draw it."""


def of_kind(case, kind):
    """Return the balances of a kind."""
    balances = case["balances"]
    return balances[balances["kind"] == kind]


def balance_processes_of(case, balance):
    """Return the processes that the flows of a balance touch, in the order of the table."""
    flows = case["flows"]
    flows = flows[flows["balance"] == balance]
    processes = case["processes"]
    return processes[processes["process"].isin({*flows["source"], *flows["target"]})]
