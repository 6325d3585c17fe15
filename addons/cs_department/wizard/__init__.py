from . import callback_verb, handover_word, ticket_verb

# isort: split
# these extend the dialog; words that cannot leave are seen before anybody approves them
from . import ticket_verb_approval, ticket_verb_training, ticket_verb_words
