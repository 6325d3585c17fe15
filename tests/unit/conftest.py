"""The addons' ``core`` packages as ``cs_core`` and ``property_core``: plain Python, loaded without Odoo."""

import importlib.util
import sys
from pathlib import Path

ADDONS = Path(__file__).parents[2] / "addons"

for name, addon in (("cs_core", "cs_department"), ("property_core", "cs_property")):
    if name not in sys.modules:
        core = ADDONS / addon / "core"
        spec = importlib.util.spec_from_file_location(
            name, core / "__init__.py", submodule_search_locations=[str(core)]
        )
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
