# what rules of every area are made with
from . import worded

# isort: split
# who lives where comes first: everything else hangs on units
from . import estate

# isort: split
# what is signed on a screen, which papers are asked for, and who signs off
from . import paper, sign

# isort: split
# what is charged, and on which accounts
from . import fee, ledger

# isort: split
# what was charged, and what of it was paid
from . import billing

# isort: split
# what was used, and what is shared
from . import meter

# isort: split
# what is disputed, and what paying late costs
from . import late

# isort: split
# what all of it comes to, month by month
from . import figures

# isort: split
# what is owed too long
from . import arrears

# isort: split
# what came in on the bank, and whose money it is
from . import reconcile

# isort: split
# what is paid at the counter
from . import cashier

# isort: split
# codes on passes, permits, cards and labels
from . import scan

# isort: split
# what is begun at the counter; every area hangs in by its hooks
from . import desk

# isort: split
# what is looked at on rounds, and by whom
from . import inspection

# isort: split
# what residents are told
from . import notice

# isort: split
# keys, tools and what is stored for residents
from . import custody

# isort: split
# parking spaces, who has them and who waits
from . import parking

# isort: split
# works in units: permits, sites, violations
from . import renovation

# isort: split
# what leaves the estate, and who comes in
from . import permit

# isort: split
# who moves in: papers, inspection, keys, first fees
from . import movein

# isort: split
# what is repaired, for whom, and who accepts it
from . import repair

# isort: split
# who visits residents, and who settles what they quarrel about
from . import visit
