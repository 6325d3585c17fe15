from . import book, release_rule

# isort: split
from . import consent, release_line, release_pass

# isort: split
from . import release_checks, release_gate, visitor_rule

# isort: split
from . import rule_words

# isort: split
from . import visitor

# isort: split
from . import desk, gate, send_link, settings, visitor_gate, visitor_page

# isort: split
from . import gate_post, walk_in
