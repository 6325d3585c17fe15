"""T3: every public method of our models, called as a stranger would call it by RPC."""

import inspect

from odoo.exceptions import AccessDenied, AccessError, MissingError, UserError, ValidationError
from odoo.service.model import get_public_method
from odoo.tools import SQL, mute_logger

from tests.security.common import SecurityCase

#: what a refusal may look like; anything else would be a 500
REFUSALS = (AccessError, AccessDenied, MissingError, UserError, ValidationError)
CANARY = "canary-7f3a"
#: methods of every model that read or write, with arguments as a client sends them
INHERITED = {
    "read": ([["display_name"]], {}),
    "search_read": ([[]], {}),
    "search_count": ([[]], {}),
    "name_search": ([""], {}),
    "web_search_read": ([[], {"display_name": {}}], {}),
    "web_read": ([{"display_name": {}}], {}),
    "formatted_read_group": ([[], [], ["__count"]], {}),
    "export_data": ([["display_name"]], {}),
    "copy": ([], {}),
    "write": ([{}], {}),
    "unlink": ([], {}),
    "create": ([[{}]], {}),
    "message_post": ([], {"body": "x"}),
    "message_subscribe": ([[1]], {}),
    "activity_schedule": (["mail.mail_activity_data_todo"], {}),
    "action_archive": ([], {}),
    "get_metadata": ([], {}),
}
#: models of which any employee makes records for himself
OF_ONESELF = frozenset({"cs.shift.wish"})


class TestRpcSweep(SecurityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign = cls.make_ticket(user=cls.agent, name=CANARY, description=CANARY).sudo()
        cls.task = cls.foreign.dispatch(cls.engineering.id, ["do"], CANARY).sudo()
        cls.env.flush_all()

    def own_methods(self, name):
        """Public methods that our addon defines on a model."""
        model = type(self.env[name])
        for method in dir(model):
            function = getattr(model, method, None)
            ours = str(getattr(function, "__module__", "")).startswith("odoo.addons.cs_department")
            if not method.startswith("_") and ours and inspect.isfunction(function):
                yield method

    def arguments(self, method):
        """Something for each parameter, so that the method gets beyond its signature."""
        values = {
            "by": "note",
            "when": "2030-01-01 00:00:00",
            "validity": "valid",
            "steps": ["do"],
            "target": self.foreign.id,
            "user": self.agent2.id,
            "department": self.engineering.id,
            "msg_dict": {"subject": "x", "from": "x@example.com", "body": "x"},
            "update_vals": {},
            "custom_values": {},
            "domain": [],
            "domains": {"all": []},
            "fields_list": [],
            "vals": {},
            "values": {},
            "vals_list": [{}],
            "field_names": [],
            "fields_spec": {},
            "told": True,
            "limit": 1,
            "offset": 0,
        }
        parameters = inspect.signature(method).parameters.values()
        return [
            values.get(p.name, "x")
            for p in list(parameters)[1:]
            if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) and (p.default is p.empty or p.name in values)
        ]

    def fingerprint(self):
        """A sum over all rows of our tables, of messages and of contacts."""
        self.env.flush_all()
        names = [n for n in self.own_models() if not self.env[n]._transient and self.env[n]._auto]
        rows = []
        for name in [*names, "mail.message", "mail.activity", "mail.followers", "res.partner"]:
            table = SQL.identifier(self.env[name]._table)
            query = SQL("SELECT count(*), sum(hashtext(t::text)::bigint) FROM %s t", table)
            rows.append((name, *self.env.execute_query(query)[0]))
        return rows

    def call(self, user, name, method, ids, args, kwargs):
        """The answer of one call as the RPC layer makes it; ``None`` for a refusal.

        What the call did is undone when the fingerprint has been taken.
        """
        records = self.env[name].with_user(user).with_context({}).browse(ids)
        try:
            function = get_public_method(records, method)
            answer = (
                function(records.browse(), *args, **kwargs)
                if getattr(function, "_api_model", False)
                else function(records, *args, **kwargs)
            )
            self.env.flush_all()
        except REFUSALS:
            return None
        except ValueError as error:
            # how Odoo itself refuses what wants one record and got none
            if "Expected singleton" not in str(error):
                raise
            return None
        return repr(answer)

    def sweep(self, user, name, methods):
        ids_of = {"cs.ticket": self.foreign.id, "cs.ticket.task": self.task.id}
        known = ids_of.get(name) or self.env[name].search([], limit=1).id
        for method, (args, kwargs) in methods.items():
            for ids in ([known] if known else [], [], [999999999]):
                before = self.before[0]
                self.env.invalidate_all()
                with (
                    self.subTest(user=user.name, model=name, method=method, ids=ids),
                    mute_logger("odoo.models", "odoo.http", "odoo.sql_db", "odoo.addons.base.models.ir_model"),
                ):
                    point = self.cr.savepoint()
                    try:
                        answer = self.call(user, name, method, ids, args, kwargs)
                        after = self.fingerprint() if answer is not None else before
                    finally:
                        point.rollback()
                        point.close()
                        self.env.invalidate_all()
                    self.assertEqual(after, before, "the call changed something")
                    self.assertNotIn(CANARY, answer or "")

    def sweep_all(self, user):
        self.before = [self.fingerprint()]
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
            self.sweep(user, name, {**general, **own})

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
