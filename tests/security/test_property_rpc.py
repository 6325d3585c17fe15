"""T3 for property management: every public method, called as a stranger would call it by RPC."""

from tests.security.property_case import PropertySecurityCase
from tests.security.sweep import INHERITED, SweepCase


class TestPropertySweep(PropertySecurityCase, SweepCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign = cls.make_ticket(user=cls.agent, name=cls.canary, description=cls.canary).sudo()
        cls.unit1.payer_id.name = cls.canary
        cls.env.flush_all()

    def sweep_all(self, user):
        self.before = [self.fingerprint()]
        for name in self.own_models():
            if self.env[name]._transient:
                continue
            own = {m: (self.arguments(getattr(type(self.env[name]), m)), {}) for m in self.own_methods(name)}
            general = {m: how for m, how in INHERITED.items() if hasattr(self.env[name], m)}
            if not self.env[name]._active_name:
                general.pop("action_archive", None)
            self.sweep(user, name, {**general, **own}, self.env[name].search([], limit=1).id)

    def test_a_portal_user_changes_and_learns_nothing(self):
        self.sweep_all(self.portal)

    def test_an_employee_changes_and_learns_nothing(self):
        self.sweep_all(self.employee)
