from . import cached_mixin, due_mixin, system_fields_mixin

# isort: split
# configuration inherits the mixin, which must be defined before it
from . import calendar, rulebook, ticket

# isort: split
# these extend cases, which must be defined before them
from . import automation, escalation, intake, pack, privacy, satisfaction, sms

# isort: split
# callbacks ask the questions of satisfaction
from . import callback

# isort: split
# previews ask the books of the cases
from . import preview

# isort: split
# the notice tells the promises of the books
from . import channel_notice

# isort: split
# compensations are approved, both hang on cases
from . import approval

# isort: split
from . import accident, compensation

# isort: split
# rosters plan the people of the teams
from . import roster

# isort: split
# posts on the roster are handed over, with the work that is live there
from . import handover

# isort: split
# what is said about somebody's work is open to appeal
from . import appeal

# isort: split
# figures are read from everything that is recorded above
from . import evidence

# isort: split
# people are appraised by these figures
from . import appraisal

# isort: split
# what jobs ask for, and who holds them
from . import job

# isort: split
# the people's side of appraisals asks posts for the scheme
from .appraisal import people

# isort: split
# what leaves to a customer is looked at, behind the approvals
from . import words

# isort: split
# rewards and penalties come from handovers, shifts and cases, and are open to appeal
from . import merit

# isort: split
# reports of people draw their figures from all of this
from . import daily

# isort: split
# figures count all of this
from . import figures

# isort: split
# work is checked by lists; results are open to appeal
from . import check

# isort: split
# courses are asked for by posts, rewarded, and needed for cases
from . import training
