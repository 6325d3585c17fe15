from . import post_line, res_company

# isort: split
from . import handover, item

# isort: split
# what follows extends what a handover is
from . import (
    attendance,
    handover_desk,
    handover_due,
    handover_open,
    handover_record,
    handover_sign,
    lapse,
    matter,
    pin,
    shift,
    source_callback,
    source_post,
    source_task,
    source_ticket,
)
