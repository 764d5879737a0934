"""The kernel that executes notebooks: this interpreter, started without what no notebook needs.

Run as ``python -m workbench.delivery.kernel -f CONNECTION_FILE``, it is an ordinary IPython kernel.
"""

import sys
from contextlib import contextmanager
from functools import cache

UNNEEDED = "rfc3987_syntax"
"""Checks internationalised web addresses in JSON schemas. jsonschema imports it if it is there, which takes
longer than everything else Jupyter imports; no notebook schema has such an address in it."""


@contextmanager
def quick_imports():
    """Keep jsonschema, while it is first imported, from importing its slow optional part."""
    absent = UNNEEDED not in sys.modules
    if absent:
        sys.modules[UNNEEDED] = None
    try:
        yield
    finally:
        if absent:
            del sys.modules[UNNEEDED]


def kernel_command():
    """Return the command that starts the kernel with the running interpreter.

    ``-P`` keeps files of the folder it starts in from shadowing libraries; ``-X utf8`` makes text UTF-8
    under any locale.
    """
    options = ["-P", "-X", "utf8", "-X", "frozen_modules=off"]
    return [sys.executable, *options, "-m", "workbench.delivery.kernel", "-f", "{connection_file}"]


@cache
def kernel_manager():
    """Return a manager class whose one kernel is the running interpreter, whatever else is installed."""
    with quick_imports():
        import zmq
        from jupyter_client import AsyncKernelManager
        from jupyter_client.kernelspec import KernelSpec, KernelSpecManager

    class RunningInterpreter(KernelSpecManager):
        def get_kernel_spec(self, kernel_name):
            metadata = {"supported_encryption": ["curve"]}
            return KernelSpec(argv=kernel_command(), display_name="Python 3", language="python", metadata=metadata)

    class Manager(AsyncKernelManager):
        def _kernel_spec_manager_default(self):
            return RunningInterpreter(parent=self)

        def _transport_encryption_default(self):
            return "auto" if zmq.has("curve") else "disabled"

    return Manager


def main():
    """Start the kernel."""
    from ipykernel.kernelapp import launch_new_instance

    with quick_imports():
        launch_new_instance()


if __name__ == "__main__":
    main()
