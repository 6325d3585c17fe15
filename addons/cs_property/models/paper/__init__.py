from . import book, document_kind, signoff_rule

# isort: split
from . import document, signoff

# isort: split
from . import documents_mixin, signoff_mixin
