"""Time the joint reconciliation of flows and three contents against IPOPT, in one run and on one plant.

    python benchmarks/bilinear.py [streams ...]

IPOPT is used through CasADi where that is installed; without it only our own figures are printed. It starts from the
readings and, where there is none, near the truth, since it often fails from the start that our method makes for
itself. Where much is unmeasured the problem has several local optima and the two may end in different ones.
"""

import sys
import time

import numpy as np
import scipy.sparse as sp
from scipy.sparse.linalg import spsolve

QUANTITIES = 3
SEED = 20240611


def random_plant(streams, quantities=QUANTITIES, seed=SEED):
    """Return incidence, true amounts and true contents of a random layered plant with recycles.

    Parameters
    ----------
    streams : int
        Number of streams; there are 2.5 of them per process.
    quantities : int
        Number of substances.
    seed : int

    Returns
    -------
    tuple
        Sparse incidence (processes, streams), amounts (streams,), contents (streams, quantities).
    """
    random = np.random.default_rng(seed)
    processes = max(int(streams / 2.5), 2)
    width = max(int(np.sqrt(processes)), 1)
    layer = np.arange(processes) // width
    source, target = _connect(random, processes, width, layer, streams)
    parts = _components(random, source, target, processes, quantities + 1)
    amounts = parts.sum(axis=0)
    rows = np.concatenate([target[target >= 0], source[source >= 0]])
    columns = np.concatenate([np.flatnonzero(target >= 0), np.flatnonzero(source >= 0)])
    signs = np.repeat([1.0, -1.0], [np.sum(target >= 0), np.sum(source >= 0)])
    incidence = sp.csr_array((signs, (rows, columns)), shape=(processes, streams))
    return incidence, amounts, (parts[:-1] / amounts).T


def _connect(random, processes, width, layer, streams):
    """Every process gets a feed from the layer above and a way out; the rest is random, a tenth of it recycles."""
    last = layer.max()
    process = np.arange(processes)
    feeds = np.where(layer == 0, -1, process - width)
    exits = np.where(layer == last, -1, np.minimum(process + width, processes - 1))
    leaving = process + width >= processes
    source = [feeds, process[leaving]]
    target = [process, np.full(np.sum(leaving), -1)]
    missing = streams - sum(len(part) for part in source)
    start = random.integers(0, processes, missing)
    shift = random.integers(-3, 4, missing)
    ahead = np.clip(exits[start] + shift, 0, processes - 1)
    back = np.clip(start - random.integers(1, 3, missing) * width + shift, 0, processes - 1)
    end = np.where(random.random(missing) < 0.1, back, ahead)
    end = np.where((exits[start] < 0) | (end == start), -1, end)
    return np.concatenate([*source, start]), np.concatenate([*target, end])


def _components(random, source, target, processes, count):
    inside = source >= 0
    base = random.lognormal(0, 1, len(source))
    feed = np.bincount(target[~inside], random.lognormal(6, 1.5, np.sum(~inside)), processes)
    parts = np.empty((count, len(source)))
    for part in range(count):
        share = base * random.lognormal(0, 0.5, len(source))
        total = np.bincount(source[inside], share[inside], processes)
        share = np.where(inside, share / total[source], 0.0)
        both = inside & (target >= 0)
        split = sp.csc_array((share[both], (target[both], source[both])), shape=(processes, processes))
        strength = random.uniform(0.02, 0.3) if part < count - 1 else 0.5
        # the same feed for the outside streams of every component, only its strength differs
        through = spsolve(sp.eye_array(processes, format="csc") - split, feed * strength)
        entering = np.zeros(len(source))
        entering[~inside] = feed[target[~inside]] * strength
        parts[part] = np.where(inside, share * through[source], entering)
    return parts


def measure(amounts, contents, seed=SEED, share=0.7):
    """Return measured amounts and contents with their sd; `share` of each is measured, by 1 to 5 %."""
    random = np.random.default_rng(seed + 1)
    answers = []
    for truth in (amounts, contents):
        sd = truth * random.uniform(0.01, 0.05, truth.shape)
        known = random.random(truth.shape) < share
        answers += [np.where(known, truth + sd * random.normal(size=truth.shape), np.nan), sd]
    return answers


def near_truth(amounts, contents, data):
    """Return a start for IPOPT: readings, and the truth within 30 % where there is none."""
    truth, readings = np.column_stack([amounts, contents]), np.column_stack([data[0], data[2]])
    random = np.random.default_rng(SEED)
    return np.where(np.isnan(readings), truth * np.exp(0.3 * random.normal(size=truth.shape)), readings)


def solve_with_ipopt(incidence, amounts, amount_sd, contents, content_sd, start):
    """Return χ² and seconds of IPOPT from the same start and with the same bounds; None without CasADi."""
    try:
        import casadi
    except ImportError:
        return None
    streams, quantities = contents.shape
    entries = incidence.tocoo()
    rows, columns = (part.tolist() for part in entries.coords)
    matrix = casadi.DM.triplet(rows, columns, casadi.DM(entries.data), *incidence.shape)
    values = casadi.SX.sym("values", streams * (1 + quantities))
    readings = np.concatenate([amounts, contents.T.ravel()])
    sd = np.concatenate([amount_sd, content_sd.T.ravel()])
    known = np.flatnonzero(~np.isnan(readings)).tolist()
    chi2 = casadi.sumsqr((values[known] - readings[known]) / sd[known])
    amount = values[:streams]
    balances = [casadi.mtimes(matrix, amount)]
    for part in range(1, quantities + 1):
        balances.append(casadi.mtimes(matrix, amount * values[part * streams : (part + 1) * streams]))
    problem = {"x": values, "f": chi2 / 2, "g": casadi.vertcat(*balances)}
    options = {
        "ipopt.print_level": 0,
        "print_time": 0,
        "ipopt.sb": "yes",
        "ipopt.tol": 1e-9,
        "ipopt.max_wall_time": 300.0,
    }
    solver = casadi.nlpsol("solver", "ipopt", problem, options)
    begin = time.perf_counter()
    answer = solver(x0=np.concatenate([start[:, 0], start[:, 1:].T.ravel()]), lbx=0, ubx=casadi.inf, lbg=0, ubg=0)
    return 2 * float(answer["f"]), time.perf_counter() - begin, solver.stats()["return_status"]


def compare(streams, share):
    """Solve one plant by both and print a line."""
    from workbench.analysis.reconciliation import interior
    from workbench.analysis.reconciliation.ends import read_network

    incidence, amounts, contents = random_plant(streams)
    data = measure(amounts, contents, share=share)
    begin = time.perf_counter()
    readings = read_network(incidence, *data)
    found = interior.search(readings)
    searched = time.perf_counter() - begin
    solution = interior.describe(readings, found)
    complete = time.perf_counter() - begin
    print(
        f"{streams:>7} streams, {share:.0%} measured: {searched:7.2f} s for the values, {complete:7.2f} s with classes and "
        f"variances, {solution.iterations} steps, chi2 {solution.chi2:.5f}, imbalance {solution.residual:.1e}"
    )
    other = solve_with_ipopt(incidence, *data, near_truth(amounts, contents, data))
    if other is None:
        print("        IPOPT is not installed (pip install casadi)")
        return
    chi2, seconds, status = other
    print(
        f"        IPOPT {seconds:7.2f} s, chi2 {chi2:.5f} ({status}): ratio {seconds / searched:.1f} for the values, "
        f"{seconds / complete:.1f} with variances; chi2 differs by {chi2 / solution.chi2 - 1:+.1e}"
    )


if __name__ == "__main__":
    for size in [int(text) for text in sys.argv[1:]] or [1_000, 10_000]:
        for measured_share in (1.0, 0.9, 0.7):
            compare(size, measured_share)
