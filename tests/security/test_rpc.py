"""T3: every public method of our models, called as a stranger would call it by RPC."""

from odoo.exceptions import AccessError
from odoo.service.model import get_public_method
from odoo.tools import mute_logger

from tests.security.sweep import INHERITED, REFUSALS, SweepCase

#: models of which any employee makes records for himself
OF_ONESELF = frozenset({"cs.shift.wish"})


class TestRpcSweep(SweepCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign = cls.make_ticket(user=cls.agent, name=cls.canary, description=cls.canary).sudo()
        cls.task = cls.foreign.dispatch(cls.engineering.id, ["do"], cls.canary).sudo()
        cls.env.flush_all()

    def sweep_all(self, user):
        self.before = [self.fingerprint()]
        ids_of = {"cs.ticket": self.foreign.id, "cs.ticket.task": self.task.id}
        for name in self.own_models():
            if self.env[name]._transient:
                continue
            own = {m: (self.arguments(getattr(type(self.env[name]), m)), {}) for m in self.own_methods(name)}
            general = {m: how for m, how in INHERITED.items() if hasattr(self.env[name], m)}
            if not self.env[name]._active_name:
                del general["action_archive"]
            if name in OF_ONESELF and user == self.employee:
                del general["create"]  # nothing but defaults: something of his own
            if name == "cs.ticket" and user == self.employee:
                del own["message_new"]  # it registers a case, which any employee may
            known = ids_of.get(name) or self.env[name].search([], limit=1).id
            self.sweep(user, name, {**general, **own}, known)

    def test_the_public_changes_and_learns_nothing(self):
        self.sweep_all(self.public)

    def test_a_portal_user_changes_and_learns_nothing(self):
        self.sweep_all(self.portal)

    def test_an_employee_changes_and_learns_nothing_of_others(self):
        self.sweep_all(self.employee)

    def test_arguments_of_a_wrong_kind_are_refused_in_words(self):
        wrong = ("", "abc", -1, 999999999, {"a": 1}, [1, 2], None)
        verbs = {
            "transfer": lambda value: {"user": value, "reason": "x"},
            "merge_into": lambda value: {"target": value},
            "promise": lambda value: {"when": value},
            "dispatch": lambda value: {"department": value, "name": "x"},
            "wait": lambda value: {"stage": value or "abc"},
            "verify": lambda value: {"validity": value},
            "cancel": lambda value: {"reason": value if isinstance(value, str) else ""},
            "report_to_regulator": lambda value: {"reference": value if value == "" else None},
        }
        ticket = self.foreign.with_user(self.agent)
        for verb, make in verbs.items():
            for value in wrong:
                if verb == "cancel" and value == "abc":
                    continue
                with self.subTest(verb=verb, value=value), mute_logger("odoo.sql_db"):
                    with self.assertRaises(Exception) as caught, self.cr.savepoint():
                        getattr(ticket, verb)(**make(value))
                    self.assertIsInstance(caught.exception, REFUSALS)

    def test_the_machinery_cannot_be_called_by_rpc(self):
        for method in ("_system_write", "_act_on_time", "_cron_due", "_log_event", "_route"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                get_public_method(self.env["cs.ticket"].with_user(self.manager), method)

    def test_protected_fields_answer_no_yes_or_no_questions(self):
        cases = self.env["cs.ticket"].with_user(self.agent)
        for path in ("caller_phone", "email_from", "partner_id.phone", "partner_id.email", "partner_id.vat"):
            with self.subTest(path=path), self.assertRaises(AccessError):
                cases.search([(path, "like", "1380")])
