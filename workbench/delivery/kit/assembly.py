"""The kit's folder: wheels, notebooks, cases, launchers and what to read first."""

import json
import shutil
import subprocess
import sys
import tempfile
from importlib import resources
from pathlib import Path

from workbench import places
from workbench.errors import UsageError

from .resolution import WheelError, resolve
from .wheels import Fetcher, find_gaps, read_pins, read_wheel, wheels_for

LAUNCHERS = {
    "windows.bat": "启动.bat",
    "linux.sh": "启动.sh",
    "start.py": "start.py",
    "labconfig/default_setting_overrides.json": "overrides.json",
    "readme.txt": "读我.txt",
}
"""What the kit's reader starts with, by the name it has here."""
WINDOWS = (".bat", ".txt")


def assemble(folder, targets, source=None):
    """Make a kit.

    Parameters
    ----------
    folder : Path
        Folder to make; it must be empty or not exist.
    targets : list of Target
        The machines of the classroom.
    source : Path or None
        Folder of wheels to take everything from, the workbench's own included; None asks pip's index.

    Returns
    -------
    dict
        What ``kit.json`` holds: targets, and name and version of every package for each.

    Raises
    ------
    UsageError
        If the folder holds something already.
    WheelError
        If a package has no wheel for a target, or two ask for versions that exclude each other.
    """
    folder = Path(folder)
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder.name}: 文件夹不是空的 / the folder is not empty")
    wheels = folder / "wheels"
    wheels.mkdir(parents=True)
    own = own_wheel(wheels, source)
    versions = {str(target): fill(wheels, own, target, source) for target in targets}
    for name in ("notebooks", "case_data"):
        ignored = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", ".*")
        shutil.copytree(getattr(places, name)(), folder / name, ignore=ignored)
    write_launchers(folder)
    record = {"targets": [str(target) for target in targets], "packages": versions}
    (folder / "kit.json").write_text(json.dumps(record, ensure_ascii=False, indent=1), encoding="utf-8")
    return record


def fill(wheels, own, target, source=None):
    """Fetch every wheel that a target needs; return the version of each package.

    Parameters
    ----------
    wheels : Path
        Where the wheels go.
    own : Package
        The workbench.
    target : Target
        The machine.
    source : Path or None
        Folder of wheels to take them from.

    Raises
    ------
    WheelError
        If the folder would not do on the target.
    """
    with tempfile.TemporaryDirectory() as work:
        packages = resolve(own, target, Fetcher(Path(work), target, source).find, tested_versions())
        for path in wheels_for(work, target):
            package = read_wheel(path)
            if packages.get(package.name) != package:
                path.unlink()  # fetched for a version of another package that was replaced since
        shutil.copy2(_wheel_of(own, wheels), work)
        gaps = find_gaps(work, target)
        if gaps:
            raise WheelError(f"{target}: 缺少 / lacking\n" + "\n".join(f"  * {gap}" for gap in gaps))
        shutil.copytree(work, wheels, dirs_exist_ok=True)
    return {name: str(package.version) for name, package in sorted(packages.items())}


def tested_versions():
    """Return the version of each package that was tested; of an installed copy none is known, its folder decides."""
    path = _checkout() / "constraints.txt"
    return read_pins(path.read_text(encoding="utf-8")) if path.is_file() else {}


def _wheel_of(package, folder):
    return next(path for path in sorted(folder.glob("*.whl")) if read_wheel(path).name == package.name)


def _checkout():
    return places.case_data().parent


def own_wheel(wheels, source=None):
    """Put the workbench's own wheel into the folder, from the source or built from the checkout; return the package."""
    given = sorted(Path(source).glob("workbench-*.whl")) if source else []
    if given:
        shutil.copy2(given[-1], wheels)
        return read_wheel(given[-1])
    if not (_checkout() / "pyproject.toml").is_file():
        raise WheelError(
            "这里没有源代码，用 --wheels 指向放有 workbench 轮子的文件夹 / there is no checkout here: name by --wheels a "
            "folder that holds the workbench's wheel"
        )
    with tempfile.TemporaryDirectory() as work:
        command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps"]
        result = subprocess.run(
            [*command, "--wheel-dir", work, str(_checkout())],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        if result.returncode:
            raise WheelError(f"workbench 打不成轮子 / the workbench's wheel cannot be built\n{result.stderr.strip()}")
        built = next(Path(work).glob("*.whl"))
        shutil.copy2(built, wheels)
        return read_wheel(built)


def write_launchers(folder):
    """Write the launchers and what to read first, with the line ends of the system that reads each."""
    for name, shown in LAUNCHERS.items():
        text = (resources.files(__package__) / "launcher" / name).read_text(encoding="utf-8")
        ending = "\r\n" if shown.endswith(WINDOWS) else "\n"
        # Notepad of older Windows takes a text without the mark for one in GBK; cmd does not understand the mark.
        encoding = "utf-8-sig" if shown.endswith(".txt") else "utf-8"
        (folder / shown).write_text(text, encoding=encoding, newline=ending)
    (folder / "启动.sh").chmod(0o755)
