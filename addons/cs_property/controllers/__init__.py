from . import meters, property_month
