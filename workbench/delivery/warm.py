"""Kernels that are ready at once: forked from a process that has imported everything, where the system can fork safely,
else taken from a pool of processes that have.

Whatever is in the way, another system, a dead server, changed code, another environment, the answer is None and the
caller starts a kernel in the ordinary way.
"""

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from functools import cache
from pathlib import Path

SWITCH = "WORKBENCH_WARM"
"""Environment variable; ``0`` starts every kernel in the ordinary way."""

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "JE_ARROW_MALLOC_CONF": "background_thread:false"}
"""Variables of every kernel, warm or not: libraries start no threads when they are imported. Notebooks run side by
side, and a process with threads cannot be forked safely."""

SECONDS_ALLOWED = 60
MESSAGE_SIZE = 1 << 20
_READ_BY_IMPORTS = (
    "PYTHON",
    "LC_",
    "LANG",
    "LD_",
    "MPL",
    "OMP_",
    "OPENBLAS_",
    "JE_",
    "MKL_",
    "NUMBA_",
    "PLOTLY_",
    "HOME",
)
_lock = threading.Lock()
_servers = []


class ForkedKernel:
    """A kernel process that is the server's child, seen like a `subprocess.Popen` of one's own.

    Parameters
    ----------
    pid : int
        Its number; it leads a process group of the same number.
    report : socket
        On which the server tells its exit code.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid, report):
        self.pid, self.returncode = pid, None
        self._report = report

    def poll(self):
        """Return the exit code, None while the process runs."""
        return self.wait(0)

    def wait(self, timeout=None):
        """Wait for the end, and return the exit code; None if it has not come in time.

        Parameters
        ----------
        timeout : float, optional
            Time to wait; by default as long as it takes. [s]
        """
        if self.returncode is None and select.select([self._report], [], [], timeout)[0]:
            message = _received(self._report)
            if not message:
                # The server is dead, and the system has killed the kernel; what it had started may still run.
                with suppress(ProcessLookupError):
                    os.killpg(self.pid, signal.SIGKILL)
            self.returncode = message.get("exit", -signal.SIGKILL)
            self._report.close()
        return self.returncode

    def send_signal(self, number):
        """Send a signal to the process, if it still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self):
        """Kill the process."""
        self.send_signal(signal.SIGKILL)

    def terminate(self):
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)


class Server:
    """A process that kernels are forked from.

    Parameters
    ----------
    environment : dict
        Its environment variables.
    """

    def __init__(self, environment):
        self._stamp = stamp(environment)
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = subprocess.Popen(
                [*interpreter(), "-m", "workbench.delivery.warm_server", str(theirs.fileno())],
                env=environment,
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )

    def fits(self, environment):
        """Tell whether the server has imported what a kernel with this environment would import now."""
        return self._stamp == stamp(environment)

    def start_kernel(self, arguments, environment, folder):
        """Return a new kernel.

        Parameters
        ----------
        arguments : list of str
            Its command line, from the name of the program on.
        environment : dict
            Its environment variables.
        folder : Path or str
            Folder it works in.

        Raises
        ------
        OSError
            If the server is dead, or does not answer in time.
        """
        request = {"argv": arguments, "env": environment, "cwd": os.fspath(folder)}
        report, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            socket.send_fds(self._control, [json.dumps(request).encode()], [theirs.fileno()])
        ready, _, _ = select.select([report], [], [], SECONDS_ALLOWED)
        answer = _received(report) if ready else {}
        if "pid" not in answer:
            report.close()
            raise ConnectionError("the server has not forked")
        return ForkedKernel(answer["pid"], report)

    def close(self):
        """End the server and its kernels."""
        self._control.close()
        self.process.wait()


def interpreter():
    """Return the command that starts the running interpreter for a kernel.

    ``-P`` keeps files of the folder it starts in from shadowing libraries; ``-X utf8`` makes text UTF-8
    under any locale.
    """
    return [sys.executable, "-P", "-X", "utf8", "-X", "frozen_modules=off"]


def start_server():
    """Start the server or pool, if there is to be one, so that it is ready when the first kernel is wanted."""
    _server(dict(os.environ) | ONE_THREAD)


def close_server():
    """End the server and its kernels, or the pool; the next kernel that is wanted starts another."""
    with _lock:
        while _servers:
            _servers.pop().close()


def warm_kernel(arguments, environment, folder):
    """Return a warm kernel, or None where there can be none; parameters as of `Server.start_kernel`."""
    server = _server(environment)
    if server is None:
        return None
    try:
        return server.start_kernel(arguments, environment, folder) if server.fits(environment) else None
    except (OSError, ValueError, TypeError):
        return None


def _server(environment):
    """Return the server or pool, started when first asked for; None where there is to be none."""
    if environment.get(SWITCH) == "0":
        return None
    with _lock:
        if not _servers:
            try:
                _servers.append(Server(environment) if _can_fork() else _pool(environment))
            except OSError:
                return None
        return _servers[0]


def _pool(environment):
    from .pool import Pool

    return Pool(environment)


@cache
def _can_fork():
    """Tell whether forking is safe here, and arrange for the server's end at this process's own."""
    atexit.register(close_server)
    return sys.platform == "linux" and hasattr(os, "pidfd_open")


def stamp(environment):
    """Return what decides what a kernel imports: variables that libraries read then, and the state of our own code."""
    read = {name: value for name, value in environment.items() if name.startswith(_READ_BY_IMPORTS)}
    code = [path.stat().st_mtime_ns for path in Path(__file__).parent.parent.rglob("*.py")]
    return read, len(code), max(code)


def _received(report):
    try:
        return json.loads(report.recv(MESSAGE_SIZE) or b"{}")
    except OSError:
        return {}
