"""The machine a kit is made for: its markers and the wheels it can install."""

from dataclasses import dataclass

from packaging.tags import compatible_tags, cpython_tags

from workbench.errors import UsageError

_WINDOWS = {
    "os_name": "nt",
    "sys_platform": "win32",
    "platform_system": "Windows",
    "platform_machine": "AMD64",
    "platform_release": "10",
}
_LINUX = {
    "os_name": "posix",
    "sys_platform": "linux",
    "platform_system": "Linux",
    "platform_machine": "x86_64",
    "platform_release": "",
}
# A Linux with glibc 2.28 (2018) or later takes wheels of every manylinux up to it.
_MANYLINUX = [*(f"manylinux_2_{minor}_x86_64" for minor in range(28, 4, -1)), "manylinux2014_x86_64"]
PLATFORMS = {"win_amd64": (_WINDOWS, ["win_amd64"]), "linux_x86_64": (_LINUX, [*_MANYLINUX, "linux_x86_64"])}
"""Markers and platform tags by name of the platform."""


@dataclass(frozen=True)
class Target:
    """The machine a kit is made for.

    Attributes
    ----------
    python : str
        Version of Python, such as ``3.12``.
    platform : str
        One of `PLATFORMS`.

    Raises
    ------
    UsageError
        If the platform is not known or the version is not written as two numbers.
    """

    python: str
    platform: str

    def __post_init__(self):
        if self.platform not in PLATFORMS:
            known = "、".join(PLATFORMS)
            raise UsageError(f"没有平台“{self.platform}” / no platform '{self.platform}'; 已有 / known: {known}")
        if not all(part.isdigit() for part in self.python.split(".")) or self.python.count(".") != 1:
            raise UsageError(f"Python 版本写作 3.12 / write the version of Python as 3.12: {self.python!r}")

    @property
    def markers(self):
        """The environment that markers are evaluated in: the target's, whatever machine makes the kit."""
        return {
            **PLATFORMS[self.platform][0],
            "implementation_name": "cpython",
            "implementation_version": f"{self.python}.0",
            "platform_python_implementation": "CPython",
            "platform_version": "",
            "python_full_version": f"{self.python}.0",
            "python_version": self.python,
        }

    @property
    def platforms(self):
        """The platform tags, best first."""
        return PLATFORMS[self.platform][1]

    @property
    def tags(self):
        """The tags of every wheel that the target can install."""
        version = tuple(int(part) for part in self.python.split("."))
        own = cpython_tags(version, platforms=self.platforms)
        return {*own, *compatible_tags(version, interpreter=f"cp{version[0]}{version[1]}", platforms=self.platforms)}

    def __str__(self):
        return f"Python {self.python} {self.platform}"
