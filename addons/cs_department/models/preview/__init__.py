from . import preview

# isort: split
# what each book counts, and the record of both sides
from . import (
    closing,
    ladders,
    notice,
    preview_case,
    preview_line,
    preview_run,
    repeat,
    res_company,
    routing,
    rule_mixin,
    targets,
)
