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
from workbench.delivery.contents import read_chapter
from workbench.delivery.execution import execute
from workbench.delivery.kernel import kernel_manager, kernel_specifications

PROBE = "print(open('/proc/self/stat').read().split()[3])"
"""Prints the number of the process's parent: the server's for a warm kernel, this one's for a cold."""


@pytest.fixture
def server():
    """Return the server, started afresh in this environment, and end it afterwards."""
    warm.close_server()
    warm.start_server()
    yield warm._servers[0]
    warm.close_server()


@pytest.fixture
def done(tmp_path, notebook):
    """Execute code cells and return the failure and what was printed."""

    def run(*sources, folder=tmp_path, name="probe"):
        path = notebook(tmp_path / f"{name}.ipynb", [nbformat.v4.new_code_cell(source) for source in sources])
        target = tmp_path / "out" / f"{name}.ipynb"
        _, failure = execute(path, target, {}, folder)
        cells = nbformat.read(target, 4).cells
        printed = "".join(out.get("text", "") for cell in cells for out in cell.get("outputs", []))
        return failure, printed.strip()

    return run


def ends(pid, seconds=30):
    """Wait until a process is gone, a zombie that nobody reaps included."""
    for _ in range(int(seconds / 0.05)):
        try:
            if Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.05)
    return False


def test_a_notebook_gets_a_kernel_forked_from_the_server(done, server):
    assert done(PROBE) == (None, str(server.process.pid))
    assert done(PROBE) == (None, str(server.process.pid))


def test_the_switch_turns_warm_kernels_off(done, server, monkeypatch):
    monkeypatch.setenv(warm.SWITCH, "0")
    assert done(PROBE) == (None, str(os.getpid()))


def test_a_dead_server_is_replaced_by_ordinary_kernels(done, server):
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    assert done(PROBE) == (None, str(os.getpid()))


def test_a_server_that_cannot_be_started_is_done_without(done, monkeypatch):
    warm.close_server()
    monkeypatch.setattr(warm.subprocess, "Popen", _refuse)
    warm.start_server()
    assert warm._servers == []


def _refuse(*arguments, **options):
    raise OSError("no more processes")


def test_a_server_with_several_threads_does_not_fork(monkeypatch, tmp_path):
    environment = dict(os.environ) | warm.ONE_THREAD | {"OPENBLAS_NUM_THREADS": "2"}
    server = warm.Server(environment)
    with pytest.raises(ConnectionError, match="not forked"):
        server.start_kernel(["kernel"], environment, tmp_path)
    server.close()


def test_an_environment_that_imports_would_read_gets_an_ordinary_kernel(done, server, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C")
    assert done(PROBE) == (None, str(os.getpid()))


def test_changed_code_is_never_served_from_before(server, monkeypatch):
    environment = dict(os.environ) | warm.ONE_THREAD
    assert server.fits(environment)
    monkeypatch.setattr(server, "_stamp", (server._stamp[0], server._stamp[1], 0))
    assert not server.fits(environment)


SPOIL = """
import os, random, numpy, matplotlib, builtins, warnings
from workbench.case import units
left = builtins.left = units.left = 1
os.environ["LEFT"] = "1"
matplotlib.rcParams["font.size"] = 99
numpy.random.seed(0)
random.seed(0)
os.chdir("/")
"""
LOOK = """
import os, random, numpy, matplotlib, builtins
from workbench.case import units
print("left" in globals(), hasattr(builtins, "left"), hasattr(units, "left"), "LEFT" in os.environ)
print(matplotlib.rcParams["font.size"], os.getcwd(), os.environ["HERE"])
"""
DRAW = "import random, numpy\nprint(numpy.random.random(), random.random())"


def test_nothing_of_one_notebook_is_left_in_the_next(done, server, tmp_path, monkeypatch):
    monkeypatch.setenv("HERE", "first")
    assert done(SPOIL, PROBE) == (None, str(server.process.pid))
    monkeypatch.setenv("HERE", "second")
    assert done(LOOK) == (None, f"False False False False\n10.0 {tmp_path} second")


def test_random_numbers_differ_from_notebook_to_notebook(done, server):
    first, second = done(DRAW)[1].split(), done(DRAW)[1].split()
    assert set(first).isdisjoint(second)


def test_exceptions_are_failures_with_their_cell_and_line(done, server):
    failure, _ = done(PROBE, "a = 0\n1 / a")
    assert (failure.cell, failure.line, failure.error) == (2, "1 / a", "ZeroDivisionError")


def test_a_kernel_that_ends_itself_is_a_dead_kernel_and_harms_no_other(done, server):
    failure, _ = done("import os\nos._exit(3)")
    assert failure.error == "DeadKernelError"
    assert done(PROBE) == (None, str(server.process.pid))


@pytest.fixture
def fork(server, tmp_path):
    """Fork processes that fail to be kernels after a signal or at once, and return each with its exit code's source."""
    environment = dict(os.environ) | warm.ONE_THREAD

    def start(*arguments):
        return server.start_kernel(["kernel", *arguments], environment, tmp_path)

    return start


def test_exit_codes_are_those_of_the_process(fork):
    assert fork("--no-such-option=1", "--version").wait() == 0
    assert fork("-f", "/dev/null").wait() == 1
    kernel = fork()
    kernel.terminate()
    assert kernel.wait() == -signal.SIGTERM
    kernel = fork()
    assert kernel.poll() is None
    kernel.kill()
    assert kernel.wait() == kernel.poll() == -signal.SIGKILL
    kernel.send_signal(signal.SIGTERM)


async def _conversation(tmp_path, talk):
    manager = kernel_manager()(kernel_name="python3")
    await manager.start_kernel(cwd=tmp_path)
    client = manager.client()
    client.start_channels()
    try:
        await client.wait_for_ready(timeout=60)
        return await talk(manager, client)
    finally:
        client.stop_channels()
        if await manager.is_alive():
            await manager.shutdown_kernel(now=True)


async def _interrupted(manager, client):
    message = client.execute("import time\nprint('on')\ntime.sleep(100)")
    while (await client.get_iopub_msg(timeout=60))["msg_type"] != "stream":
        pass
    await manager.interrupt_kernel()
    replies = [await client.get_shell_msg(timeout=60)]
    while replies[-1]["parent_header"].get("msg_id") != message:
        replies.append(await client.get_shell_msg(timeout=60))
    return replies[-1]["content"]["ename"], type(manager.provisioner.process), await manager.is_alive()


async def _shut_down(manager, client):
    process = manager.provisioner.process
    await manager.shutdown_kernel()
    return process.wait()


def test_an_interrupt_stops_the_cell_and_not_the_kernel(server, tmp_path):
    found = asyncio.run(_conversation(tmp_path, _interrupted))
    assert found == ("KeyboardInterrupt", warm.ForkedKernel, True)


def test_a_kernel_that_is_shut_down_ends_with_0(server, tmp_path):
    assert asyncio.run(_conversation(tmp_path, _shut_down)) == 0


def test_a_cell_that_takes_too_long_is_stopped(server, tmp_path, notebook):
    from nbclient.exceptions import CellTimeoutError
    from papermill import execute_notebook

    source = notebook(tmp_path / "slow.ipynb", [nbformat.v4.new_code_cell("import time\ntime.sleep(100)")])
    options = {"kernel_name": "python3", "language": "python", "progress_bar": False}
    with pytest.raises(CellTimeoutError):
        execute_notebook(
            source,
            tmp_path / "out.ipynb",
            execution_timeout=1,
            kernel_manager_class=kernel_manager(),
            shutdown_kernel="immediate",
            **options,
        )


SLEEPER = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"])
import os, pathlib
pathlib.Path("pids.part").write_text(f"{os.getpid()} {child.pid} {os.getppid()}")
os.rename("pids.part", "pids")
time.sleep(1000)
"""
CLIENT = """
import sys
from pathlib import Path
from workbench.delivery.execution import execute
print(execute(Path("sleep.ipynb"), Path("out.ipynb"), {}, Path.cwd()))
"""


@pytest.mark.parametrize("victim", ["client", "server"])
def test_nothing_is_left_behind_when_one_side_is_killed(victim, tmp_path, notebook):
    notebook(tmp_path / "sleep.ipynb", [nbformat.v4.new_code_cell(SLEEPER)])
    client = subprocess.Popen([sys.executable, "-c", CLIENT], cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    while not (tmp_path / "pids").exists():
        assert client.poll() is None
        time.sleep(0.05)
    kernel, child, server = map(int, (tmp_path / "pids").read_text("utf-8").split())
    assert server != client.pid
    os.kill({"client": client.pid, "server": server}[victim], signal.SIGKILL)
    output, _ = client.communicate(timeout=60)
    assert ("DeadKernelError" in output) == (victim == "server")
    assert all(ends(pid) for pid in (kernel, child, server))


SHOW = """
import workbench, pandas
from matplotlib.figure import Figure
chapter = workbench.open_chapter(workbench.load_case({case!r}), 3, "zh")
chapter.table(pandas.DataFrame({{"物料": ["焙砂", "浸出渣"], "数量": [1234.5, 2 / 3]}}), "物料")
figure = Figure((6, 3), layout="constrained")
figure.subplots().plot([1, 3, 2], label="锌 Zn²⁺")
chapter.figure(figure, "图")
"""


def test_warm_and_cold_kernels_show_the_same(done, server, tmp_path, case_folder, monkeypatch):
    source = SHOW.format(case=str(case_folder(tmp_path / "case")))
    assert done(source, PROBE, name="warm") == (None, str(server.process.pid))
    monkeypatch.setenv(warm.SWITCH, "0")
    assert done(source, PROBE, name="cold") == (None, str(os.getpid()))
    warm_one, cold_one = (read_chapter(tmp_path / "out" / f"{name}.ipynb") for name in ("warm", "cold"))
    assert warm_one.tables == cold_one.tables and len(warm_one.tables) == 1
    assert warm_one.figures == cold_one.figures and len(warm_one.figures) == 1


def test_plots_and_plotly_look_at_the_notebook_they_are_in(done, server):
    source = "import plotly.io, matplotlib\nprint(plotly.io.renderers.default, matplotlib.rcParams['backend'])"
    assert done(source)[1] == "plotly_mimetype module://matplotlib_inline.backend_inline"


def test_two_notebooks_run_at_once(done, server):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda name: done(PROBE, name=name), ("one", "two")))
    assert found == [(None, str(server.process.pid))] * 2


def test_two_runs_have_a_server_each(tmp_path, notebook):
    source = CLIENT.replace("sleep", "probe") + "print(Path('out.ipynb').read_text('utf-8'))"
    for name in ("a", "b"):
        notebook(tmp_path / name / "probe.ipynb", [nbformat.v4.new_code_cell("print(6 * 7)")])
    command = [sys.executable, "-c", source]
    both = [
        subprocess.Popen(command, cwd=tmp_path / name, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        for name in ("a", "b")
    ]
    assert ["42" in client.communicate(timeout=120)[0] and client.returncode == 0 for client in both] == [True, True]


def test_the_kernels_specification_names_the_provisioner():
    spec = kernel_specifications()().get_kernel_spec("python3")
    assert spec.metadata["kernel_provisioner"]["provisioner_name"] == "workbench-warm"


def test_a_foreign_kernel_or_an_unknown_option_starts_in_the_ordinary_way(server, tmp_path):
    from workbench.delivery.kernel import kernel_command
    from workbench.delivery.provisioner import _warm

    options = {"env": dict(os.environ) | warm.ONE_THREAD, "cwd": tmp_path}
    assert _warm([sys.executable, "-m", "ipykernel_launcher", "-f", "x"], options) is None
    assert _warm(kernel_command(), options | {"stdout": None}) is None
