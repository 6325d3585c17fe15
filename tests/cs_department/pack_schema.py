"""Write packs/schema.json of each addon anew: ``./cs shell --db NAME < tests/cs_department/pack_schema.py``."""

import json
from pathlib import Path

for addon in ("cs_department", "cs_property"):
    schema = env["cs.pack"]._schema(addon)  # noqa: F821  # the shell gives env
    path = Path(f"addons/{addon}/packs/schema.json")
    path.write_text(json.dumps(schema, ensure_ascii=False, indent=2) + "\n", "utf-8")
