"""Wheels in a folder: fetched by pip for the target, read, and checked against each other."""

import subprocess
import sys
import zipfile
from email.parser import HeaderParser
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename
from packaging.version import Version

from .resolution import Package, WheelError, demands


def read_wheel(path):
    """Return the package that a wheel holds, from its metadata."""
    with zipfile.ZipFile(path) as wheel:
        name = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA") and name.count("/") == 1)
        metadata = HeaderParser().parsestr(wheel.read(name).decode("utf-8"))
    requires = tuple(Requirement(text) for text in metadata.get_all("Requires-Dist", []))
    return Package(canonicalize_name(metadata["Name"]), Version(metadata["Version"]), requires)


def read_pins(text):
    """Return the version of each package from the text of ``constraints.txt``."""
    lines = (line.split("#")[0].strip() for line in text.splitlines())
    pinned = (line.partition("==") for line in lines if "==" in line)
    return {canonicalize_name(name): version.strip() for name, _, version in pinned}


class Fetcher:
    """Fetches wheels for a target into a folder.

    Parameters
    ----------
    folder : Path
        Where the wheels go.
    target : Target
        The machine they are for.
    source : Path or None
        A folder of wheels to take them from; None asks pip's index.
    """

    def __init__(self, folder, target, source=None):
        self._folder, self._target = folder, target
        self._origin = ["--no-index", "--find-links", str(source)] if source else []

    def find(self, requirements):
        """Return the package of each requirement, its wheel now being in the folder.

        Parameters
        ----------
        requirements : list of Requirement
            Each for another package.

        Returns
        -------
        dict of str to Package

        Raises
        ------
        WheelError
            If a package has no wheel for the target.
        """
        if self._download(requirements).returncode:
            self._find_failure(requirements)
        packages = {}
        for path in wheels_for(self._folder, self._target):
            package = read_wheel(path)
            packages.setdefault(package.name, []).append(package)
        wanted = {canonicalize_name(requirement.name): requirement.specifier for requirement in requirements}
        return {
            name: max(
                (one for one in packages[name] if specifier.contains(one.version, prereleases=True)),
                key=lambda one: one.version,
            )
            for name, specifier in wanted.items()
        }

    def _download(self, requirements):
        platforms = [option for platform in self._target.platforms for option in ("--platform", platform)]
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", *self._origin]
        command += ["--only-binary=:all:", "--no-deps", "--implementation", "cp", *platforms]
        command += ["--python-version", self._target.python, "--dest", str(self._folder), *map(str, requirements)]
        return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)

    def _find_failure(self, requirements):
        """Fetch one by one to say which package has no wheel."""
        failures = [(one, self._download([one])) for one in requirements]
        failed = [(one, result.stderr.strip()) for one, result in failures if result.returncode]
        if not failed:
            return
        said = "\n".join(f"  * {one}: {words.splitlines()[-1] if words else '?'}" for one, words in failed)
        raise WheelError(
            f"{self._target}: 没有可用的轮子 / no wheel for\n{said}\n"
            "用 --wheels 指向放有自己编译的轮子的文件夹，或在 constraints.txt 换一个有轮子的版本 / name a folder of wheels "
            "of your own by --wheels, or pin a version that has one in constraints.txt"
        )


def wheels_for(folder, target):
    """Return the wheels of a folder that the target can install, sorted by name."""
    tags = target.tags
    return [path for path in sorted(Path(folder).glob("*.whl")) if tags & parse_wheel_filename(path.name)[3]]


def find_gaps(folder, target):
    """Return what a folder of wheels lacks: every requirement of every wheel under the target's markers.

    Parameters
    ----------
    folder : Path
        Folder of wheels.
    target : Target
        The machine that has nothing but this folder.

    Returns
    -------
    list of str
        ``asker → requirement`` for each that no wheel meets, and the name of each file that is no wheel.
    """
    packages = [read_wheel(path) for path in wheels_for(folder, target)]
    asked, wanted = None, []
    richer = {}
    while richer != asked:
        asked, richer = richer, {}
        wanted = [demand for one in packages for demand in demands(one, asked.get(one.name, set()), target)]
        for demand in wanted:
            richer.setdefault(demand.name, set()).update(demand.requirement.extras)
    others = sorted(path.name for path in Path(folder).iterdir() if path.suffix != ".whl")
    return others + [str(demand) for demand in wanted if not any(demand.met_by(one) for one in packages)]
