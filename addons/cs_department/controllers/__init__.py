from . import customer, thread
