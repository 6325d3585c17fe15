from . import res_company, rule, source, window

# isort: split
# these extend rules and events, which must be defined before them
from . import event

# isort: split
from . import book_words, event_appeal, event_decide, event_facts, event_place, propose, sheet, words

# isort: split
# each kind of facts in its own room
from . import indicator, source_attendance, source_check, source_complaint, source_handover, ticket
