from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...core.roster import fairness
from .ledger import COUNTED

#: what is shared out → the column of a shift that counts it, as its readers call it
KINDS = [
    ("night", "Nights"),
    ("weekend", "Weekend days"),
    ("holiday", "Public holidays"),
    ("unpopular", "Unpopular shifts"),
]


class CsRosterFairness(models.Model):
    """What somebody had of nights, weekends, holidays and unpopular shifts in a month, beside the fair share.

    The rows are made anew from the shifts in force when the page is opened; they are the
    ledger by which the next roster is made.
    """

    _name = "cs.roster.fairness"
    _description = "Fair share of the unpopular"
    _order = "month desc, team_id, employee_id, kind"
    _rec_name = "employee_id"

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    team_id = fields.Many2one("cs.team", required=True, ondelete="cascade")
    employee_id = fields.Many2one("hr.employee", "Person", required=True, ondelete="cascade")
    month = fields.Date(required=True)
    kind = fields.Selection(KINDS, required=True)
    done = fields.Integer("Had")
    share = fields.Float("Fair share")
    beyond = fields.Float("Above the fair share")

    @api.model
    def action_open(self):
        """The ledger as it stands now."""
        if not self.env.user.has_group("cs_department.group_cs_supervisor"):
            raise AccessError(self.env._("Only supervisors see how the unpopular is shared out."))
        # sudo: the rows are the engine's; they are made for the companies of the user and read with his rights
        self.sudo()._make_anew(self.env.companies)
        return self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_roster_fairness_action")

    @api.model
    def _make_anew(self, companies):
        """The rows of some companies from their shifts in force."""
        self.search([("company_id", "in", companies.ids)]).unlink()
        # the last roster of a team says how far the ledger reaches and who is entitled to what
        last = self.env["cs.roster"]._read_group(
            [("company_id", "in", companies.ids), ("state", "!=", "draft")], ["team_id"], ["date_to:max"]
        )
        rosters = self.env["cs.roster"].search(
            [("team_id", "in", [team.id for team, _day in last]), ("date_to", "in", [day for _team, day in last])]
        )
        ends = dict(last)
        rosters = rosters.filtered(lambda roster: ends[roster.team_id] == roster.date_to)
        self.create([row for roster in rosters for row in self._prepare_rows(roster)])

    @api.model
    def _prepare_rows(self, roster) -> list[dict]:
        people = roster._problem(whole=True)[0].people
        ledger = roster._ledger(fields.Date.add(roster.date_to, days=1))
        rows = []
        for kind in COUNTED:
            out = {person.key for person in people if kind not in person.shares}
            by_month = defaultdict(list)
            for row in ledger[kind]:
                by_month[row[0]].append(row)
            for month, entries in by_month.items():
                [account] = roster._ledger_months(entries, out)
                owed = fairness.owed([account], account.available)
                rows += [
                    {
                        "company_id": roster.company_id.id,
                        "team_id": roster.team_id.id,
                        "employee_id": int(key),
                        "month": month,
                        "kind": kind,
                        "done": account.done.get(key, 0),
                        "share": account.done.get(key, 0) + owing,
                        "beyond": -owing,
                    }
                    for key, owing in owed.items()
                ]
        return rows

    def action_open_shifts(self):
        """The shifts behind the number."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.employee_id.name,
            "res_model": "cs.shift",
            "views": [(False, "list"), (False, "form")],
            "domain": [
                ("employee_id", "=", self.employee_id.id),
                ("team_id", "=", self.team_id.id),
                ("state", "=", "published"),
                ("layer", "=", "work"),
                ("date", ">=", self.month),
                ("date", "<", fields.Date.add(self.month, months=1)),
                (COUNTED[self.kind], "=", True),
            ],
        }
