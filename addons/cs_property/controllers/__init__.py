from . import estate_import, gate, inspections, meters, notices, property_month
