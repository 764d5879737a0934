"""Random layered plants with recycles, for measuring the speed of reconciliation.

A plant has ``streams / 2.5`` processes in layers of processes^0.55. Each process receives from the layer before and
sends to the next; 15 % of the remaining streams run backwards by one to three layers. The true flows close every
balance; most lie between 1 and 10⁴. A share of the streams is metered with a standard deviation of 1 to 5 %.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array

SMALLEST = 1.0  # flow below which a meter is no longer better than 1 to 5 % of this


@dataclass(frozen=True, eq=False)
class Plant:
    A: csc_array
    source: np.ndarray  # process number, or the number of processes for outside
    target: np.ndarray
    true: np.ndarray
    measured: np.ndarray
    sd: np.ndarray


def layered_plant(streams, *, share_measured=0.7, seed=20240601):
    """Return a `Plant` of `streams` streams; the same arguments give the same plant."""
    random = np.random.default_rng([seed, streams])
    processes = int(streams / 2.5)
    source, target = _connect(streams, processes, random)
    true = _flows(source, target, processes, random)
    sd = np.maximum(true, SMALLEST) * random.uniform(0.01, 0.05, streams)
    measured = random.normal(true, sd)
    hidden = random.random(streams) >= share_measured
    measured[hidden] = sd[hidden] = np.nan
    return Plant(_incidence(source, target, processes), source, target, true, measured, sd)


def _connect(streams, processes, random):
    """Draw the ends of every stream; number `processes` is the world outside."""
    width = max(2, round(processes**0.55))
    layer = np.arange(processes) // width
    last = layer[-1]

    def in_layer(wanted):
        low = np.clip(wanted, 0, last) * width
        high = np.minimum(low + width, processes)
        return random.integers(low, high)

    everyone = np.arange(processes)
    feeds = np.where(layer == 0, processes, in_layer(layer - 1))
    products = np.where(layer == last, processes, in_layer(layer + 1))
    extra = random.integers(0, processes, streams - 2 * processes)
    back = random.random(len(extra)) < 0.15
    step = np.where(back, -random.integers(1, 4, len(extra)), 1)
    onward = in_layer(layer[extra] + step)
    onward = np.where(onward == extra, processes, onward)
    return np.concatenate([feeds, everyone, extra]), np.concatenate([everyone, products, onward])


def _flows(source, target, processes, random):
    """Split what enters each process among its outlets until the recycles settle; return the closed flows."""
    share = 10.0 ** random.uniform(-1, 1, len(source))
    feed = source == processes
    backward = (target < source) & ~feed
    share[backward] *= 0.1
    total = np.bincount(source[~feed], share[~feed], processes)
    flow = np.where(feed, 10.0 ** random.uniform(1.5, 3.5, len(source)), 0.0)
    share = np.where(feed, 0.0, share / total[np.minimum(source, processes - 1)])
    for _ in range(100_000):
        through = np.bincount(target, flow, processes + 1)[:processes]
        renewed = np.where(feed, flow, share * through[np.minimum(source, processes - 1)])
        if np.max(np.abs(renewed - flow)) <= 1e-13 * np.max(renewed):
            return renewed
        flow = renewed
    raise RuntimeError("the recycles do not settle")


def _incidence(source, target, processes):
    """Return A with +1 where a stream enters a process and −1 where it leaves one."""
    stream = np.arange(len(source))
    enters, leaves = target < processes, source < processes
    rows = np.concatenate([target[enters], source[leaves]])
    columns = np.concatenate([stream[enters], stream[leaves]])
    entries = np.repeat([1.0, -1.0], [enters.sum(), leaves.sum()])
    return csc_array((entries, (rows, columns)), shape=(processes, len(source)))
