from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

from ...core.now import utcnow

_lt = LazyTranslate(__name__)


class CsAppeal(models.Model):
    """An appeal against a score, a penalty or a quality check: reasons, evidence, decision.

    Written by the verbs only. Private: the person, those who are asked to decide, and
    the managers and HR of the company see it; whoever judged first does not decide.
    """

    _name = "cs.appeal"
    _description = "Appeal"
    _inherit = ["mail.thread", "mail.activity.mixin", "cs.tell.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _allow_sudo_commands = False
    _mail_post_access = "read"

    employee_id = fields.Many2one("hr.employee", "Who appeals", required=True, readonly=True, index=True)
    user_id = fields.Many2one("res.users", readonly=True, required=True, index=True, string="User who appeals")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    res_model = fields.Char("Kind of record", required=True, readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", required=True, readonly=True, index=True)
    subject = fields.Char("Against", compute="_compute_subject")
    words = fields.Text("What is not right", required=True, readonly=True)
    attachment_ids = fields.One2many(
        "ir.attachment", "res_id", "Evidence", domain=[("res_model", "=", "cs.appeal")], readonly=True
    )
    asked_at = fields.Datetime("Appealed on", required=True, readonly=True)
    state = fields.Selection(
        [
            ("open", "To be decided"),
            ("granted", "Granted"),
            ("declined", "Turned down"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    judge_ids = fields.Many2many(
        "res.users", "cs_appeal_judge_rel", "appeal_id", "user_id", "Who judged first", readonly=True
    )
    decider_ids = fields.Many2many(
        "res.users", "cs_appeal_decider_rel", "appeal_id", "user_id", "Who decides", readonly=True
    )
    decided_by_id = fields.Many2one("res.users", "Decided by", readonly=True, index="btree_not_null")
    decided_at = fields.Datetime("Decided on", readonly=True)
    answer = fields.Text(readonly=True)
    may_decide = fields.Boolean("I may decide", compute="_compute_may_decide")

    _one_open = models.UniqueIndex("(res_model, res_id) WHERE state = 'open'", "An appeal is open already.")

    @api.depends("res_model", "res_id")
    def _compute_subject(self):
        for model, appeals in self.grouped("res_model").items():
            # sudo: the name of what is appealed against belongs to the appeal
            records = self.env[model].sudo().browse(appeals.mapped("res_id")).exists()
            names = {record.id: record.display_name for record in records}
            for appeal in appeals:
                appeal.subject = names.get(appeal.res_id, "")

    @api.depends("subject", "employee_id")
    def _compute_display_name(self):
        for appeal in self:
            # sudo: a name only
            appeal.display_name = f"{appeal.sudo().employee_id.name or ''} · {appeal.subject or ''}"

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_may_decide(self):
        for appeal in self:
            appeal.may_decide = appeal.state == "open" and appeal._is_decider(self.env.user)

    def _is_decider(self, user) -> bool:
        """One of those who were asked; any manager where nobody could be; never who judged, nor the person."""
        # sudo: who judged is asked for everybody
        appeal = self.sudo()
        if user in appeal.judge_ids or user == appeal.user_id:
            return False
        return user in appeal.decider_ids or user.has_group("cs_department.group_cs_manager")

    @api.model
    def _own_attachments(self, ids):
        """The attachments of these ids that the user uploaded himself for this.

        :raises UserError: for no such attachments.
        """
        if not isinstance(ids, (list, tuple)) or not all(isinstance(one, int) for one in ids):
            raise UserError(self.env._("Evidence is named by the attachments."))
        files = self.env["ir.attachment"].browse(ids).exists()
        if any(file.create_uid != self.env.user or file.res_id for file in files):
            raise AccessError(self.env._("Only your own new attachments can be evidence."))
        return files

    # -- deciding ----------------------------------------------------------------------------

    def _link(self):
        return f"/odoo/cs-appeals/{self.id}"

    def _ask_to_decide(self):
        """Everybody who may decide gets a to-do (in sudo)."""
        title = _lt("An appeal is to be decided")
        self._tell({appeal.id: appeal.decider_ids for appeal in self}, title, by=("activity", "screen"))

    def grant(self, answer=""):
        """The appeal is right: what it was against is put right.

        :raises AccessError: for anybody who may not decide.
        :raises UserError: without an answer, or when it was decided already.
        """
        return self._decide("granted", answer)

    def decline(self, answer=""):
        """The appeal is not right; the answer says why. Raises as :meth:`grant`."""
        return self._decide("declined", answer)

    def withdraw_appeal(self):
        """The person takes it back.

        :raises AccessError: for anybody else.
        :raises UserError: when it was decided already.
        """
        self.check_access("read")
        if any(appeal.user_id != self.env.user for appeal in self):
            raise AccessError(self.env._("Only the person concerned takes an appeal back."))
        # sudo: written by the verb
        self.sudo()._end("withdrawn", "")
        return True

    def _decide(self, state, answer):
        self.check_access("read")
        if any(not appeal._is_decider(self.env.user) for appeal in self):
            raise AccessError(self.env._("An appeal is decided by somebody else than who judged, and than the person."))
        answer = str(answer or "").strip()
        if not answer:
            raise UserError(self.env._("The answer says why."))
        # sudo: written by the verb, the right was checked
        self.sudo()._end(state, answer)
        return True

    def _end(self, state, answer):
        """Close the appeals, let their records draw the consequence, tell the person (in sudo)."""
        self.lock_for_update()
        if any(appeal.state != "open" for appeal in self):
            raise UserError(self.env._("This appeal was decided already."))
        self.write({"state": state, "answer": answer, "decided_by_id": self.env.uid, "decided_at": utcnow()})
        self._end_told()
        for appeal in self:
            # appeals are decided one at a time; each record has consequences of its own
            record = self.env[appeal.res_model].browse(appeal.res_id)
            if state == "granted":
                record._appeal_granted(appeal)
            else:
                record._appeal_declined(appeal)
        if state != "withdrawn":
            title = _lt("Your appeal was granted") if state == "granted" else _lt("Your appeal was declined")
            self._tell({appeal.id: appeal.user_id for appeal in self}, title, answer, by=("activity", "screen"))

    def action_open_record(self):
        """Show what the appeal is against."""
        self.check_access("read")
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    def _action_words(self, verb, title):
        self.check_access("read")
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "cs.appeal.words",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_res_model": self._name, "default_res_id": self.id, "default_verb": verb},
        }

    def action_grant(self):
        """Ask for the answer."""
        return self._action_words("grant", self.env._("Grant"))

    def action_decline(self):
        """Ask for the answer."""
        return self._action_words("decline", self.env._("Turn Down"))
