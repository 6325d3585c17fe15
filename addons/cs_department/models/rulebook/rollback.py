from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...core.now import utcnow
from .book_mixin import because


class CsBookVersion(models.Model):
    """What the books said at a moment."""

    _inherit = "cs.book.version"

    def action_back_to_before(self):
        """Show what it takes to bring the book back to the second before this step."""
        self.ensure_one()
        self.check_access("read")
        before = fields.Datetime.to_string(self.at - timedelta(seconds=1))
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_book_rollback_action")
        return action | {
            "context": {"dialog_size": "extra-large", "default_at": before, "default_book": self.model},
        }

    @api.model
    def _states_at(self, model, at) -> dict[int, dict | None]:
        """Record id → what it said at a moment, ``None``: it was not there.

        That is what the next change found; records that nobody has changed since are left
        out. So it counts as there from the beginning what comes into the books by other
        ways, as the words of a language do. What was deleted and made again is one record,
        by its key.
        """
        lives = dict(self.search([("model", "=", model)]).grouped("res_id"))
        states = {}
        for res_id, versions in self._one_life_each(model, lives).items():
            later = versions.filtered(lambda version: version.at > at)
            if later:
                states[res_id] = later.sorted(lambda version: (version.at, version.id))[0].before or None
        return states

    @api.model
    def _one_life_each(self, model, lives):
        """Join what was deleted with what was made again of it."""
        # archived ones live, too
        book = self.env[model].with_context(active_test=False)
        living = set(book.browse(lives).exists().ids)
        by_key = {}
        for res_id in living:
            version = lives[res_id][:1]
            by_key[version.company_id.id, version.key] = res_id
        joined = {res_id: lives[res_id] for res_id in living}
        for res_id in set(lives) - living:
            version = lives[res_id][:1]
            heir = by_key.setdefault((version.company_id.id, version.key), res_id)
            joined[heir] = joined.get(heir, self.browse()) | lives[res_id]
        return joined


class CsBookRollback(models.TransientModel):
    """Take the rule book, or one book of it, back to what it said at a moment."""

    _name = "cs.book.rollback"
    _description = "Roll back of the rule book"

    at = fields.Datetime("Back to", required=True, default=lambda self: utcnow())
    book = fields.Selection("_selection_model", help="Empty: the whole rule book.")
    reason = fields.Char("Why")
    diff = fields.Json("What would change", compute="_compute_diff")
    change_count = fields.Integer(compute="_compute_diff")

    @api.model
    def _selection_model(self):
        return self.env["cs.book.version"]._selection_model()

    @api.depends("at")
    def _compute_display_name(self):
        for page in self:
            page.display_name = self.env._("Roll back of the rule book")

    @api.depends("at", "book")
    @api.depends_context("lang")
    def _compute_diff(self):
        for page in self:
            plans = page._plans() if page.at else []
            page.change_count = len(plans)
            page.diff = [row for plan in plans for row in page._say(*plan)]

    def _plans(self) -> list[tuple]:
        """(model, record id, content now or ``None``, content then or ``None``) of what differs."""
        self._check_manager()
        history, plans = self.env["cs.book.version"], []
        for name in [self.book] if self.book else history._book_models():
            # one query for the states and one for the contents of each book
            states = history._states_at(name, self.at)
            book = self.env[name].with_context(active_test=False)
            there = book.search([("id", "in", list(states))])
            now = there._book_datas()
            for res_id, then in sorted(states.items()):
                current = now.get(res_id)
                if then is None and current and not current.get("active", True):
                    continue  # it was not there, and is out of use
                if then != current:
                    plans.append((name, res_id, current, then))
        return plans

    @api.model
    def _say(self, name, res_id, now, then) -> list[dict]:
        """One record's part of the table: its name, then what changes."""
        book = self.env[name]
        title = book._book_in_language((then or now).get("name") or "")
        head = {"title": f"{self.env['cs.book.version']._book_name(name)} › {title}"}
        if then is None:
            return [{**head, "note": self.env._("made later: it is archived")}]
        if now is None:
            return [{**head, "note": self.env._("deleted since: it is made again")}]
        return [head, *book._book_diff(now, then)]

    @api.model
    def _check_manager(self):
        if not self.env.su and not self.env.user.has_group("cs_department.group_cs_manager"):
            raise AccessError(self.env._("Managers change the rules. Propose a change instead."))

    def action_roll_back(self):
        """Bring every record to what it said; each change is a step of the history again."""
        self.ensure_one()
        self._check_manager()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say why you roll back: the reason is kept with the change."))
        if self.at > utcnow():
            raise UserError(self.env._("Choose a moment that is over."))
        plans = self._plans()
        if not plans:
            raise UserError(self.env._("Nothing differs from that moment."))
        with because("rolled_back", self.reason.strip()):
            self._retire(plans)
            self._make_again(plans)
            for name, res_id, now, then in plans:
                if now and then:
                    # contents differ from record to record
                    self.env[name].browse(res_id)._book_write(then)
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_book_version_action")
        action["context"] = {"search_default_rolled_back": 1}
        return action

    def _retire(self, plans):
        """What was not there makes room first."""
        going = defaultdict(list)
        for name, res_id, _now, then in plans:
            if then is None:
                going[name].append(res_id)
        for name, ids in going.items():
            self.env[name].browse(ids).write({"active": False})

    def _make_again(self, plans):
        """What was deleted comes back, before the rules that name it."""
        history = self.env["cs.book.version"]
        for name, res_id, now, then in plans:
            if now is None and then:
                # kinds before rules: a content may name what came back just before
                last = history._last_of(self.env[name].browse(res_id), False)
                self.env[name]._book_create([{**then, "key": last.key}])
