"""A fleet over several hosts, made from network namespaces, one of which dies in mid-run."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

NAME = f"wb{os.getpid() % 10000}"
SCHEDULER = "10.213.7.1"


def ip(*arguments):
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


@contextmanager
def bridge():
    """Give the switch that joins the hosts; the scheduler's host is this one."""
    ip("link", "add", NAME, "type", "bridge")
    try:
        ip("addr", "add", f"{SCHEDULER}/24", "dev", NAME)
        ip("link", "set", NAME, "up")
        yield
    finally:
        ip("link", "del", NAME)


@contextmanager
def host(number):
    """Give a host with an address of its own, as the words that start a command there."""
    space, ours, theirs = f"{NAME}n{number}", f"{NAME}o{number}", f"{NAME}t{number}"
    ip("netns", "add", space)
    try:
        ip("link", "add", ours, "type", "veth", "peer", "name", theirs)
        ip("link", "set", ours, "master", NAME, "up")
        ip("link", "set", theirs, "netns", space)
        for words in (f"addr add 10.213.7.{number + 1}/24 dev {theirs}", f"link set {theirs} up", "link set lo up"):
            ip("-n", space, *words.split())
        yield ["ip", "netns", "exec", space]
    finally:
        ip("netns", "del", space)


@contextmanager
def started(house, command, name):
    """Start a command in a process group that ends with the block."""
    command = [shutil.which(command[0]) or command[0], *command[1:]]
    with (house.home.parent / f"{name}.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            command, env=house.environment, cwd=house.home.parent, stdout=log, stderr=log, start_new_session=True
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def space_of(process):
    """Return the number of the network namespace of a process."""
    return str(Path(f"/proc/{process}/ns/net").readlink())[5:-1]


@pytest.mark.hosts
def test_a_host_that_dies_in_mid_run_loses_and_mixes_nothing(house):
    ids = [f"A{number}" for number in range(1, 7)]
    for case_id in ids:
        house.write_client(case_id)
    journal = house.home.parent / "journal"
    journal.mkdir()
    house.write_notebook(
        "02_preassessment",
        "import os, pathlib, time\n"
        f"begun = pathlib.Path({str(journal)!r}, f'{{case}}-{{os.readlink(\"/proc/self/ns/net\")[5:-1]}}')\n"
        "begun.touch()\ntime.sleep(2)",
    )
    dask = [sys.executable, "-m", "distributed.cli"]
    with ExitStack() as stack:
        stack.enter_context(bridge())
        scheduler = [
            *dask[:2],
            "distributed.cli.dask_scheduler",
            "--host",
            SCHEDULER,
            "--port",
            "8786",
            "--no-dashboard",
        ]
        stack.enter_context(started(house, scheduler, "scheduler"))
        address = f"tcp://{SCHEDULER}:8786"
        workers = []
        for number in (1, 2, 3):
            words = stack.enter_context(host(number))
            worker = ["-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny"]
            workers.append(stack.enter_context(started(house, [*words, sys.executable, *worker], f"worker{number}")))
        arguments = ["fleet", "run", str(house.clients), "--out", str(house.out), "--scheduler", address]
        process = house.start(*arguments)
        victim = space_of(workers[0].pid)
        while not (begun := list(journal.glob(f"*-{victim}"))):
            assert process.poll() is None, process.communicate()
            time.sleep(0.05)
        os.killpg(workers[0].pid, signal.SIGKILL)
        _, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    record = json.loads((house.out / "fleet.json").read_text(encoding="utf-8"))
    assert [client["case_id"] for client in record["clients"]] == ids
    assert {client["status"] for client in record["clients"]} <= {"ok", "kept"}
    assert sorted(path.name for path in house.out.iterdir() if path.is_dir()) == ids
    for case_id in ids:
        assert house.printed(case_id) == [f"{case_id} {case_id} secret-{case_id} clean"]
    # Each client ran on one host, the one that was lost with its host on two; none on this host.
    hosts = {case_id: {path.name.partition("-")[2] for path in journal.glob(f"{case_id}-*")} for case_id in ids}
    lost = begun[0].name.partition("-")[0]
    assert {case_id: len(spaces) for case_id, spaces in hosts.items()} == dict.fromkeys(ids, 1) | {lost: 2}
    assert space_of("self") not in set().union(*hosts.values())
    assert list(house.out.rglob(".~*")) == []
