"""What a run leaves when it is killed, when the disk is full, when files are spoiled, when two run at once.

Two hundred instants instead of fifty: ``WORKBENCH_KILLS=200 pytest tests/delivery/test_faults.py -k killed``.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
import zlib
from contextlib import contextmanager, suppress

import pytest

from workbench.delivery.holding import NAME as LOCK
from workbench.delivery.holding import holding

KILLS = int(os.environ.get("WORKBENCH_KILLS", "50"))
FILES = {"report.docx", "tables.xlsx", "index.html", "results.parquet"}

FORKER = """
import gc, json, os, sys, traceback
from pathlib import Path
from workbench.delivery import run
from workbench.delivery.kernel import kernel_manager, quick_imports
with quick_imports():
    import jupyter_client, nbclient, papermill
import docx, openpyxl, pyarrow.parquet, xlsxwriter
kernel_manager()
gc.freeze()
for line in sys.stdin:
    client, out, force, told = json.loads(line)
    pid = os.fork()
    if pid == 0:
        os.setsid()
        try:
            failures = run.run([client], out=out, jobs=2, force=force, progress=False).failures
            Path(told).write_text(json.dumps(failures), encoding="utf-8")
            os._exit(1 if failures else 0)
        except BaseException:
            traceback.print_exc()
            os._exit(3)
    print(pid, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""
"""Forks a run for each line it reads, so that only the first pays for the imports."""


class Client:
    """A client of the house, whose runs are processes that can be killed."""

    def __init__(self, house, forker, case_id):
        self.house, self.case_id, self._forker = house, case_id, forker
        self.source, self.out = house.write_client(case_id), house.home.parent / f"runs-{case_id}"
        self.folder, self._told = self.out / case_id, house.home.parent / f"told-{case_id}"

    def start(self, force=False):
        """Start a run and return its process."""
        request = [str(self.source), str(self.out), force, str(self._told)]
        self._forker.stdin.write(json.dumps(request) + "\n")
        self._forker.stdin.flush()
        return int(self._forker.stdout.readline())

    def code(self):
        """Wait for the end of the run and return its exit code."""
        return int(self._forker.stdout.readline())

    def run(self):
        """Run, and return the exit code and what was said to have failed."""
        self.start()
        code = self.code()
        return code, "\n".join(json.loads(self._told.read_text("utf-8")))

    def check_whole(self):
        """Open every file of the run; nobody is writing there."""
        for path in self.folder.rglob("*"):
            if path.is_file() and not path.name.startswith(".~") and path.name != LOCK:
                check_file(path, path.read_bytes())

    def check_complete(self):
        self.check_whole()
        record = json.loads((self.folder / "run.json").read_text("utf-8"))
        assert [run["status"] in ("ok", "kept") for run in record["notebooks"].values()] == [True, True]
        assert set(record["outputs"]["files"]) == FILES
        assert list(self.folder.rglob(".~*")) == []
        self.house.out = self.out
        expected = f"{self.case_id} {self.case_id} secret-{self.case_id} clean"
        assert self.house.printed(self.case_id) == [expected] * 2


def check_file(path, content):
    if path.suffix in (".ipynb", ".json"):
        json.loads(content)
    elif path.suffix in (".docx", ".xlsx"):
        assert zipfile.ZipFile(path).testzip() is None
    elif path.suffix == ".html":
        assert content.rstrip().endswith(b"</html>")
    else:
        assert path.suffix == ".parquet" and content.startswith(b"PAR1") and content.endswith(b"PAR1"), path


@pytest.fixture(scope="module")
def forker(shared_house):
    options = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "encoding": "utf-8"}
    command = [sys.executable, "-X", "utf8", "-c", FORKER]
    process = subprocess.Popen(command, env=shared_house.environment, cwd=shared_house.home.parent, **options)
    yield process
    process.communicate()


@pytest.fixture
def client(shared_house, forker, request):
    """Return a `Client` of its own for each test."""
    return Client(shared_house, forker, f"C{zlib.crc32(request.node.name.encode())}")


def test_a_run_killed_at_any_instant_leaves_no_half_file_and_the_next_completes(client):
    assert client.run() == (0, "")
    before = time.monotonic()
    client.start(force=True)
    assert client.code() == 0
    whole = time.monotonic() - before
    instants, killed = random.Random(20261125), 0
    for number in range(KILLS):
        # Every other run goes on where the last was killed, so that the end of a run is met as often as its beginning.
        anew = number % 2 == 0
        pid = client.start(force=anew)
        time.sleep(instants.uniform(0, whole))
        for kill in (os.killpg, os.kill):  # it may not have a group of its own yet, or have ended
            with suppress(ProcessLookupError):
                kill(pid, signal.SIGKILL)
        killed += client.code() == -signal.SIGKILL
        client.check_whole()
    assert killed > KILLS / 4
    assert client.run() == (0, "")
    client.check_complete()


@contextmanager
def small_disk(folder, size):
    folder.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.hosts
@pytest.mark.parametrize("room", ["8k", "16k", "32k", "60k"])
def test_a_full_disk_is_said_to_be_and_the_next_run_completes(client, room):
    with small_disk(client.out, room):
        code, told = client.run()
        assert code == 1 and "磁盘已满" in told and "make room and run again" in told
        client.check_whole()
        subprocess.run(["mount", "-o", "remount,size=20m", str(client.out)], check=True)
        assert client.run() == (0, "")
        client.check_complete()


def test_a_file_of_the_case_that_cannot_be_read_is_named(client):
    flows = client.source / "flows.csv"
    sound = flows.read_bytes()
    flows.unlink()
    flows.mkdir()
    code, told = client.run()
    assert code == 1 and "flows.csv" in told
    flows.rmdir()
    flows.write_bytes(b"\xff\xfe\x00\x81flow")
    code, told = client.run()
    assert code == 1 and "flows.csv" in told
    flows.write_bytes(sound)
    assert client.run() == (0, "")
    client.check_complete()


@pytest.mark.parametrize("name", ["run.json", "notebooks/01_planning.ipynb", "results.parquet"])
def test_a_file_of_an_earlier_run_that_is_spoiled_is_made_again(client, name):
    assert client.run() == (0, "")
    path = client.folder / name
    path.write_bytes(path.read_bytes()[:100])
    assert client.run() == (0, "")
    client.check_complete()


def test_two_runs_of_one_client_at_once_are_refused_naming_what_to_do(client):
    with holding(client.folder):
        code, told = client.run()
        assert code == 1 and f"进程 {os.getpid()}" in told and "wait for its end" in told
        assert [path.name for path in client.folder.iterdir()] == [LOCK]
    assert client.run() == (0, "")
    client.check_complete()


def test_the_folder_of_a_dead_run_is_taken_over(client):
    client.folder.mkdir(parents=True)
    (client.folder / LOCK).write_text('{"pid": 1, "host": "gone", "since": "2020"}', encoding="utf-8")
    (client.folder / ".~half.ipynb").write_text("{", encoding="utf-8")
    assert client.run() == (0, "")
    client.check_complete()


def test_a_folder_nobody_may_write_in_is_said_to_be(client):
    client.out.write_text("a file, no folder", encoding="utf-8")
    code, told = client.run()
    assert code == 1 and "check permissions" in told
