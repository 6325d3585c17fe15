"""Write packs/schema.json anew: ``./cs shell --db NAME < tests/cs_department/pack_schema.py``."""

import json
from pathlib import Path

schema = env["cs.pack"]._schema()  # noqa: F821  # the shell gives env
path = Path("addons/cs_department/packs/schema.json")
path.write_text(json.dumps(schema, ensure_ascii=False, indent=2) + "\n", "utf-8")
