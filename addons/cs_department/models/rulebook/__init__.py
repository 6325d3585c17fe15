from . import book_data, clock_type, recipient

# isort: split
from . import book_words

# isort: split
# records and lines of the book are written down as data
from . import book_mixin

# isort: split
from . import change, rule_mixin, version

# isort: split
# these extend the mixin and the history
from . import book_text, check, explain, rollback, rule_screen, sentence

# isort: split
# the rules inherit the mixin, which must be defined before them
from . import closing_rule, notice_rule, repeat_rule, routing_rule, settings, sla_rule
