from . import estate_import, gate, inspections, meters, move_ins, notices, property_month, repairs
