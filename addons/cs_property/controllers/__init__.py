from . import estate_import, meters, notices, property_month
