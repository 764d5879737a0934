"""The process that warm kernels are forked from: it imports what notebooks need, once, then waits for requests.

Run by `warm.Server` as ``python -m workbench.delivery.warm_server SOCKET``. It has one thread at every fork, so that
a kernel never inherits a lock that nobody holds any more. A request comes with a socket of its own, on which the
number of the new process is told and, when that has ended, its exit code. The server ends when its client does, and
takes its kernels along.
"""

import ctypes
import gc
import importlib
import json
import os
import pkgutil
import selectors
import signal
import socket
import sys
import time
from pathlib import Path

from .kernel import become_kernel, quick_imports
from .warm import MESSAGE_SIZE

PRELOADED = (
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "matplotlib.figure",
    "nbformat",
    "pandas",
    "plotly.graph_objs._figure",
    "plotly.io._json",
    "scipy.optimize",
    "scipy.stats",
    "workbench.display.chapter",
)
"""Not among them: what looks at the running notebook when it is imported (pyplot, plotly's renderers), and what starts
threads."""

INLINE = "module://matplotlib_inline.backend_inline"
SECONDS_BETWEEN_LOOKS = 1.0
_PR_SET_PDEATHSIG = 1


def preload():
    """Import what notebooks need, as a kernel would, and put it beyond the reach of the garbage collector."""
    os.environ.setdefault("MPLBACKEND", INLINE)
    with quick_imports():
        for name in (*PRELOADED, *_exhibits()):
            importlib.import_module(name)
    gc.collect()
    gc.freeze()


def thread_count():
    """Return the number of threads of this process."""
    return sum(1 for _ in Path("/proc/self/task").iterdir())


class Server:
    """Forks kernels for one client, and tells it how they end.

    Parameters
    ----------
    control : socket
        Where requests come from; its end is the end of the client.
    """

    def __init__(self, control):
        self._control = control
        self._client = os.getppid()
        self._kernels = {}
        self._selector = selectors.DefaultSelector()
        self._selector.register(control, selectors.EVENT_READ)

    def serve(self):
        """Answer requests until the client ends.

        Returns
        -------
        dict or None
            In a new process, the request it has to fulfil; None in the server, at its end.
        """
        while os.getppid() == self._client:
            for key, _ in self._selector.select(SECONDS_BETWEEN_LOOKS):
                if key.fileobj is not self._control:
                    self._tell_exit(key.fd)
                    continue
                message, descriptors, _, _ = socket.recv_fds(self._control, MESSAGE_SIZE, 1)
                if not message:
                    return self._end()
                request = self._answer(json.loads(message), socket.socket(fileno=descriptors[0]))
                if request is not None:
                    return request
        return self._end()

    def _answer(self, request, report):
        """Fork, and return the request in the new process, None in this one."""
        if thread_count() > 1:
            _tell(report, {"error": "threads"})
            report.close()
            return None
        server = os.getpid()
        pid = os.fork()
        if pid == 0:
            report.close()
            self._forget()
            _die_with(server)
            return request
        watch = os.pidfd_open(pid)
        self._kernels[watch] = pid, report
        self._selector.register(watch, selectors.EVENT_READ)
        if not _tell(report, {"pid": pid}):
            # The client has given up waiting; a kernel that nobody knows would never end.
            _kill(pid)
        return None

    def _tell_exit(self, watch):
        pid, report = self._kernels.pop(watch)
        _, status = os.waitpid(pid, 0)
        _tell(report, {"exit": os.waitstatus_to_exitcode(status)})
        report.close()
        self._selector.unregister(watch)
        os.close(watch)

    def _end(self):
        for pid, _ in self._kernels.values():
            _kill(pid)

    def _forget(self):
        """Close, in a new process, what belongs to the server."""
        self._selector.close()
        self._control.close()
        for watch, (_, report) in self._kernels.items():
            os.close(watch)
            report.close()


def prepare_kernel(request):
    """Make a forked process what a freshly started one would be: folder, environment, signals, random numbers."""
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"], JPY_PARENT_PID=str(os.getppid()))
    time.tzset()
    sys.argv = request["argv"]
    sys.modules["numpy.random"].seed()


def main():
    """Serve, and in each new process be its kernel."""
    control = socket.socket(fileno=int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    preload()
    request = Server(control).serve()
    if request is not None:
        prepare_kernel(request)
        become_kernel(parent_handle=os.getppid())


def _exhibits():
    package = importlib.import_module("workbench.delivery.exhibits")
    return (f"{package.__name__}.{module.name}" for module in pkgutil.iter_modules(package.__path__))


def _die_with(server):
    """Let the system kill this process when the server dies, whatever kills it."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != server:
        os._exit(1)


def _kill(pid):
    for kill in (os.killpg, os.kill):
        try:
            kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def _tell(report, message):
    """Send a message on a kernel's socket; return False if the client has closed it."""
    try:
        report.send(json.dumps(message).encode())
    except OSError:
        return False
    return True


if __name__ == "__main__":
    main()
