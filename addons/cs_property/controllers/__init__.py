from . import estate_import, meters, property_month
