from . import ticket_verb
