"""How `make docs` builds the site; Sphinx reads this file. Nothing here asks the network, and warnings are errors."""

from __future__ import annotations

import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent))

import nervure  # noqa: E402
from docs.extensions.code_pages import code_address  # noqa: E402

project = "nervure"
author = "the nervure authors"
release = nervure.__version__
language = "en"

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.linkcode",
    "docs.extensions.accessible",
    "docs.extensions.formulas",
    "docs.extensions.code_pages",
    "docs.extensions.korean",
    "docs.extensions.reference",
]
exclude_patterns = ["images", "samples"]
nitpicky = True  # a name in the text that leads nowhere is a warning, and so an error

myst_enable_extensions = ["colon_fence", "dollarmath"]
myst_heading_anchors = 3
myst_url_schemes = ["http", "https", "code"]

# Types stand in the words of the arguments, where they say more than Any.
autodoc_typehints = "none"
autodoc_member_order = "bysource"
napoleon_numpy_docstring = False
napoleon_attr_annotations = False
napoleon_custom_sections = [
    ("Call arguments", "params_style"),
    *("Backward", "Formula", "Input shape", "Output shape", "Returns", "Source", "Weights"),
]
linkcode_resolve = code_address

html_theme = "furo"
html_title = "nervure"
html_static_path = ["static"]
html_css_files = ["nervure.css"]
html_math_renderer = "mathml"
html_search_language = "en-ko"
html_show_search_summary = False  # it would fetch pages, which browsers refuse for files on a disk
html_show_copyright = False
html_copy_source = False
html_theme_options = {"navigation_with_keys": False}
pygments_style = "default"
pygments_dark_style = "github-dark"
