"""What has to be in a kit: every requirement of every package, with markers evaluated for the target.

``pip download`` evaluates markers on the machine it runs on, so that a kit made on Linux would lack what only Windows
needs. Here the requirements are followed one by one, and pip only fetches single wheels.
"""

from dataclasses import dataclass

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from workbench.errors import WorkbenchError


class WheelError(WorkbenchError):
    """A kit that cannot be made, with the package that stops it."""


@dataclass(frozen=True)
class Package:
    """One package as its metadata says.

    Attributes
    ----------
    name : str
        Its name, in the canonical spelling.
    version : Version
        Its version.
    requires : tuple of Requirement
        Its ``Requires-Dist``.
    """

    name: str
    version: Version
    requires: tuple = ()


@dataclass(frozen=True)
class Demand:
    """A requirement and the package that asks for it."""

    requirement: Requirement
    asker: str

    @property
    def name(self):
        """Canonical name of the package that is asked for."""
        return canonicalize_name(self.requirement.name)

    def met_by(self, package):
        """Whether a package is what is asked for."""
        specifier = self.requirement.specifier
        return package.name == self.name and specifier.contains(package.version, prereleases=True)

    def __str__(self):
        return f"{self.asker} → {self.requirement}"


def demands(package, extras, target):
    """Return what a package with some of its extras asks for on the target.

    Parameters
    ----------
    package : Package
        The package.
    extras : set of str
        Its extras that somebody asked for.
    target : Target
        The machine whose markers count.

    Returns
    -------
    list of Demand
    """
    environments = [{**target.markers, "extra": extra} for extra in ("", *sorted(extras))]
    return [
        Demand(requirement, f"{package.name} {package.version}")
        for requirement in package.requires
        if requirement.marker is None or any(requirement.marker.evaluate(one) for one in environments)
    ]


def resolve(root, target, find, pins):
    """Return every package that the target needs, the root included.

    Parameters
    ----------
    root : Package
        The package to bring.
    target : Target
        The machine it is brought to.
    find : callable
        ``find([Requirement, …]) -> {name: Package}``: the best wheel of each for the target.
    pins : dict of str to str
        Version of each package that was tested, by canonical name.

    Returns
    -------
    dict of str to Package

    Raises
    ------
    WheelError
        If two packages ask for versions that exclude each other.
    """
    wanted, found, asked = {}, {root.name: root}, {root.name: set()}
    waiting = [root.name]
    while waiting:
        for name in waiting:
            for demand in demands(found[name], asked[name], target):
                wanted.setdefault(demand.name, {})[str(demand)] = demand
        lacking = [name for name in wanted if not _fits(found.get(name), wanted[name].values())]
        found |= find([_joined(name, wanted[name].values(), pins) for name in lacking]) if lacking else {}
        richer = {name: _extras(wanted[name].values()) for name in wanted}
        waiting = [name for name in wanted if name in lacking or richer[name] != asked.get(name)]
        asked |= richer
    return _reached(root, found, target)


def _fits(package, group):
    return package is not None and all(demand.met_by(package) for demand in group)


def _extras(group):
    return {extra for demand in group for extra in demand.requirement.extras}


def _joined(name, group, pins):
    """Return one requirement for all that is asked of a package, at the tested version where there is one."""
    specifier = SpecifierSet()
    for demand in group:
        specifier &= demand.requirement.specifier
    pin = pins.get(name)
    if pin is not None and not specifier.contains(pin, prereleases=True):
        raise WheelError(_conflict(name, group, f"测试过的版本 {pin} 不合 / the tested version {pin} does not fit"))
    return Requirement(f"{name}{f'=={pin}' if pin else specifier}")


def _conflict(name, group, reason):
    asked = "\n".join(f"  * {demand}" for demand in group)
    return f"{name}: {reason}\n{asked}\n改 constraints.txt 或其中一个要求 / change constraints.txt or one of the requirements"


def _reached(root, found, target):
    """Return what is still asked for: a version that was replaced may have asked for more."""
    reached, extras, waiting = {root.name: root}, {}, [root.name]
    while waiting:
        name = waiting.pop()
        for demand in demands(found[name], extras.get(name, set()), target):
            new = set(demand.requirement.extras) - extras.get(demand.name, set())
            if demand.name not in reached or new:
                reached[demand.name] = found[demand.name]
                extras.setdefault(demand.name, set()).update(new)
                waiting.append(demand.name)
    return reached
