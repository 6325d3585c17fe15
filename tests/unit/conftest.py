"""The addons' ``core`` packages as ``cs_core`` and ``property_core``: plain Python, loaded without Odoo."""

import importlib.util
import sys
from pathlib import Path

ADDONS = Path(__file__).parents[2] / "addons"
CORE = ADDONS / "cs_department" / "core"

for name, core in (("cs_core", CORE), ("property_core", ADDONS / "cs_property" / "core")):
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(
            name, core / "__init__.py", submodule_search_locations=[str(core)]
        )
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
