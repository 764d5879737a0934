"""Measure linear reconciliation against a sparse direct solver, all in one run and on the same plants.

    python benchmarks/reconciliation.py            plants of 100 to 100,000 streams
    python benchmarks/reconciliation.py --large    also 1,000,000 streams

Ours gives values, classes and the variance of every value, exactly. The baseline is ``splu`` on A Σ Aᵀ with one solve:
it gives unmeasured streams a weak prior of 100 times their value, names no classes and has no variances. Its ordering
and mode are those that suit it best: ``permc_spec="MMD_AT_PLUS_A"`` and ``SymmetricMode``. Times are the best of a few
repetitions; the plants and the compilation of the loops are not counted.
"""

import argparse
import resource
import time

import numpy as np
from reconciliation_plants import layered_plant
from scipy.sparse import diags_array
from scipy.sparse.linalg import splu

from workbench.analysis.reconciliation import solve

SIZES = (100, 1_000, 10_000, 100_000)
LARGE = 1_000_000
BASELINE_UP_TO = 100_000  # it needs more than 300 s for a million streams


def solve_baseline(plant):
    """Return reconciled values with a weak prior on what is not measured."""
    hidden = np.isnan(plant.measured)
    reading = np.where(hidden, plant.true, plant.measured)
    variance = np.where(hidden, 100 * plant.true, plant.sd) ** 2
    normal = (plant.A @ diags_array(variance) @ plant.A.T).tocsc()
    factor = splu(normal, permc_spec="MMD_AT_PLUS_A", options={"SymmetricMode": True})
    return reading - variance * (plant.A.T @ factor.solve(plant.A @ reading))


def best_time(call, repeats):
    """Return the shortest time of some calls and the last result. [s]"""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        result = call()
        times.append(time.perf_counter() - start)
    return min(times), result


def measure(streams):
    """Print one row of the table and return our time. [s]"""
    plant = layered_plant(streams)
    repeats = 50 if streams <= 1_000 else 5 if streams < LARGE else 1
    A = plant.A.toarray() if streams == 100 else plant.A
    ours, solution = best_time(lambda: solve(A, plant.measured, plant.sd), repeats)
    baseline = ratio = ""
    if streams <= BASELINE_UP_TO:
        seconds, _ = best_time(lambda: solve_baseline(plant), min(repeats, 10 if streams < 100_000 else 2))
        baseline, ratio = f"{seconds:.4f}", f"{seconds / ours:.1f}"
    checked = solution.status == "redundant"
    share = np.sum(1 - (solution.sd[checked] / plant.sd[checked]) ** 2)
    counts = "/".join(str(np.sum(solution.status == name)) for name in CLASSES)
    print(
        f"{streams:>9,} {ours:>10.4f} {baseline:>10} {ratio:>7} {solution.residual:>9.0e} "
        f"{abs(share - solution.dof):>9.0e}  {counts}",
        flush=True,
    )
    return ours


CLASSES = ("redundant", "measured", "observable", "unobservable")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--large", action="store_true", help="also a plant of 1,000,000 streams")
    sizes = (*SIZES, LARGE) if parser.parse_args().large else SIZES
    warm_up = layered_plant(60_000)
    solve(warm_up.A, warm_up.measured, warm_up.sd)
    print(
        f"{'streams':>9} {'ours [s]':>10} {'splu [s]':>10} {'ratio':>7} {'imbalance':>9} {'Σσ²R−dof':>9}  {'/'.join(CLASSES)}"
    )
    times = {streams: measure(streams) for streams in sizes}
    grown = [streams for streams in sizes if streams >= 1_000]
    exponent = np.polyfit(np.log(grown), np.log([times[streams] for streams in grown]), 1)[0]
    print(f"growth exponent from {grown[0]:,} to {grown[-1]:,} streams: {exponent:.2f}")
    print(f"largest memory of the run: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB")


if __name__ == "__main__":
    main()
