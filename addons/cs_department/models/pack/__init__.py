# how books look in packs comes first: everything else here reads it
from . import book, book_take, problem_text

# isort: split
from . import pack

# isort: split
from . import differences, export, import_wizard, pack_read, res_company, settings, ticket
