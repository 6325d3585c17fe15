from . import estate_import, gate, meters, notices, property_month
