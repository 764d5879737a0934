"""How Jupyter gets a warm kernel: an entry point that the kernel's specification names."""

import asyncio
import os
from pathlib import Path

from .kernel import kernel_command, quick_imports
from .warm import ONE_THREAD, warm_kernel

with quick_imports():
    from jupyter_client.provisioning import LocalProvisioner

_UNDERSTOOD = {"env", "cwd", "extra_arguments", "kernel_id"}


class WarmProvisioner(LocalProvisioner):
    """Takes the workbench's own kernel from the warm server or pool; starts any other in the ordinary way."""

    async def launch_kernel(self, cmd, **kwargs):
        """Start a kernel, warm if it can be.

        Parameters
        ----------
        cmd : list of str
            Its command line.
        **kwargs
            Folder, environment and other options of `subprocess.Popen`.

        Returns
        -------
        dict
            How to reach it.
        """
        kwargs["env"] = ONE_THREAD | kwargs["env"]
        process = await asyncio.to_thread(_warm, cmd, kwargs)
        if process is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.process, self.pid = process, process.pid
        self.pgid = process.pid if hasattr(os, "getpgid") else None  # it leads a group of its own
        self.cwd = kwargs.get("cwd") or Path.cwd()
        return self.connection_info


def _warm(command, options):
    usual = kernel_command()
    if command[: len(usual) - 1] != usual[:-1] or not _UNDERSTOOD.issuperset(options):
        return None
    arguments = command[usual.index("-m") + 1 :]
    return warm_kernel(arguments, options["env"], options.get("cwd") or Path.cwd())
