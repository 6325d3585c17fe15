import base64
import io
from datetime import timedelta

import segno
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS

from ...core.now import utcnow
from ..answers import CLOSE, notification


class CsSurveyCounter(models.Model):
    """A tablet at a counter: it shows the form of the customer who stands there, and nothing else.

    The tablet opens an address of its own, without a login, and waits. A colleague puts
    a case on it; the form replaces the waiting screen until it is sent. There is no way
    from the form to anything else.
    """

    _name = "cs.survey.counter"
    _description = "Tablet at a counter"
    _inherit = ["cs.link.mixin"]
    _order = "name, id"
    _check_company_auto = True

    _link_path = "/cs/t/"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    team_id = fields.Many2one("cs.team", check_company=True, index="btree_not_null")
    shown_minutes = fields.Integer(
        "Form shown for (min)", default=10, help="A form that nobody fills in leaves the screen after so many minutes."
    )
    generation = fields.Integer("Address no.", readonly=True, copy=False, default=1)
    address = fields.Char(compute="_compute_address", groups="cs_department.group_cs_manager")
    # what the screen shows would tell who is answering just now
    invitation_id = fields.Many2one("cs.survey.invitation", readonly=True, copy=False, groups=NO_ACCESS)
    shown_at = fields.Datetime(readonly=True, copy=False, groups=NO_ACCESS)

    _shown_sane = models.Constraint("CHECK (shown_minutes BETWEEN 1 AND 120)", "A form is shown for 1 to 120 minutes.")

    @api.depends("generation")
    def _compute_address(self):
        for counter in self:
            counter.address = counter._link_url() if counter._origin.id else ""

    def _link_facts(self):
        return (self.generation,)

    def _link_open(self):
        return self.active

    def action_new_address(self):
        """A tablet was lost: its address is void, the counter gets a new one."""
        self.check_access("write")
        for counter in self:
            # counters differ in their number
            counter.generation += 1
        return True

    def _show(self, invitation):
        """Put the form of a customer on the screen (in sudo)."""
        self.write({"invitation_id": invitation.id, "shown_at": utcnow()})

    def _showing(self):
        """The form on the screen just now (in sudo)."""
        fresh = self.shown_at and self.shown_at + timedelta(minutes=self.shown_minutes) > utcnow()
        one = self.invitation_id
        return one if fresh and one._link_open() and not one._is_used() else one.browse()

    def _page_lang(self):
        return self._showing()._page_lang() if self._showing() else self.company_id.partner_id.lang or "en_US"

    def _page_case(self):
        return self._showing().ticket_id


class CsTicket(models.Model):
    _inherit = "cs.ticket"

    def _invitation_to_show(self):
        """The form for the customer who stands here now (in sudo).

        :raises UserError: when he was not to be asked about this case, or has answered.
        """
        self.ensure_one()
        # sudo: invitations are made for whoever acts, and by nobody directly
        system = self.sudo()
        if self.state in ("resolved", "closed"):
            system._invite(self.state)
        waiting = system.invitation_ids.filtered(
            lambda one: one.partner_id == system.partner_id and one._link_open() and (one.anonymous or not one.used)
        )
        if not waiting:
            raise UserError(
                self.env._("No form waits for the customer: the case has not ended, no rule asks, or he has answered.")
            )
        return waiting[:1]

    def action_show_form(self):
        """Choose how the customer who is here gets his form: tablet, QR code or link."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Let the customer rate"),
            "res_model": "cs.survey.show",
            "view_mode": "form",
            "target": "new",
            "context": {"default_ticket_id": self.id},
        }


class CsSurveyShow(models.TransientModel):
    """Hands the form to the customer. The handler of a case never sees its link."""

    _name = "cs.survey.show"
    _description = "Form for the customer"

    ticket_id = fields.Many2one("cs.ticket", "Case", required=True, readonly=True, ondelete="cascade")
    counter_id = fields.Many2one("cs.survey.counter", "Tablet")
    link = fields.Char(readonly=True)
    qr = fields.Binary("QR code", readonly=True, attachment=False)

    def show_on_tablet(self):
        """The tablet shows the form until it is sent."""
        self.ensure_one()
        self.ticket_id.check_access("write")
        if not self.counter_id:
            raise UserError(self.env._("Choose the tablet at which the customer stands."))
        self.counter_id.check_access("read")
        # sudo: what a tablet shows is written by nobody directly
        self.counter_id.sudo()._show(self.ticket_id._invitation_to_show())
        words = self.env._("The form is on the tablet “%(tablet)s”.", tablet=self.counter_id.name)
        return notification(words, next=CLOSE)

    def show_link(self):
        """Link and QR code, for a slip of paper; it is noted who saw them."""
        self.ensure_one()
        self.ticket_id.check_access("write")
        if self.env.user in self.ticket_id._cs_handlers()[self.ticket_id.id]:
            raise UserError(
                self.env._("You worked on this case: use the tablet, or let a colleague hand out the code.")
            )
        url = self.ticket_id._invitation_to_show()._link_url()
        self.ticket_id._log_event("survey_shown")
        self.write({"link": url, "qr": _qr_code(url)})
        return {**self.ticket_id.action_show_form(), "res_id": self.id}


def _qr_code(text) -> str:
    """A QR code as a base64 picture."""
    picture = io.BytesIO()
    segno.make(text, error="m").save(picture, kind="png", scale=6, border=2)
    return base64.b64encode(picture.getvalue()).decode()
