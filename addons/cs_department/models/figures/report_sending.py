import logging
from base64 import b64encode
from datetime import timedelta

from markupsafe import Markup
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate, format_date
from psycopg2.extensions import TransactionRollbackError

from ...core import spreadsheet
from ...core.now import utcnow
from ..answers import RELOAD, notification
from ..due_mixin import RETRY
from ..ticket.tell_mixin import AUTOMATIC

_lt = LazyTranslate(__name__)
_logger = logging.getLogger(__name__)

#: a report that cannot be made is tried so often, at doubling intervals
TRIES = 8


class CsReportSending(models.Model):
    """One report that went out to its readers, or why it did not yet.

    A month of a subscription has one row: however often time looks, it goes out once. What
    fails says why, is tried again, and can be sent by hand.
    """

    _name = "cs.report.sending"
    _description = "Report that was sent"
    _inherit = ["cs.due.mixin"]
    _order = "day desc, id desc"
    _rec_name = "day"
    _allow_sudo_commands = False

    schedule_id = fields.Many2one(
        "cs.report.schedule", "Subscription", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="schedule_id.company_id", store=True, index=True)
    day = fields.Date("Reported from", required=True, readonly=True)
    report_id = fields.Many2one("cs.month.report", readonly=True, index="btree_not_null", ondelete="restrict")
    state = fields.Selection(
        [("waiting", "To be sent"), ("sent", "Sent"), ("failed", "Not sent")],
        required=True,
        readonly=True,
        default="waiting",
    )
    tries = fields.Integer("Tried", readonly=True, aggregator=None)
    problem = fields.Text(readonly=True)
    sent_at = fields.Datetime("Sent on", readonly=True)
    mail_id = fields.Many2one("mail.mail", readonly=True, ondelete="set null", index="btree_not_null")
    mail_state = fields.Selection(related="mail_id.state", string="State of the mail")
    mail_problem = fields.Text(related="mail_id.failure_reason", string="Why the mail did not leave")

    _once = models.UniqueIndex("(schedule_id, day)", "This report goes out once.")

    def _act_on_time(self):
        """Send these; what fails says why and waits for its next try."""
        for sending in self:
            # each has a report, files and readers of its own
            try:
                with self.env.cr.savepoint():
                    sending._send()
            except TransactionRollbackError:
                raise
            except Exception as error:
                _logger.warning("report %s cannot be sent", sending, exc_info=True)
                sending._note_failure(error)

    def _send(self):
        """Make the report, and put the mail to its readers into the queue of mails."""
        plan = self.schedule_id
        system = self.with_context(lang=plan.company_id.partner_id.lang or self.env.lang).with_company(plan.company_id)
        readers = plan.user_ids.filtered(lambda user: user.active and user.partner_id.email)
        if not readers:
            raise UserError(self.env._("None of the readers has a mail address."))
        subject, body, files = system._month_mail() if plan.report == "month" else system._people_mail()
        attachments = self.env["ir.attachment"].create(
            [{"name": name, "datas": b64encode(raw), "mimetype": kind} for name, raw, kind in files]
        )
        mail = self.env["mail.mail"].create(
            {
                "subject": subject,
                "body_html": body,
                "recipient_ids": [fields.Command.set(readers.partner_id.ids)],
                "attachment_ids": [fields.Command.set(attachments.ids)],
                "auto_delete": False,
                "headers": AUTOMATIC,
            }
        )
        missing = plan.user_ids - readers
        problem = missing and self.env._("Without a mail address: %(names)s", names=", ".join(missing.mapped("name")))
        self.write(
            {
                "state": "sent",
                "tries": self.tries + 1,
                "problem": problem or False,
                "sent_at": utcnow(),
                "mail_id": mail.id,
                "next_action_at": False,
            }
        )
        plan._end_told()

    def _note_failure(self, error):
        said = str(error.args[0]) if isinstance(error, UserError) and error.args else f"{type(error).__name__}: {error}"
        tries = self.tries + 1
        wait = RETRY * 2 ** (tries - 1)
        again = utcnow() + min(wait, timedelta(days=1)) if tries < TRIES else False
        self.write({"state": "failed", "tries": tries, "problem": said, "next_action_at": again})
        if tries == 1:
            # whoever looks after it hears of it the first time; the list of what was sent shows it from then on
            plan = self.schedule_id
            plan._tell({plan.id: plan.user_id}, _lt("A report could not be sent"), said, by=("screen", "activity"))

    def send_again(self):
        """Send it (once more), because somebody asks for it."""
        self.ensure_one()
        self.check_access("read")
        self.schedule_id.check_access("write")
        # sudo: what goes out is written by the system only; the right was checked above
        system = self.sudo()
        system.write({"state": "waiting", "tries": 0})
        system._act_on_time()
        return system._say_result()

    def _say_result(self):
        """What the browser shows after a button."""
        sent = self.state == "sent"
        words = self.env._("The report is on its way.") if sent else self.problem or ""
        return notification(words, "success" if sent else "danger", next=RELOAD)

    # -- what is sent --------------------------------------------------------------------------------

    def _month_mail(self):
        """Subject, text and files of the monthly report; it is issued now if nobody did so before."""
        plan = self.schedule_id
        report = self._report_in_force()
        self.report_id = report
        paper = report._in_company_language()
        rows = [
            Markup(
                "<tr><td>%s</td><td style='text-align:right'><b>%s</b></td><td style='text-align:right'>%s</td></tr>"
            )
            % (row["name"], row["text"], row["before"])
            for row in report.content["figures"]
        ]
        link = f"{report.get_base_url()}/odoo/cs-month-reports/{report.id}"
        body = Markup("<p>%s</p>%s<table cellpadding='4'>%s</table><p><a href='%s'>%s</a></p>") % (
            report.name,
            report.comments if report._has_comments else "",
            Markup("").join(rows),
            link,
            self.env._("Open the report"),
        )
        files = []
        if plan.as_pdf:
            printing = paper.env["ir.actions.report"]
            pdf, kind = printing._render_qweb_pdf("cs_department.report_month_report", report.ids)
            files.append((f"{report.name}.{kind}", pdf, "application/pdf" if kind == "pdf" else "text/html"))
        if plan.as_xlsx:
            files.append((f"{report.name}.xlsx", report._workbook(), spreadsheet.TYPE))
        return report.name, body, files

    def _report_in_force(self):
        """The issued report of the month; a draft is issued, a missing one made."""
        plan = self.schedule_id
        reports = self.env["cs.month.report"]
        same = {"company_id": plan.company_id.id, "team_id": plan.team_id.id, "month": self.day}
        found = reports.search([*((key, "=", value) for key, value in same.items()), ("state", "!=", "replaced")])
        issued = found.filtered(lambda report: report.state == "issued")
        if issued:
            return issued
        draft = found or reports.create(same)
        draft.issue()
        return draft

    def _people_mail(self):
        """Subject and text of the figures of a day, one line per person of the teams."""
        plan = self.schedule_id
        teams = plan.team_id or self.env["cs.team"].search([("company_id", "=", plan.company_id.id)])
        people = teams.member_ids.with_company(plan.company_id).employee_id
        board = self.env["cs.dashboard"]
        indicators = board._indicators(plan.company_id).filtered("person_field")
        facts = indicators._read(self.day, self.day, plan.company_id, people=people, by=("person",))
        cell = Markup("<td style='text-align:right'>%s</td>")
        lines = [
            Markup("<tr><td>%s</td>%s</tr>")
            % (
                person.name,
                Markup("").join(cell % board._say_value(one, facts[one.id][person.id,].value) for one in indicators),
            )
            for person in people.sorted("name")
        ]
        heads = Markup("").join(Markup("<th>%s</th>") % one.name for one in indicators)
        day = format_date(self.env, self.day)
        subject = self.env._("%(name)s: figures of %(day)s", name=plan.name, day=day)
        table = Markup("<table border='1' cellpadding='4' style='border-collapse:collapse'>%s%s</table>")
        head = Markup("<tr><th></th>%s</tr>") % heads
        return subject, table % (head, Markup("").join(lines)), []
