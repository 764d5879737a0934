"""How the documentation is built: Sphinx with MyST and Furo, offline; run by ``make docs``."""

import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from reference import write_reference  # noqa: E402

from workbench import __version__ as release  # noqa: E402, F401

write_reference(HERE / "reference")

project = "清洁生产审核工作台"
author = "workbench"
language = "zh_CN"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
root_doc = "index"

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 4

html_theme = "furo"
html_title = project
html_static_path = ["_static"]
html_css_files = ["chinese.css"]
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_last_updated_fmt = None

napoleon_google_docstring = False
napoleon_numpy_docstring = True
napoleon_use_rtype = False
autodoc_member_order = "bysource"
autodoc_typehints = "none"
autodoc_preserve_defaults = True
add_module_names = False
toc_object_entries = False
# Two packages may use one word of the field, each for its own (a chapter read and a chapter shown); a link takes the first.
suppress_warnings = ["ref.python"]


def setup(app):
    """Let a docstring write |z| for an absolute value, which reStructuredText would take for a substitution."""
    app.connect("autodoc-process-docstring", _escape_bars, priority=100)


def _escape_bars(app, what, name, item, options, lines):
    for place, line in enumerate(lines):
        if not line.lstrip().startswith((">>>", "...")):
            lines[place] = re.sub(r"(``.*?``)|\|", lambda found: found[1] or "\\|", line)
