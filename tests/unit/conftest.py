"""The addon's ``core`` package as ``cs_core``: plain Python, loaded without Odoo."""

import importlib.util
import sys
from pathlib import Path

CORE = Path(__file__).parents[2] / "addons" / "cs_department" / "core"

if "cs_core" not in sys.modules:
    spec = importlib.util.spec_from_file_location(
        "cs_core", CORE / "__init__.py", submodule_search_locations=[str(CORE)]
    )
    sys.modules["cs_core"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules["cs_core"])
