# how books look in packs comes first: everything else here reads it
from . import book, problem_text

# isort: split
from . import pack

# isort: split
from . import differences, export, import_wizard, res_company, settings, ticket
