"""Commands about many clients at once."""

from .telling import say, show, show_json


def run_fleet(given):
    """Run all clients in a folder."""
    from ..delivery.fleet import run_fleet

    clients = run_fleet(given.folder, scheduler=given.scheduler, jobs=given.jobs, out=given.out, force=given.force)
    for client in clients:
        show(f"{client.case_id or client.path.name}: {client.status} {client.seconds:.1f} s")
        for problem in client.problems:
            say(f"{client.path.name}: {problem}")
    return 1 if any(client.failed for client in clients) else 0


def query_portfolio(given):
    """Answer a question to the results of all runs."""
    from ..delivery.portfolio import read_portfolio

    portfolio = read_portfolio(given.out)
    answer = portfolio.query(given.sql)
    if given.json:
        show_json({"rows": _plain(answer), "files": len(portfolio.files), "unreadable": _unreadable(portfolio)})
    else:
        show(answer.to_string(index=False))
        _tell_unreadable(portfolio)
    return 0


def export_portfolio(given):
    """Write the results of all runs as CSV files."""
    from ..delivery.portfolio import export_portfolio, read_portfolio

    portfolio = read_portfolio(given.out)
    written = [str(path) for path in export_portfolio(portfolio, given.folder)]
    if given.json:
        show_json({"written": written, "files": len(portfolio.files), "unreadable": _unreadable(portfolio)})
    else:
        show("\n".join(written))
        _tell_unreadable(portfolio)
    return 0


def _plain(table):
    import json

    return json.loads(table.to_json(orient="records", date_format="iso", force_ascii=False))


def _unreadable(portfolio):
    return [{"run": path.parent.name, "reason": reason} for path, reason in portfolio.unreadable]


def _tell_unreadable(portfolio):
    for path, reason in portfolio.unreadable:
        say(
            f"读不了 {path.parent.name} 的结果, 未计入 / results of {path.parent.name} cannot be read, left out: {reason}"
        )
