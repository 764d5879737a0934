"""One run at a time in a folder: the system's own lock, which ends with the process that holds it, however that ends."""

import datetime
import errno
import json
import os
import socket
import sys
from contextlib import contextmanager, suppress
from pathlib import Path

from workbench.errors import WorkbenchError

NAME = ".workbench-lock"
_FAR = 1 << 20  # Windows lets nobody read what is locked: the byte that is locked lies behind the text
_HELD = {errno.EWOULDBLOCK, errno.EACCES, errno.EAGAIN}


class FolderInUse(WorkbenchError):
    """Somebody else is running in the folder."""


@contextmanager
def holding(folder):
    """Keep a folder to this process while the block runs.

    Parameters
    ----------
    folder : Path
        Made if it is not there.

    Raises
    ------
    FolderInUse
        If another process, or another run of this one, holds it.
    WorkbenchError
        If the folder cannot be written in.

    Notes
    -----
    The file stays; what counts is the lock on it. One left by a process that is dead is free. Where a file system has no
    locks, nothing is held.
    """
    path = Path(folder) / NAME
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise WorkbenchError(
            f"不能在 {folder} 里写文件；请检查权限和磁盘，或用 --out 换一个文件夹 / "
            f"cannot write in {folder}: check permissions and disk, or choose another folder with --out ({error.strerror})"
        ) from error
    with file:
        _take(file, folder)
        yield


def _take(file, folder):
    try:
        _lock(file)
    except OSError as error:
        if error.errno not in _HELD:
            return
        raise FolderInUse(_message(file, folder)) from None
    with suppress(OSError):  # who holds it is a help to others, and nothing more
        file.truncate(0)
        started = f"{datetime.datetime.now():%Y-%m-%d %H:%M:%S}"
        file.write(json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": started}))
        file.flush()


def _message(file, folder):
    try:
        file.seek(0)
        holder = json.load(file)
        zh = f"（主机 {holder['host']}，进程 {holder['pid']}，自 {holder['since']}）"
        en = f" (process {holder['pid']} on {holder['host']} since {holder['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        zh = en = ""
    return (
        f"{folder} 正在被另一次运行使用{zh}；请等它结束，或结束它，或用 --out 换一个文件夹 / "
        f"{folder} is in use by another run{en}: wait for its end, end it, or choose another folder with --out"
    )


if sys.platform == "win32":
    import msvcrt

    def _lock(file):
        file.seek(_FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        file.seek(0)

else:
    import fcntl

    def _lock(file):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
