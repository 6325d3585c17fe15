from odoo import api, fields, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from .stage import CHANNELS

_lt = LazyTranslate(__name__)

LETTERS = ("letter", "lawyer")
#: text messages that did not get out
_NOT_SENT = ("error", "canceled")


class CsArrearsStep(models.Model):
    """A stage that was taken in a case: what was sent or said, and what came of it.

    Each stage once in a case: the database sees to it, so that nobody is written to twice, whatever is killed
    and begun anew. A step, its message or call, and the day of the case are committed together.
    """

    _name = "cs.arrears.step"
    _description = "Step of chasing"
    _bound_through = "case_id"
    _order = "id desc"
    _allow_sudo_commands = False
    _check_company_auto = True

    case_id = fields.Many2one("cs.arrears.case", required=True, readonly=True, index=True, ondelete="cascade")
    stage_id = fields.Many2one("cs.arrears.stage", required=True, readonly=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit_id = fields.Many2one(related="case_id.unit_id")
    partner_id = fields.Many2one(related="case_id.partner_id", string="Payer")
    steward_id = fields.Many2one(related="case_id.steward_id", store=True, index="btree_not_null", string="Steward")
    channel = fields.Selection(CHANNELS, required=True, readonly=True)
    user_id = fields.Many2one("res.users", "By", readonly=True, index="btree_not_null")
    day = fields.Date("On", required=True, readonly=True)
    state = fields.Selection(
        [("todo", "To be done"), ("done", "Done"), ("failed", "Without success"), ("cancelled", "Not needed")],
        required=True,
        readonly=True,
        default="todo",
        index=True,
    )
    amount = fields.Monetary("Amount demanded", readonly=True)
    pay_by = fields.Date("To be paid by", readonly=True)
    text = fields.Text("Words", readonly=True)
    rows = fields.Json("Charges demanded", readonly=True)
    done_on = fields.Date("Done on", readonly=True)
    outcome = fields.Char("What came of it", readonly=True)
    sms_id = fields.Many2one("sms.sms", "Message", readonly=True, index="btree_not_null", ondelete="set null")
    callback_id = fields.Many2one("cs.callback", readonly=True, index="btree_not_null", ondelete="set null")

    _once = models.UniqueIndex("(case_id, stage_id)", "This stage was taken in this case.")

    @api.depends("stage_id", "case_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for step in self:
            # sudo: a step is called by its stage and its case
            row = step.sudo()
            step.display_name = f"{row.stage_id.name} {row.case_id.display_name}"

    # -- beginning (in sudo) -------------------------------------------------------

    def _begin(self):
        """Send, ask for calls, tell whoever must go there; each channel in one go."""
        self.filtered(lambda step: step.channel == "sms")._send()
        self.filtered(lambda step: step.channel == "call")._ask_for_calls()
        afoot = self.filtered(lambda step: step.channel in ("visit", *LETTERS))
        for channel, steps in afoot.grouped("channel").items():
            people = {step.case_id.id: step.user_id or step.case_id._chasers() for step in steps}
            title = {
                "visit": _lt("Visit because of arrears"),
                "letter": _lt("Deliver a letter about arrears"),
                "lawyer": _lt("Deliver a lawyer's letter about arrears"),
            }[channel]
            steps.case_id._tell(people, title, by=("screen", "activity"))

    def _send(self):
        """Put text messages into Odoo's queue: they leave once this transaction is written down."""
        reachable = self.filtered(lambda step: step.partner_id.phone)
        messages = self.env["sms.sms"].create(
            [
                {
                    "number": step.partner_id.phone,
                    "body": step.text,
                    "partner_id": step.partner_id.id,
                    "cs_company_id": step.company_id.id,
                }
                for step in reachable
            ]
        )
        for step, message in zip(reachable, messages, strict=True):
            # each step keeps its own message; flushed as one statement
            step.write({"sms_id": message.id, "state": "done", "done_on": step.day})
        (self - reachable)._fail(self.env._("No telephone number is known."))

    def _ask_for_calls(self):
        """Calls of the callback mechanism, one for each step."""
        callbacks = self.env["cs.callback"]._cs_callback_event(self, "arrears")
        for callback in callbacks:
            # each step has its own call; flushed as one statement
            callback.arrears_step_id.callback_id = callback
        (self - callbacks.arrears_step_id)._fail(self.env._("No callback rule is for calls about arrears."))

    # -- ends (in sudo) --------------------------------------------------------------

    def _done(self, outcome, day=None):
        for day_, steps in self.grouped(lambda step: day or step._today()).items():
            # as many writes as there are days
            steps.write({"state": "done", "outcome": outcome, "done_on": day_})

    def _fail(self, reason):
        """A chase that did not reach the payer is reported with its reason."""
        if not self:
            return
        self.write({"state": "failed", "outcome": reason})
        for step in self:
            # each case keeps its own history
            said = step.with_context(lang=step.company_id.partner_id.lang or "en_US")
            step.case_id._message_log(
                body=said.env._("%(stage)s: without success. %(reason)s", stage=said.stage_id.name, reason=reason)
            )
        people = {case.id: case._chasers() for case in self.case_id}
        self.case_id._tell(people, _lt("A payer in arrears was not reached"), reason, by=("screen", "activity"))

    def _look_at_messages(self):
        """Text messages that did not get out are chases without success."""
        lost = self.filtered(lambda step: step.state == "done" and step.sms_id.state in _NOT_SENT)
        for reason, steps in lost.grouped(lambda step: step._why_not_sent()).items():
            # as many writes as there are reasons
            steps._fail(reason)

    def _why_not_sent(self) -> str:
        kinds = dict(self.env["sms.sms"]._fields["failure_type"]._description_selection(self.env))
        why = kinds.get(self.sms_id.failure_type) or ""
        return self.env._("The message was not sent: %(why)s", why=why)

    def _today(self):
        return self.case_id._local_today(utcnow())

    # -- verbs -----------------------------------------------------------------------

    def report(self, outcome, words, day=None):
        """Say what came of a visit or of a letter.

        :param outcome: ``done`` or ``failed``.
        :param words: who was met and what he said, or how the letter was delivered.
        :param day: local day of it, default today.
        :raises UserError: for what cannot be, or is missing.
        """
        self.ensure_one()
        self.case_id._need_may_chase()
        words = str(words or "").strip()
        if outcome not in ("done", "failed") or not words:
            raise UserError(self.env._("Say what came of it, in your own words."))
        if self.state != "todo" or self.channel in ("sms", "call"):
            raise UserError(self.env._("“%(step)s” waits for no report.", step=self.display_name))
        # sudo: nobody writes steps but the verbs
        step = self.sudo()
        day = step.case_id._need_past_day(day)
        if outcome == "failed":
            step._fail(words)
        else:
            step._keep_letter()
            step._done(words, day)
            step.case_id._end_told()
            if step.stage_id.interrupts:
                step.case_id._interrupt("demand", day, words, step)
        step.case_id._refresh()
        return True

    def action_call(self):
        """The call that is to be made, where what came of it is written down."""
        self.ensure_one()
        self.check_access("read")
        # sudo: which call belongs to the step; the call is opened with the rights of the reader
        callback = self.sudo().callback_id
        if not callback:
            raise UserError(self.env._("“%(step)s” is no call.", step=self.display_name))
        return {
            "type": "ir.actions.act_window",
            "res_model": "cs.callback",
            "res_id": callback.id,
            "views": [(False, "form")],
        }

    def action_report(self):
        """Ask what came of it."""
        self.ensure_one()
        return self.env["cs.arrears.deed"]._ask(self.case_id, "report", default_step_id=self.id)
