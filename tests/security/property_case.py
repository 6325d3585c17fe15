"""Roles of a property manager, and an estate of another company."""

from tests.cs_property.estate_case import EstateCase
from tests.security.common import SecurityCase

PROPERTY_ROLES = (
    *("public", "portal", "employee", "agent", "supervisor", "manager"),
    *("clerk", "cashier", "accountant", "auditor", "steward", "guard", "inspector"),
)


class PropertySecurityCase(EstateCase, SecurityCase):
    addon = "cs_property"
