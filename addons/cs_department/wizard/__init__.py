from . import callback_verb, handover_word, ticket_verb

# isort: split
# extends the dialog
from . import ticket_verb_approval
