"""A department under its rule book, played through its public verbs.

Nothing is written that people could not have done: every case is registered, answered,
dispatched and resolved by its own people at its own moment, up to the moment of
installation. What is not finished by then is what is open today.

Imported by the demo data only.
"""

from datetime import timedelta

from odoo.tools import SQL

from ..core.now import frozen
from .appraisals import Appraisals
from .books import PACK, Books, backdate_history, choose_pack, chosen_at
from .campaigns import Campaigns
from .cases import Cases
from .customers import Customers
from .duty import Duty
from .figures import Figures
from .money import Money
from .reports import Reports
from .training import Training


def choose_rules(env) -> None:
    """The rule pack is chosen before there are cases; once."""
    # terms come in after the demo data, but its people write in Chinese now
    env["ir.module.module"]._load_module_terms(["cs_department"], ["zh_CN"])
    env.registry.clear_cache()
    if env.company.cs_pack != PACK:
        choose_pack(env(context={"lang": "zh_CN", "tz": "Asia/Shanghai"}))


def load(env) -> None:
    """Play the months that end now; once."""
    if not env["cs.survey.campaign"].search_count([], limit=1):
        backdate_history(env, chosen_at() + timedelta(hours=1))
        Department(env(context={"lang": "zh_CN", "tz": "Asia/Shanghai"})).play()


class Department(Appraisals, Books, Campaigns, Cases, Customers, Duty, Figures, Money, Reports, Training):
    """All that happens, one thing after the other."""

    def play(self) -> None:
        self.plan_books()
        self.plan_campaigns()
        self.plan_cases()
        self.plan_money()
        self.plan_customers()
        self.plan_duty()
        self.plan_figures()
        self.plan_reports()
        self.plan_appraisals()
        self.plan_training()
        self.tell()
        self.clock_in()
        self.solve_next_month()
        self._finish()

    def _finish(self) -> None:
        self.env.flush_all()
        self.env.cr.execute(SQL("UPDATE cs_ticket SET create_date = registered_at"))
        self.env.cr.execute(SQL("UPDATE survey_user_input SET create_date = end_datetime WHERE state = 'done'"))
        # the customers of a month's cases were customers before
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET create_date = %s WHERE id IN %s",
                self.begin - timedelta(days=400),
                tuple(customer.id for customer in self.customers),
            )
        )
        # nobody of the demo is to be mailed or texted
        with frozen(self.now):
            self.env["mail.mail"].search([("state", "=", "outgoing")]).state = "cancel"
            self.env["sms.sms"].search([("state", "=", "outgoing")]).state = "canceled"
        self.env.invalidate_all()
