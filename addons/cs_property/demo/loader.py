"""Some months of fees at 示范家园, played through the public verbs up to today.

Imported by the demo data only.
"""

from .counter import Counter
from .custody import Custody
from .fees import Fees
from .movein import MoveIns
from .permit import Permit
from .register import Register
from .repair import Repairs
from .visit import Visits


def load(env) -> None:
    """Build the estate and play its months; once."""
    if env["cs.estate"].search_count([], limit=1):
        return
    # terms come in after the demo data, but its people write in Chinese now
    env["ir.module.module"]._load_module_terms(["cs_property"], ["zh_CN"])
    env.registry.clear_cache()
    env = env(context={"lang": "zh_CN", "tz": "Asia/Shanghai"})
    register = Register(env)
    register.build()
    fees = Fees(env, register)
    fees.play()
    Custody(env, register).play()
    Counter(env, register).play()
    MoveIns(env, register).play()
    Visits(env, register).play()
    Repairs(env, register).play()
    fees.renovations.play()
    Permit(env, register).play()
