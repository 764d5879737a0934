"""``python -m workbench.delivery.kit OUT``: makes the offline folder for a classroom."""

import argparse
import sys
from pathlib import Path

from workbench.errors import WorkbenchError

from .assembly import assemble
from .target import PLATFORMS, Target


def main(arguments=None):
    """Make a kit and say what is in it; return the exit code."""
    given = parser().parse_args(arguments)
    try:
        targets = [Target(python, platform) for platform in given.platform for python in given.python]
        record = assemble(given.out, targets, given.wheels)
    except WorkbenchError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    files = [path for path in given.out.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1e6
    for target, packages in record["packages"].items():
        sys.stdout.write(f"{target}: {len(packages)} 个包 / packages\n")
    sys.stdout.write(f"{given.out}: {len(files)} 个文件 / files, {size:.0f} MB\n")
    return 0


def parser():
    """Return the parser of the arguments."""
    parser = argparse.ArgumentParser(
        prog="python -m workbench.delivery.kit", description="课堂离线包 / the offline folder for a classroom"
    )
    parser.add_argument("out", metavar="OUT", type=Path, help="新文件夹 / folder to make")
    parser.add_argument(
        "--python", metavar="3.12", nargs="+", default=["3.12"], help="Python 版本 / versions of Python"
    )
    parser.add_argument(
        "--platform", metavar="NAME", nargs="+", default=["win_amd64"], help=f"平台 / platforms: {', '.join(PLATFORMS)}"
    )
    parser.add_argument(
        "--wheels", metavar="FOLDER", type=Path, help="已有轮子的文件夹，不联网 / wheels at hand, no network"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
