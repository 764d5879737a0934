import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from workbench.delivery import warm
from workbench.delivery.execution import execute
from workbench.delivery.kernel import kernel_manager
from workbench.delivery.pool import SIZE, Pool

PROBE = "import os, sys\nprint(os.getpid(), os.getppid(), 'matplotlib.figure' in sys.modules)"


@pytest.fixture
def pool(monkeypatch):
    """Return the pool of a system that cannot fork, and end it afterwards."""
    warm.close_server()
    monkeypatch.setattr(warm, "_can_fork", lambda: False)
    warm.start_server()
    yield warm._servers[0]
    warm.close_server()


@pytest.fixture
def done(tmp_path, notebook):
    """Execute code cells and return the failure and what was printed."""

    def run(*sources, name="probe"):
        path = notebook(tmp_path / f"{name}.ipynb", [nbformat.v4.new_code_cell(source) for source in sources])
        target = tmp_path / "out" / f"{name}.ipynb"
        _, failure = execute(path, target, {}, tmp_path)
        cells = nbformat.read(target, 4).cells
        return failure, "".join(out.get("text", "") for cell in cells for out in cell.get("outputs", [])).strip()

    return run


def waiting(pool):
    return [process.pid for process in pool._waiting]


def test_a_notebook_gets_a_waiting_process_which_another_replaces(done, pool):
    first = waiting(pool)[0]
    assert isinstance(pool, Pool) and len(waiting(pool)) == SIZE
    assert done(PROBE) == (None, f"{first} {os.getpid()} True")
    assert len(waiting(pool)) == SIZE and first not in waiting(pool)


SPOIL = """
import os, random, numpy, matplotlib, builtins
from matplotlib import font_manager
from workbench.case import units
left = builtins.left = units.left = 1
os.environ["LEFT"] = "1"
matplotlib.rcParams["font.size"] = 99
font_manager.fontManager.ttflist.clear()
numpy.random.seed(0)
random.seed(0)
os.chdir("/")
"""
LOOK = """
import os, random, numpy, matplotlib, builtins
from matplotlib import font_manager
from workbench.case import units
print("left" in globals(), hasattr(builtins, "left"), hasattr(units, "left"), "LEFT" in os.environ)
print(matplotlib.rcParams["font.size"], os.getcwd(), os.environ["HERE"], len(font_manager.fontManager.ttflist) > 0)
"""
DRAW = "import random, numpy\nprint(numpy.random.random(), random.random())"


def test_nothing_of_one_notebook_is_left_in_the_next(done, pool, tmp_path, monkeypatch):
    monkeypatch.setenv("HERE", "first")
    assert done(SPOIL)[0] is None
    monkeypatch.setenv("HERE", "second")
    assert done(LOOK) == (None, f"False False False False\n10.0 {tmp_path} second True")
    first, second = done(DRAW)[1].split(), done(DRAW)[1].split()
    assert set(first).isdisjoint(second)


def test_dead_processes_are_passed_over_and_an_empty_pool_is_done_without(done, pool, monkeypatch):
    dead, alive = waiting(pool)
    os.kill(dead, signal.SIGKILL)
    pool._waiting[0].wait()
    assert done(PROBE)[1].split()[0] == str(alive)
    for process in pool._waiting:
        process.kill()
        process.wait()
    monkeypatch.setattr(pool, "_fill", lambda: None)
    failure, printed = done(PROBE)
    assert failure is None and printed.endswith("False")


def test_a_changed_environment_gets_an_ordinary_kernel(done, pool, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C")
    assert done(PROBE)[1].endswith("False")


def test_the_switch_turns_the_pool_off(done, pool, monkeypatch):
    monkeypatch.setenv(warm.SWITCH, "0")
    assert done(PROBE)[1].endswith("False")


def test_exceptions_and_dead_kernels_are_failures(done, pool):
    assert done("1 / 0")[0].error == "ZeroDivisionError"
    assert done("import os\nos._exit(3)")[0].error == "DeadKernelError"
    assert done("1")[0] is None


async def _interrupted(tmp_path):
    manager = kernel_manager()(kernel_name="python3")
    await manager.start_kernel(cwd=tmp_path)
    client = manager.client()
    client.start_channels()
    try:
        await client.wait_for_ready(timeout=60)
        message = client.execute("import time\nprint('on')\ntime.sleep(100)")
        while (await client.get_iopub_msg(timeout=60))["msg_type"] != "stream":
            pass
        await manager.interrupt_kernel()
        reply = await client.get_shell_msg(timeout=60)
        while reply["parent_header"].get("msg_id") != message:
            reply = await client.get_shell_msg(timeout=60)
        process = manager.provisioner.process
        await manager.shutdown_kernel()
        return reply["content"]["ename"], process.pid, process.wait()
    finally:
        client.stop_channels()


def test_an_interrupt_stops_the_cell_and_a_shutdown_ends_with_0(pool, tmp_path):
    first = waiting(pool)[0]
    assert asyncio.run(_interrupted(tmp_path)) == ("KeyboardInterrupt", first, 0)


CLIENT = """
import os, sys, time
from workbench.delivery import warm
warm._can_fork = lambda: False
warm.start_server()
print(*[process.pid for process in warm._servers[0]._waiting], flush=True)
time.sleep(1000)
"""


def test_nothing_is_left_behind_when_the_client_is_killed():
    client = subprocess.Popen([sys.executable, "-c", CLIENT], stdout=subprocess.PIPE, text=True)
    pids = [int(pid) for pid in client.stdout.readline().split()]
    assert len(pids) == SIZE
    client.kill()
    client.communicate()
    for _ in range(1200):
        if not any(Path(f"/proc/{pid}").exists() for pid in pids):
            break
        time.sleep(0.05)
    else:
        raise AssertionError("processes of the pool still wait")
