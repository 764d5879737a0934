"""Pages on which headings stand, found by laying the report out once with LibreOffice, where it is installed.

Word sets its own pages and renews the numbers when it opens the report; until then these stand in the contents.
"""

import shutil
import subprocess
import tempfile
from base64 import b64decode
from io import BytesIO
from pathlib import Path

from docx import Document

from .report_fields import PAGES, add_field

SECONDS_ALLOWED = 120
SMALLEST_PNG = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg==")
_MARK = "workbench page of "


def page_numbers(document, bookmarks):
    """Return the page of each bookmark.

    Parameters
    ----------
    document : docx Document
        The finished report; it is not changed.
    bookmarks : list of str
        Names of bookmarks in it.

    Returns
    -------
    dict of str to str
        Page number by bookmark; empty where LibreOffice is not installed or could not lay the report out.
    """
    office = shutil.which("soffice")
    if office is None:
        return {}
    with tempfile.TemporaryDirectory(prefix="workbench") as folder:
        probe = Path(folder, "probe.docx")
        _write_probe(document, bookmarks, probe)
        laid_out = _converted(office, probe)
        return _read_probe(laid_out) if laid_out.is_file() else {}


def _write_probe(document, bookmarks, path):
    """Write a copy of the report that ends with a page reference to each bookmark."""
    copy = BytesIO()
    document.save(copy)
    probe = Document(copy)
    for bookmark in bookmarks:
        paragraph = probe.add_paragraph(f"{_MARK}{bookmark} ")
        add_field(paragraph, f"PAGEREF {bookmark}", "")
    # Where a picture ends is said beside it: LibreOffice need not read and write the picture itself.
    for part in probe.part.package.iter_parts():
        if part.content_type == "image/png":
            part._blob = SMALLEST_PNG
    # The number of all pages is what makes LibreOffice lay the document out before it saves it.
    add_field(probe.add_paragraph(), PAGES)
    probe.save(path)


def _converted(office, path):
    # A profile of its own, so that an open LibreOffice is neither disturbed nor in the way.
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    target = path.parent / "laid_out"
    command = [office, profile, "--headless", "--convert-to", "docx", "--outdir", str(target), str(path)]
    try:
        subprocess.run(command, capture_output=True, timeout=SECONDS_ALLOWED, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return Path()
    return target / path.name


def _read_probe(path):
    marked = (paragraph.text for paragraph in Document(path).paragraphs if paragraph.text.startswith(_MARK))
    pairs = (text.removeprefix(_MARK).split() for text in marked)
    return {pair[0]: pair[1] for pair in pairs if len(pair) == 2}
