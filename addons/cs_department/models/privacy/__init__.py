from . import access_log, base, gate, identity_check, mixin, reveal_reason

# isort: split
# the contact inherits the mixin, which must be defined before it
from . import res_company, res_partner

# isort: split
from . import (
    account,
    calendar,
    cs_ticket,
    mail,
    masked_views,
    notification,
    res_partner_lookup,
    res_users,
    reveal,
    survey,
)
