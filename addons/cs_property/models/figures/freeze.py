from collections import defaultdict

from odoo import api, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL

from ...core import collection
from ..money import exact

#: in the order of the query
AMOUNTS = ("opening", "charged", "received", "credited", "due", "due_received")


class CsPropertyMonth(models.Model):
    """Reading the figures of a month and keeping them."""

    _inherit = "cs.property.month"

    @api.model
    def _cron_freeze(self):
        """Freeze the month that ended, once per estate; run again, nothing moves."""
        for company in self.env["res.company"].search([("cs_freeze_day", ">", 0)]):
            # companies are few
            estates = self.env["cs.estate"].search([("company_id", "=", company.id)])
            self._freeze(estates, company._cs_today())
            self.env["ir.cron"]._commit_progress()

    @api.model
    def action_freeze(self):
        """Freeze the month that ended, where that did not happen by itself.

        :raises AccessError: for everybody but accountants.
        """
        self.env["cs.billing.line"]._check_may_bill()
        company = self.env.company
        # sudo: the right was checked; figures are written by the system
        estates = self.env["cs.estate"].sudo().search([("company_id", "=", company.id)])
        if not self.sudo()._freeze(estates, company._cs_today()):
            raise UserError(self.env._("The last month is frozen already."))
        return self.env["ir.actions.act_window"]._for_xml_id("cs_property.cs_property_month_action")

    @api.model
    def _freeze(self, estates, today):
        """Keep the figures of the month that ended on or before a day (in sudo).

        :return: the new months; estates that have it already are left alone.
        """
        rows = []
        for company, ours in estates.grouped("company_id").items():
            # companies are few
            first, last = collection.month_ending(today, company.cs_freeze_day or 24)
            done = self.search([("estate_id", "in", ours.ids), ("date_to", ">=", first)]).estate_id
            todo = ours - done
            if todo:
                rows += self._frozen_values(company, todo, first, last)
        return self.create(rows)

    @api.model
    def _frozen_values(self, company, estates, first, last) -> list[dict]:
        """The figures of estates of one company; a handful of queries for all of them."""
        movements = self._movements(estates, first, last)
        places = self._places(estates)
        held = self._held(estates, company.cs_deposit_account_id, last)
        prepaid = self._prepaid(estates, last)
        now = utcnow()
        return [
            {
                "company_id": company.id,
                "estate_id": estate.id,
                "date_from": first,
                "date_to": last,
                "frozen_at": now,
                **self._whole_values(movements[estate.id], places[estate.id]),
                "deposits": held.get(estate.id, 0),
                "prepaid": prepaid.get(estate.id, 0),
                "line_ids": [Command.create(key | self._values(part)) for key, part in movements[estate.id]],
                "place_ids": [Command.create(place) for place in places[estate.id]],
            }
            for estate in estates
        ]

    @api.model
    def _whole_values(self, movements, places) -> dict:
        units = sum(place["unit_count"] for place in places)
        vacant = sum(place["vacant_count"] for place in places)
        return {
            **self._values(collection.whole(part for _key, part in movements)),
            "unit_count": units,
            "vacant_count": vacant,
            "occupied_count": units - vacant,
            "occupancy_rate": float(collection.rate(exact(units - vacant), exact(units)) or 0),
        }

    @api.model
    def _values(self, part: collection.Movement) -> dict:
        return {
            **{name: float(getattr(part, name)) for name in AMOUNTS},
            "outstanding": float(part.closing),
            "collection_rate": float(part.rate or 0),
        }

    @api.model
    def _movements(self, estates, first, last) -> dict:
        """Estate id → [(building, fee, steward; what happened to the debts there)].

        A charge counts from the day of its invoice; what was paid beforehand settles it on that day.
        """
        self.env["cs.billing.line"].flush_model()
        self.env["cs.fee.allocation"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                SELECT c.estate_id, c.building_id, c.item_id, c.steward_id,
                       sum(CASE WHEN c.day < %(first)s THEN c.total - c.before ELSE 0 END),
                       sum(CASE WHEN c.day BETWEEN %(first)s AND %(last)s THEN c.total ELSE 0 END),
                       sum(c.received), sum(c.credited),
                       sum(CASE WHEN c.due_on BETWEEN %(first)s AND %(last)s THEN c.total - c.all_credited ELSE 0 END),
                       sum(CASE WHEN c.due_on BETWEEN %(first)s AND %(last)s THEN c.all_received ELSE 0 END)
                  FROM (
                    SELECT l.estate_id, l.building_id, l.item_id, l.steward_id, l.due_on, l.amount_total AS total,
                           m.date AS day,
                           COALESCE(sum(a.amount) FILTER (WHERE s.day < %(first)s), 0) AS before,
                           COALESCE(sum(a.amount) FILTER (WHERE a.is_payment AND s.day >= %(first)s), 0) AS received,
                           COALESCE(sum(a.amount) FILTER (WHERE NOT a.is_payment AND s.day >= %(first)s), 0)
                             AS credited,
                           COALESCE(sum(a.amount) FILTER (WHERE a.is_payment), 0) AS all_received,
                           COALESCE(sum(a.amount) FILTER (WHERE NOT a.is_payment), 0) AS all_credited
                      FROM cs_billing_line l
                      JOIN account_move m ON m.id = l.move_id
                      LEFT JOIN cs_fee_allocation a
                             ON a.line_id = l.id AND GREATEST(a.date, m.date) <= %(last)s
                 LEFT JOIN LATERAL (SELECT GREATEST(a.date, m.date) AS day) s ON TRUE
                     WHERE l.estate_id IN %(estates)s AND l.state IN ('billed', 'void') AND m.date <= %(last)s
                  GROUP BY l.id, m.date) c
              GROUP BY c.estate_id, c.building_id, c.item_id, c.steward_id
              ORDER BY c.building_id, c.item_id, c.steward_id
                """,
                first=first,
                last=last,
                estates=tuple(estates.ids),
            )
        )
        found = defaultdict(list)
        for estate, building, item, steward, *amounts in self.env.cr.fetchall():
            key = {"building_id": building, "item_id": item, "steward_id": steward}
            part = collection.Movement(*(exact(amount) for amount in amounts))
            if any((part.opening, part.charged, part.received, part.credited, part.due)):
                found[estate].append((key, part))
        return found

    @api.model
    def _places(self, estates) -> dict:
        """Estate id → occupancy of its buildings, as it is now; parking and storage are not lived in."""
        rows = self.env["cs.estate.unit"]._read_group(
            [("estate_id", "in", estates.ids), ("type_id.category", "not in", ["parking", "storage"])],
            ["estate_id", "building_id", "occupancy"],
            ["__count"],
        )
        counts = defaultdict(lambda: defaultdict(int))
        for estate, building, occupancy, count in rows:
            counts[estate.id, building.id][occupancy or "vacant"] += count
        found = defaultdict(list)
        for (estate, building), by in counts.items():
            units = sum(by.values())
            lived = exact(units - by["vacant"])
            found[estate].append(
                {
                    "building_id": building,
                    "unit_count": units,
                    **{f"{name}_count": by[name] for name in ("owner", "tenant", "shop", "vacant")},
                    "occupancy_rate": float(collection.rate(lived, exact(units)) or 0),
                }
            )
        return found

    @api.model
    def _held(self, estates, account, last) -> dict:
        """Estate id → deposits held at the end of a day, as the general ledger says."""
        rows = self.env["account.move.line"]._read_group(
            [
                ("account_id", "=", account.id),
                ("parent_state", "=", "posted"),
                ("date", "<=", last),
                ("cs_unit_id.estate_id", "in", estates.ids),
            ],
            ["cs_unit_id"],
            ["balance:sum"],
        )
        found = defaultdict(float)
        for unit, balance in rows:
            found[unit.estate_id.id] -= balance
        return {estate: round(amount, 2) for estate, amount in found.items()}

    @api.model
    def _prepaid(self, estates, last) -> dict:
        """Estate id → open credits of payers at the end of a day."""
        self.env["account.move.line"].flush_model()
        self.env["account.partial.reconcile"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                SELECT u.estate_id, sum(-l.balance - COALESCE(p.used, 0))
                  FROM account_move_line l
                  JOIN cs_estate_unit u ON u.id = l.cs_unit_id
                  JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
             LEFT JOIN LATERAL (SELECT sum(r.amount) AS used FROM account_partial_reconcile r
                                 WHERE r.credit_move_id = l.id AND r.max_date <= %(last)s) p ON TRUE
                 WHERE u.estate_id IN %(estates)s AND l.parent_state = 'posted' AND l.balance < 0 AND l.date <= %(last)s
              GROUP BY u.estate_id
                """,
                last=last,
                estates=tuple(estates.ids),
            )
        )
        return dict(self.env.cr.fetchall())
