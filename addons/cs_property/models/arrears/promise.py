from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from ...core import dunning
from ..money import exact

_lt = LazyTranslate(__name__)

STATES = [("open", "Under way"), ("kept", "Kept"), ("broken", "Broken"), ("ended", "Ended")]


class CsArrearsPromise(models.Model):
    """What a payer promised: an amount by a day, or instalments; payments made since then keep it."""

    _name = "cs.arrears.promise"
    _description = "Promise to pay"
    _bound_through = "case_id"
    _order = "id desc"
    _allow_sudo_commands = False

    case_id = fields.Many2one("cs.arrears.case", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    steward_id = fields.Many2one(related="case_id.steward_id", store=True, index="btree_not_null", string="Steward")
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        [("promise", "Promise"), ("plan", "Instalments")], required=True, readonly=True, default="promise"
    )
    state = fields.Selection(STATES, required=True, readonly=True, default="open", index=True)
    made_on = fields.Date("Made on", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Taken by", required=True, readonly=True)
    words = fields.Text("Said", readonly=True)
    amount = fields.Monetary(readonly=True)
    last_on = fields.Date("Until", readonly=True)
    paid_then = fields.Monetary("Paid before it", readonly=True)
    paid_since = fields.Monetary("Paid since", readonly=True)
    line_ids = fields.One2many("cs.arrears.instalment", "promise_id", "Instalments", readonly=True)

    _one_open = models.UniqueIndex("(case_id) WHERE state = 'open'", "A promise of this payer is under way.")
    _amount_sane = models.Constraint("CHECK (amount > 0)", "Something is promised.")

    @api.depends("kind", "amount", "last_on")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for promise in self:
            amount = promise.currency_id.format(promise.amount)
            promise.display_name = f"{kinds[promise.kind]} {amount} · {promise.last_on}"

    def _judge(self, days, paid):
        """See what payments made of promises that are under way (in sudo); who chases is told of broken ones.

        :param days: case id → today of its estate.
        :param paid: (unit id, partner id) → all that was ever paid.
        """
        broken = self.browse()
        for promise in self:
            case = promise.case_id
            since = max(paid.get((case.unit_id.id, case.partner_id.id), 0) - exact(promise.paid_then), 0)
            parts = [dunning.Part(line.id, line.day, exact(line.amount)) for line in promise.line_ids]
            verdict = dunning.judged(parts, since, days[case.id])
            for line in promise.line_ids.filtered(lambda line, now=verdict: line.state != now[line.id]):
                # a line or two change on a day; flushed as one statement
                line.state = verdict[line.id]
            results = set(verdict.values())
            state = "broken" if "broken" in results else "kept" if results == {"kept"} else "open"
            # each promise has its own sum; flushed as one statement
            promise.write({"paid_since": since, "state": state})
            if state == "broken":
                broken |= promise
        broken._tell_broken()

    def _tell_broken(self):
        for promise in self:
            # few break on one day; each is noted in its own case
            promise.case_id._message_log(body=self.env._("Not kept: %(promise)s", promise=promise.display_name))
        cases = self.case_id
        people = {case.id: case._chasers() for case in cases}
        cases._tell(people, _lt("A promise to pay was broken"), by=("screen", "activity"))


class CsArrearsInstalment(models.Model):
    """What is to be paid by a day."""

    _name = "cs.arrears.instalment"
    _description = "Instalment"
    _bound_through = "promise_id"
    _order = "promise_id, day, id"
    _allow_sudo_commands = False
    _rec_name = "day"

    promise_id = fields.Many2one("cs.arrears.promise", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="promise_id.company_id", store=True, index=True)
    steward_id = fields.Many2one(related="promise_id.steward_id", store=True, index="btree_not_null", string="Steward")
    currency_id = fields.Many2one(related="company_id.currency_id")
    day = fields.Date("Until", required=True, readonly=True)
    amount = fields.Monetary(required=True, readonly=True)
    state = fields.Selection(
        [("open", "Under way"), ("kept", "Kept"), ("broken", "Broken")], required=True, readonly=True, default="open"
    )

    _amount_sane = models.Constraint("CHECK (amount > 0)", "Something is promised.")
