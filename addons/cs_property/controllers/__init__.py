from . import property_month
