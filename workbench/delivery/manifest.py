"""What a run was made from and how it went: run.json."""

import json
import platform
import re
from functools import cache
from importlib import metadata
from pathlib import Path

import workbench
from workbench import places

from .files import file_hash, file_hashes, replacing, text_hash

FILE = "run.json"
FORMAT = 1
NEEDLESS = ("_shipped/", "display/fonts/")


def read_manifest(folder):
    """Return the record of the run in a folder; an empty one if there is none that can be read."""
    try:
        found = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and found.get("format") == FORMAT else {}


def write_manifest(folder, record):
    """Write the record of a run.

    Parameters
    ----------
    folder : Path
        Folder of the run.
    record : dict
        Plain data.
    """
    with replacing(folder / FILE) as temporary:
        temporary.write_text(json.dumps(record, ensure_ascii=False, indent=1), encoding="utf-8")


def new_record(case, parameters):
    """Return the record of a run that has not begun.

    Parameters
    ----------
    case : Case
        The case; its files are hashed.
    parameters : dict
        What was set.
    """
    return {
        "format": FORMAT,
        "case": case.id,
        "provenance": case.settings.get("provenance", ""),
        "inputs": file_hashes(case.folder),
        "code": code_hash(),
        "versions": versions(),
        "parameters": parameters,
        "notebooks": {},
        "outputs": {},
    }


def notebook_key(record, notebook, parameters):
    """Return a hash of all that a notebook's result depends on.

    Parameters
    ----------
    record : dict
        From `new_record`.
    notebook : Notebook
        The notebook.
    parameters : dict
        What is set in it.
    """
    parts = [record[name] for name in ("inputs", "code", "versions")]
    return _hash([*parts, file_hash(notebook.path), parameters])


def outputs_key(record, notebooks):
    """Return a hash of all that the deliverables depend on, given the runs of the notebooks they are made from."""
    runs = [[run["key"], run["failure"]] for run in notebooks]
    looks = file_hashes(places.templates())
    return _hash([runs, record["code"], record["versions"], record["parameters"], looks])


@cache
def code_hash():
    """Return one hash of the package's code and data."""
    files = file_hashes(Path(workbench.__file__).parent)
    return _hash({name: digest for name, digest in files.items() if not name.startswith(NEEDLESS)})


@cache
def versions():
    """Return the versions of Python, the workbench and what it requires."""
    required = (re.match(r"[\w.-]+", line).group() for line in metadata.requires("workbench") if "extra ==" not in line)
    found = {name: metadata.version(name) for name in sorted(required)}
    return {"python": platform.python_version(), "workbench": workbench.__version__, **found}


def _hash(data):
    return text_hash(json.dumps(data, sort_keys=True, ensure_ascii=False))
