from . import book, desk, services, unit
