from . import banned_word

# isort: split
from . import banned_hit, book_words, composer, thread, ticket
