"""What a question to a hundred thousand results costs.

    python benchmarks/portfolio.py [--runs N] [--results N]

Writes as many runs as asked for from one case's results under other ids, reads them into a portfolio and asks the
questions of the portfolio dashboard. The best of five is printed, in milliseconds.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from workbench.case import load_case
from workbench.delivery.portfolio import read_portfolio
from workbench.delivery.results import case_results

QUESTIONS = {
    "count": "SELECT count(*) FROM results",
    "largest losses": "SELECT case_id, item, value FROM results WHERE kind = 'loss' AND result = 'value' "
    "ORDER BY value DESC NULLS LAST LIMIT 20",
    "levels": "SELECT industry, level, count(*) FROM results WHERE result = 'level' AND period = 'after' GROUP BY ALL",
    "payback": "SELECT industry, median(value) FROM results WHERE kind = 'option' AND result = 'N' GROUP BY ALL",
}


def write_runs(folder, runs, rows):
    found = case_results(load_case("zinc_smelting"))
    wanted = found.loc[[position % len(found) for position in range(rows // runs)]].reset_index(drop=True)
    for number in range(runs):
        about = {"case_id": f"C{number:04}", "industry": f"industry_{number % 12}", "region": f"region_{number % 31}"}
        path = folder / about["case_id"] / "results.parquet"
        path.parent.mkdir()
        pq.write_table(pa.Table.from_pandas(wanted.assign(**about), preserve_index=False), path)


def best(function, times=5):
    spent = []
    for _ in range(times):
        before = time.perf_counter()
        function()
        spent.append(time.perf_counter() - before)
    return min(spent) * 1000


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=120)
    parser.add_argument("--results", type=int, default=100_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_runs(folder, given.runs, given.results)
        portfolio = read_portfolio(folder)
        count = portfolio.query("SELECT count(*) AS n FROM results")["n"].item()
        sys.stdout.write(f"{count} results of {len(portfolio.files)} runs\n")
        costs = {"reading all files": best(lambda: read_portfolio(folder))}
        costs |= {name: best(lambda sql=sql: portfolio.query(sql)) for name, sql in QUESTIONS.items()}
        costs |= {"cases": best(portfolio.cases), "sums of regions": best(portfolio.roll_up)}
        for name, spent in costs.items():
            sys.stdout.write(f"{name:20}{spent:9.1f} ms\n")


if __name__ == "__main__":
    main()
