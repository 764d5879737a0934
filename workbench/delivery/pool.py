"""Kernels that are ready at once where the system cannot fork safely: started beforehand, each used once.

A process of the pool has imported what notebooks need and waits for a line that tells it which kernel to be. It ends
when its client does. Run as ``python -m workbench.delivery.pool``.
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections import deque
from contextlib import suppress

from .kernel import become_kernel, quick_imports
from .warm import interpreter, stamp

SIZE = 2
"""Processes that wait: each holds the imported libraries in memory of its own."""


class Pool:
    """Processes that wait to be kernels.

    Parameters
    ----------
    environment : dict
        Environment variables that they start with.
    """

    def __init__(self, environment):
        self._environment, self._stamp = environment, stamp(environment)
        self._waiting, self._lock = deque(), threading.Lock()
        self._fill()

    def fits(self, environment):
        """Tell whether the processes have imported what a kernel with this environment would import now."""
        return self._stamp == stamp(environment)

    def start_kernel(self, arguments, environment, folder):
        """Return a kernel process, and let another take its place.

        Parameters
        ----------
        arguments : list of str
            Its command line, from the name of the program on.
        environment : dict
            Its environment variables.
        folder : Path or str
            Folder it works in.

        Returns
        -------
        subprocess.Popen

        Raises
        ------
        OSError
            If no process is left, or none can be started.
        """
        request = json.dumps({"argv": arguments, "env": environment, "cwd": os.fspath(folder)})
        with self._lock:
            while self._waiting:
                process = self._waiting.popleft()
                with suppress(OSError):
                    _tell(process, request)
                    self._fill()
                    return process
                process.wait()
            self._fill()
        raise ConnectionError("no process is waiting")

    def close(self):
        """End the processes that wait."""
        with self._lock:
            for process in self._waiting:
                with suppress(OSError):
                    process.stdin.close()
                process.wait()
            self._waiting.clear()

    def _fill(self):
        with quick_imports():
            from jupyter_client.launcher import launch_kernel

        while len(self._waiting) < SIZE:
            # It arranges for interrupts and for the end of the client in the way of each system.
            command = [*interpreter(), "-m", "workbench.delivery.pool"]
            started = launch_kernel(command, stdin=subprocess.PIPE, env=dict(self._environment))
            self._waiting.append(started)


def _tell(process, request):
    if process.poll() is not None:
        raise ConnectionError("the process has ended")
    process.stdin.write(request.encode("ascii") + b"\n")
    process.stdin.close()


def settle(request):
    """Make this process what a freshly started one would be: folder, environment, arguments.

    Parameters
    ----------
    request : dict
        argv, env, cwd.
    """
    own = {name: value for name, value in os.environ.items() if name.startswith(("JPY_", "IPY_"))}
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"] | own)
    if hasattr(time, "tzset"):
        time.tzset()
    sys.argv = request["argv"]


def main():
    """Import what notebooks need, wait, and be a kernel."""
    from .warm_server import preload

    preload()
    line = sys.stdin.readline()
    if line:
        settle(json.loads(line))
        become_kernel()


if __name__ == "__main__":
    main()
