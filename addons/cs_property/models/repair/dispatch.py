from odoo import api, fields, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.addons.cs_department.models.rulebook.routing_rule import RoutingPlan
from odoo.exceptions import UserError

from ...core import repair as core
from .order import IN_HAND, SUPERVISOR

#: who is at work is asked of the roster, else of the calendar
PRESENT = RoutingPlan(steps=(), presence="roster")


class CsRepairOrder(models.Model):
    """Who goes: people of the team that are on duty with the skill, the least busy first."""

    _inherit = "cs.repair.order"

    team_id = fields.Many2one(
        "cs.team",
        "Repair team",
        compute="_compute_team_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        check_company=True,
    )
    worker_id = fields.Many2one("res.users", "Technician", readonly=True, index="btree_not_null", tracking=True)
    planned_at = fields.Datetime("Planned for", readonly=True)
    dispatched_at = fields.Datetime("Sent on", readonly=True)
    task_id = fields.Many2one("cs.ticket.task", readonly=True, ondelete="set null", index="btree_not_null")

    @api.depends("ticket_id", "company_id")
    def _compute_team_id(self):
        # sudo: which team repairs, whoever orders it
        rules = self.env["cs.repair.rule"].sudo()
        for company, orders in self.grouped("company_id").items():
            # companies are few
            rule = rules.search([("company_id", "in", (False, company.id))]).sorted(lambda one: not one.company_id)[:1]
            team = rule.team_ids.filtered(lambda one, company=company: one.company_id == company)[:1]
            for order in orders:
                order.team_id = team or order.ticket_id.team_id

    def _skills_needed(self) -> frozenset[int]:
        """Of the services that are put down, and of what the case is about (in sudo)."""
        services = self.service_id | self.line_ids.item_id
        return frozenset(services.skill_ids.ids) | self.env["cs.ticket.category"]._skills_needed(
            self.ticket_id.category_id.id
        )

    def _workers(self) -> list[core.Worker]:
        """Who of the team could go, the best first; the same presence and skills as in routing (in sudo)."""
        if not self.team_id:
            return []
        tickets, case = self.env["cs.ticket"], self.ticket_id
        user_ids = frozenset(self.env["cs.team"]._facts(self.team_id.id).member_ids)
        presence = tickets._presence(user_ids, self.team_id.id, [PRESENT])
        skills, loads = tickets._skills_of(user_ids), tickets._open_loads(user_ids)
        barred = tickets._untrained_for(case.category_id.id, self.company_id.id, user_ids)
        in_hand = self._read_group(
            [("worker_id", "in", list(user_ids)), ("state", "in", IN_HAND), ("id", "!=", self.id)],
            ["worker_id"],
            ["__count"],
        )
        orders = {user.id: count for user, count in in_hand}
        return core.ranked(
            [
                core.Worker(
                    user_id=user_id,
                    on_duty=presence.is_present(user_id, "roster", case.area_id.id),
                    skills=skills.get(user_id, frozenset()),
                    load=loads[user_id] + orders.get(user_id, 0),
                    barred=user_id in barred,
                )
                for user_id in user_ids
            ],
            self._skills_needed(),
        )

    def _worker_words(self, worker) -> str:
        """Why somebody is proposed, or not (in sudo)."""
        needed = self._skills_needed()
        lacks = self.env["hr.skill"].browse(worker.lacks(needed)).mapped("name")
        said = [
            self.env._("on duty") if worker.on_duty else self.env._("not on duty"),
            self.env._("lacks: %(skills)s", skills=", ".join(lacks)) if lacks else "",
            self.env._("has the skill") if needed and not lacks else "",
            self.env._("has not passed the course") if worker.barred else "",
            self.env._("%(count)s in hand", count=worker.load),
        ]
        return " · ".join(filter(None, said))

    # -- verbs ---------------------------------------------------------------------------------

    def action_dispatch(self):
        """Show who could go.

        :raises UserError: before the customer has agreed.
        """
        self._need_dispatcher()
        order = self._dispatchable()
        # kept at once: each row has its button
        dialog = self.env["cs.repair.dispatch"].create({"order_id": order.id, "planned_at": order.wanted_at})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Dispatch"),
            "res_model": "cs.repair.dispatch",
            "res_id": dialog.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def _dispatchable(self):
        order = self._in_state("draft", "agreed", "dispatched", "rework")
        if order.state == "draft" and not order.is_free:
            raise UserError(self.env._("The customer has to agree first: quote it."))
        return order

    def dispatch(self, user_id=None, planned_at=None):
        """Send somebody; who was sent before is not any more.

        :param user_id: of the team.
        :param planned_at: when he is expected, naive UTC.
        :raises UserError: for who is not on duty or lacks a skill; supervisors send him all the same.
        """
        self._need_dispatcher()
        order = self._dispatchable()
        worker = next((one for one in order._workers() if one.user_id == user_id), None)
        if worker is None:
            raise UserError(self.env._("Choose somebody of the team."))
        user = order.env["res.users"].browse(worker.user_id)
        if not worker.fits(order._skills_needed()) and not self._has_group(SUPERVISOR):
            raise UserError(
                self.env._("%(name)s cannot be sent: %(why)s", name=user.name, why=order._worker_words(worker))
            )
        try:
            planned = fields.Datetime.to_datetime(planned_at or False)
        except (TypeError, ValueError):
            raise UserError(self.env._("This is no time.")) from None
        order._give_to(user, planned or order.planned_at)
        return True

    def _give_to(self, user, planned):
        """The work is a task of the case, as of any other department (in sudo)."""
        self._end_task(self.env._("Somebody else is sent."))
        case = self.ticket_id
        task = case.dispatch(steps=("do",), name=f"{self.name} {self.service_id.name}", user=user).sudo()
        task.planned_at = planned
        again = self.state == "rework"
        self.write(
            {
                "state": "rework" if again else "dispatched",
                "worker_id": user.id,
                "task_id": task.id,
                "planned_at": planned,
                "dispatched_at": utcnow(),
            }
        )

    def _end_task(self, reason):
        open_task = self.task_id.filtered(lambda task: task.state in ("waiting", "todo", "doing"))
        open_task.cancel(reason)
