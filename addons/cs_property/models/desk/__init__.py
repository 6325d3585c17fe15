from . import book, desk
