import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...core import local_days
from ...core import sample as core_sample
from ...core.now import utcnow
from .rule import FEWEST_SHOWN, SurveyPlan

#: dimension of strata → field of the case
STRATA = [
    ("kind_id", "Kind of case"),
    ("area_id", "Area"),
    ("customer_class_id", "Customer class"),
    ("team_id", "Team"),
    ("category_id", "Category"),
]


class CsSurveyCampaign(models.Model):
    """A quarterly or yearly survey of a sample of the customers.

    Everybody who had a case in the period belongs to the population, once, in the
    stratum of his latest case. Who is drawn is decided by a seed that is kept: the same
    seed and population give the same sample.
    """

    _name = "cs.survey.campaign"
    _description = "Satisfaction campaign"
    _inherit = ["mail.thread"]
    _order = "date_to desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    survey_id = fields.Many2one(
        "survey.survey",
        "Form",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("survey_type", "=", "cs_campaign")],
    )
    date_from = fields.Date("Customers with cases from", required=True)
    date_to = fields.Date("until", required=True)
    stratify_by = fields.Selection(STRATA, "Strata by", required=True, default="kind_id")
    stratify_also_by = fields.Selection(STRATA, "and by")
    sample_size = fields.Integer("Customers to ask", required=True, default=100)
    least = fields.Integer("From each stratum at least", default=1)
    seed = fields.Char(readonly=True, copy=False, help="Decides who is drawn; kept, so that anybody can draw again.")
    valid_days = fields.Float("Open for (days)", required=True, default=21)
    reminders = fields.Integer(default=1)
    remind_after_days = fields.Float("Every (days)", default=7)
    anonymous = fields.Boolean(help="Nobody learns who answered what, managers neither.")
    shown_from = fields.Integer("Shown from (answers)", default=5)
    state = fields.Selection(
        [("draft", "Being prepared"), ("drawn", "Drawn"), ("running", "Running"), ("done", "Ended")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
    )
    started_at = fields.Datetime("Started on", readonly=True, copy=False)
    previous_id = fields.Many2one(
        "cs.survey.campaign", "Compared with", index="btree_not_null", check_company=True, domain="[('id', '!=', id)]"
    )
    stratum_ids = fields.One2many("cs.survey.stratum", "campaign_id", "Strata", readonly=True)
    population = fields.Integer(compute="_compute_figures")
    asked = fields.Integer(compute="_compute_figures")
    answered = fields.Integer(compute="_compute_figures")
    response_rate = fields.Float("Response rate (%)", compute="_compute_figures", digits=(5, 1))
    score = fields.Float("Score (0–100)", compute="_compute_figures", digits=(5, 1))

    _sane = models.Constraint(
        "CHECK (date_from <= date_to AND sample_size > 0 AND least >= 0 AND valid_days > 0 AND reminders >= 0"
        " AND (reminders = 0 OR reminders * remind_after_days < valid_days))",
        "The period ends after it begins, somebody is asked, and the last reminder comes while one can answer.",
    )

    @api.constrains("survey_id", "anonymous", "shown_from", "previous_id")
    def _check_campaign(self):
        for campaign in self:
            if campaign.survey_id.survey_type != "cs_campaign":
                raise ValidationError(self.env._("“%(form)s” is no form of campaigns.", form=campaign.survey_id.title))
            if campaign.anonymous and campaign.shown_from < FEWEST_SHOWN:
                raise ValidationError(
                    self.env._("Anonymous answers are shown from %(count)s answers on at least.", count=FEWEST_SHOWN)
                )
            if campaign.previous_id == campaign:
                raise ValidationError(self.env._("A campaign is compared with another one."))

    @api.depends("stratum_ids.population", "stratum_ids.asked", "stratum_ids.answered", "stratum_ids.score")
    def _compute_figures(self):
        for campaign in self:
            strata = campaign.stratum_ids
            campaign.population = sum(strata.mapped("population"))
            campaign.asked = sum(strata.mapped("asked"))
            # sudo: figures without a name; answers that show no stratum count for the whole
            answers = campaign.sudo()._answers()
            campaign.answered = len(answers)
            campaign.response_rate = 100 * len(answers) / campaign.asked if campaign.asked else 0
            scores = answers.mapped("scoring_percentage")
            campaign.score = sum(scores) / len(scores) if scores else 0

    def _answers(self):
        """The answers that may be seen."""
        return self.env["survey.user_input"].search([("cs_campaign_id", "in", self.ids), ("state", "=", "done")])

    #: decides who is asked, and what
    _DECIDES = frozenset(
        {
            "survey_id",
            "company_id",
            "date_from",
            "date_to",
            "stratify_by",
            "stratify_also_by",
            "sample_size",
            "least",
            "anonymous",
            "shown_from",
        }
    )
    #: written by the verbs only: what they say decides who is asked
    _KEPT = frozenset({"seed", "state", "started_at"})

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [{name: value for name, value in vals.items() if name not in self._KEPT} for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if self._KEPT & vals.keys() and not self.env.su:
            raise AccessError(self.env._("Seed and state of a campaign are kept by the system."))
        asked = self.filtered(lambda campaign: campaign.state in ("running", "done"))
        if asked and self._DECIDES & vals.keys():
            raise UserError(self.env._("“%(campaign)s” has started: its sample stays.", campaign=asked[0].name))
        return super().write(vals)

    # -- verbs -------------------------------------------------------------------

    def draw(self):
        """Draw the sample; until the campaign starts it can be drawn again.

        :raises UserError: when it runs already, or when nobody had a case.
        """
        self.check_access("write")
        for campaign in self:
            if campaign.state not in ("draft", "drawn"):
                raise UserError(self.env._("“%(campaign)s” has started: its sample stays.", campaign=campaign.name))
            # sudo: every customer of the company belongs to the population, whoever draws
            campaign.sudo()._draw()
        return True

    def start(self):
        """Ask everybody who was drawn.

        :raises UserError: when nobody is drawn, or it has started already.
        """
        self.check_access("write")
        for campaign in self:
            if campaign.state != "drawn":
                raise UserError(self.env._("Draw the sample of “%(campaign)s” first.", campaign=campaign.name))
            # sudo: invitations are made for whoever starts the campaign, and by nobody directly
            campaign.sudo()._start()
        return True

    def finish(self):
        """End the campaign; nobody can answer any more."""
        self.check_access("write")
        running = self.filtered(lambda campaign: campaign.state == "running")
        # sudo: see start
        invitations = running.sudo()._invitations().filtered(lambda one: one.state in ("planned", "asked"))
        invitations.write({"state": "expired", "next_action_at": False, "expires_at": utcnow()})
        running.sudo().state = "done"  # sudo: the state is written by verbs only
        return True

    def action_figures(self):
        """The figures of the campaign by stratum."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_survey_figure_action")
        return {
            **action,
            "domain": [("campaign_id", "=", self.id)],
            "context": {"search_default_campaign": 1, "pivot_row_groupby": ["stratum_id"]},
        }

    def _start(self):
        now = utcnow()
        plan = self._plan()
        self.env["cs.survey.invitation"].create(
            [
                {
                    "company_id": self.company_id.id,
                    "campaign_id": self.id,
                    "stratum_id": stratum.id,
                    "partner_id": partner_id,
                    "survey_id": self.survey_id.id,
                    "anonymous": self.anonymous,
                    "planned_at": now,
                    "expires_at": now + plan.valid,
                    "next_action_at": now,
                }
                for stratum in self.stratum_ids
                for partner_id in stratum.partner_ids.ids
            ]
        )
        self.write({"state": "running", "started_at": now})

    def _invitations(self):
        return self.env["cs.survey.invitation"].search([("campaign_id", "in", self.ids)])

    def _plan(self) -> SurveyPlan:
        """How the campaign asks, as rules say it."""
        return SurveyPlan(
            survey_id=self.survey_id.id,
            delay=timedelta(),
            valid=timedelta(days=self.valid_days),
            reminders=self.reminders,
            remind_after=timedelta(days=self.remind_after_days),
            by_mail=True,
            by_sms=True,
            by_phone=not self.anonymous,
            anonymous=self.anonymous,
            shown_from=self.shown_from,
            low_below=0.0,
            follow_up=False,
            follow_up_kind_id=False,
            reopen_within=timedelta(),
        )

    # -- drawing -----------------------------------------------------------------

    def _draw(self):
        """Make the strata anew (in sudo)."""
        people = self._people()
        if not people:
            raise UserError(self.env._("No customer had a case between these days."))
        self.seed = self.seed or secrets.token_hex(8)
        drawn = core_sample.draw(people, self.sample_size, self.seed, self.least)
        self.stratum_ids.unlink()
        self.env["cs.survey.stratum"].create(
            [
                {
                    "campaign_id": self.id,
                    "name": self._stratum_name(key),
                    "key": self._stratum_key(key),
                    "population": len(ids),
                    "partner_ids": [(6, 0, drawn[key])],
                }
                for key, ids in sorted(people.items(), key=lambda item: (-len(item[1]), str(item[0])))
            ]
        )
        self.state = "drawn"

    def _dimensions(self) -> list[str]:
        also = self.stratify_also_by
        return [self.stratify_by] + ([also] if also and also != self.stratify_by else [])

    def _people(self) -> dict:
        """Stratum → ids of the customers in it; each customer once, by his latest case."""
        start, end = self._period()
        names = self._dimensions()
        latest = self.env["cs.ticket"].search_fetch(
            [
                ("company_id", "=", self.company_id.id),
                ("registered_at", ">=", start),
                ("registered_at", "<", end),
                ("partner_id", "!=", False),
                ("state", "!=", "cancelled"),
            ],
            ["partner_id", *names],
            order="registered_at desc, id desc",
        )
        people, seen = {}, set()
        for case in latest:
            partner_id = case.partner_id.id
            if partner_id not in seen:
                seen.add(partner_id)
                people.setdefault(tuple(case[name].id for name in names), []).append(partner_id)
        return people

    def _period(self):
        """First moment and the moment after the last, of the days in the company's time zone."""
        return local_days.span(self.date_from, self.date_to, self.company_id._cs_zone())

    def _parts(self, key):
        """The records that a stratum is of."""
        models_ = [self.env["cs.ticket"]._fields[name].comodel_name for name in self._dimensions()]
        return [self.env[model].browse(value or ()) for model, value in zip(models_, key, strict=True)]

    def _stratum_name(self, key) -> str:
        return " · ".join(part.display_name or self.env._("not said") for part in self._parts(key))

    def _stratum_key(self, key) -> str:
        """The same stratum of another campaign has the same key."""
        pairs = zip(self._dimensions(), key, strict=True)
        return ",".join(f"{name}={value or 0}" for name, value in sorted(pairs))


class CsSurveyStratum(models.Model):
    """One stratum of a campaign: how many there are, who was drawn, what came of it."""

    _name = "cs.survey.stratum"
    _description = "Stratum of a campaign"
    _order = "population desc, id"

    campaign_id = fields.Many2one("cs.survey.campaign", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="campaign_id.company_id", store=True, index=True)
    name = fields.Char("Stratum", readonly=True)
    key = fields.Char(readonly=True)
    population = fields.Integer("Customers", readonly=True)
    partner_ids = fields.Many2many("res.partner", string="Drawn", readonly=True)
    asked = fields.Integer(compute="_compute_figures")
    answered = fields.Integer(compute="_compute_figures")
    response_rate = fields.Float("Response rate (%)", compute="_compute_figures", digits=(5, 1))
    score = fields.Float("Score (0–100)", compute="_compute_figures", digits=(5, 1))
    previous_score = fields.Float("Before", compute="_compute_previous", digits=(5, 1))
    previous_rate = fields.Float("Response rate before (%)", compute="_compute_previous", digits=(5, 1))
    change = fields.Float(compute="_compute_previous", digits=(5, 1))

    @api.depends("partner_ids", "campaign_id.state")
    def _compute_figures(self):
        # sudo: figures without a name
        answers = self.env["survey.user_input"].sudo()
        rows = answers._read_group(
            [("cs_stratum_id", "in", self.ids), ("state", "=", "done")],
            ["cs_stratum_id"],
            ["__count", "scoring_percentage:avg"],
        )
        found = {stratum.id: (count, score) for stratum, count, score in rows}
        for stratum in self:
            stratum.asked = len(stratum.sudo().partner_ids)  # sudo: how many, not who
            stratum.answered, stratum.score = found.get(stratum.id, (0, 0.0))
            stratum.response_rate = 100 * stratum.answered / stratum.asked if stratum.asked else 0

    @api.depends("campaign_id.previous_id")
    def _compute_previous(self):
        before = {
            (stratum.campaign_id.id, stratum.key): stratum for stratum in self.campaign_id.previous_id.stratum_ids
        }
        for stratum in self:
            old = before.get((stratum.campaign_id.previous_id.id, stratum.key), stratum.browse())
            stratum.previous_score = old.score
            stratum.previous_rate = old.response_rate
            stratum.change = stratum.score - old.score if old.answered and stratum.answered else 0


class CsSurveyInvitation(models.Model):
    _inherit = "cs.survey.invitation"

    campaign_id = fields.Many2one("cs.survey.campaign", readonly=True, index="btree_not_null", ondelete="cascade")
    stratum_id = fields.Many2one("cs.survey.stratum", readonly=True, index="btree_not_null", ondelete="cascade")

    _once_each_campaign = models.UniqueIndex(
        "(campaign_id, partner_id) WHERE campaign_id IS NOT NULL", "This customer is asked once by a campaign."
    )

    def _plan(self):
        return self.campaign_id._plan() if self.campaign_id else super()._plan()

    def _answer_links(self):
        links = super()._answer_links()
        return {**links, "cs_campaign_id": self.campaign_id.id, "cs_stratum_id": self.stratum_id.id}


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    cs_campaign_id = fields.Many2one("cs.survey.campaign", "Campaign", readonly=True, index="btree_not_null")
    cs_stratum_id = fields.Many2one("cs.survey.stratum", "Stratum", readonly=True, index="btree_not_null")
