"""Public methods of our models, called as a stranger would call them by RPC."""

import inspect

from odoo.exceptions import AccessDenied, AccessError, MissingError, UserError, ValidationError
from odoo.service.model import get_public_method
from odoo.tools import SQL, mute_logger

from tests.security.common import SecurityCase

#: what a refusal may look like; anything else would be a 500
REFUSALS = (AccessError, AccessDenied, MissingError, UserError, ValidationError)
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


class SweepCase(SecurityCase):
    """Calls methods one by one; ``canary`` stands in what nobody may be told, ``before`` is the fingerprint."""

    canary = "canary-7f3a"

    def own_methods(self, name):
        """Public methods that our addon defines on a model."""
        model = type(self.env[name])
        for method in dir(model):
            function = getattr(model, method, None)
            ours = str(getattr(function, "__module__", "")).startswith(f"odoo.addons.{self.addon}")
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

    def sweep(self, user, name, methods, known):
        """Call the methods with a record, with none, and with one that does not exist."""
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
                    self.assertNotIn(self.canary, answer or "")
