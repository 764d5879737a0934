"""The kernel that executes notebooks: this interpreter, started without what no notebook needs.

Run as ``python -m workbench.delivery.kernel -f CONNECTION_FILE``, it is an ordinary IPython kernel. Where the system
can fork safely, `warm` has it ready at once instead.
"""

import sys
from contextlib import contextmanager
from functools import cache
from importlib.metadata import entry_points

from .warm import interpreter

PROVISIONER = "workbench-warm"

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
    """Return the command that starts the kernel with the running interpreter."""
    return [*interpreter(), "-m", "workbench.delivery.kernel", "-f", "{connection_file}"]


@cache
def kernel_specifications():
    """Return a class that knows one kernel: the running interpreter, whatever else is installed."""
    with quick_imports():
        from jupyter_client.kernelspec import KernelSpec, KernelSpecManager

    metadata = {"supported_encryption": ["curve"]}
    if entry_points(group="jupyter_client.kernel_provisioners", name=PROVISIONER):
        metadata["kernel_provisioner"] = {"provisioner_name": PROVISIONER}

    class RunningInterpreter(KernelSpecManager):
        def get_kernel_spec(self, kernel_name):
            return KernelSpec(argv=kernel_command(), display_name="Python 3", language="python", metadata=metadata)

    return RunningInterpreter


@cache
def kernel_manager():
    """Return a manager class whose one kernel is the running interpreter."""
    with quick_imports():
        import zmq
        from jupyter_client import AsyncKernelManager

    class Manager(AsyncKernelManager):
        def _kernel_spec_manager_default(self):
            return kernel_specifications()(parent=self)

        def _transport_encryption_default(self):
            return "auto" if zmq.has("curve") else "disabled"

    return Manager


def become_kernel(**settings):
    """Be the kernel that the command line describes, until it is shut down.

    Parameters
    ----------
    **settings
        Of IPython's application for kernels.
    """
    with quick_imports():
        from ipykernel.kernelapp import launch_new_instance

        launch_new_instance(**settings)


if __name__ == "__main__":
    become_kernel()
