"""Files of a run: written whole or not at all, and known by their hash."""

import errno
import hashlib
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path

from workbench.errors import WorkbenchError

UNFINISHED = ".~"
"""How the names of files begin that are being written; `_counts` leaves them out."""

IGNORED = {"__pycache__", ".ipynb_checkpoints", ".git", "Thumbs.db", "desktop.ini", ".DS_Store"}


@contextmanager
def replacing(path):
    """Give a temporary file beside ``path`` that takes its place when the block ends well.

    Parameters
    ----------
    path : Path
        The file to write; its folder is made if it is not there.

    Yields
    ------
    Path
        The temporary file; it is removed, and ``path`` left as it was, if the block raises.

    Raises
    ------
    WorkbenchError
        If ``path`` may not be replaced, as while Word has it open on Windows, or the disk is full.
    """
    path, temporary = Path(path), None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED, suffix=path.suffix)
        os.close(handle)
        temporary = Path(name)
        yield temporary
        temporary.chmod(0o666 & ~_UMASK)
        _put(temporary, path)
    except Exception as error:
        if not is_full(error):
            raise
        raise WorkbenchError(
            f"磁盘已满, {path.name} 没有写成；请腾出空间后再运行，已完成的笔记本会保留 / "
            f"the disk is full, {path.name} was not written: make room and run again, finished notebooks are kept"
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def is_full(error):
    """Tell whether an error, or one that it came from, says that there is no room left."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            return True
        error = error.__cause__ or error.__context__
    return False


def remove_unfinished(*folders):
    """Remove what writers that were killed have left in folders; nobody else may be writing there."""
    for folder in folders:
        for path in Path(folder).glob(f"{UNFINISHED}*"):
            path.unlink(missing_ok=True)


def file_hash(path):
    """Return the SHA-256 of a file as hexadecimal text."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def text_hash(text):
    """Return the SHA-256 of a text as hexadecimal text."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def file_hashes(path):
    """Return the hash of a file, or of every file below a folder, by its name from there.

    Parameters
    ----------
    path : Path
        A file or a folder; what editors and systems leave behind is not counted.

    Returns
    -------
    dict of str to str
        In the order of the names.
    """
    path = Path(path)
    if path.is_file():
        return {path.name: file_hash(path)}
    files = (file for file in sorted(path.rglob("*")) if file.is_file() and _counts(file.relative_to(path)))
    return {file.relative_to(path).as_posix(): file_hash(file) for file in files}


def _put(temporary, path):
    try:
        temporary.replace(path)
    except PermissionError as error:
        raise WorkbenchError(
            f"不能写 {path.name}，可能正被别的程序打开 / cannot write {path.name}: it may be open in another program"
        ) from error


def _counts(name):
    return not IGNORED.intersection(name.parts) and not name.name.startswith(("~$", ".~"))


def _umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


_NO_ROOM = {getattr(errno, name) for name in ("ENOSPC", "EDQUOT") if hasattr(errno, name)}

# Read once: the only way to read it changes it for a moment, and files are written by several threads.
_UMASK = _umask()
