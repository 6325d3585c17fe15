from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

#: a case of a defect is over
OVER = ("closed", "cancelled")


def _named(case) -> str:
    return f"{case.number or ''} {case.name}".strip()


class CsCheck(models.Model):
    _inherit = "cs.check"

    @api.model
    def _origins(self):
        return [*super()._origins(), ("cs.move.in", self.env._("Move-in"))]


class CsMoveIn(models.Model):
    """Joint inspection: a check like all others; what fails becomes a repair case of the unit."""

    _inherit = "cs.move.in"

    check_id = fields.Many2one("cs.check", "Joint inspection", readonly=True, ondelete="restrict", copy=False)
    check_state = fields.Selection(related="check_id.state", string="State of the inspection")
    case_ids = fields.Many2many("cs.ticket", string="Defects", compute="_compute_cases", compute_sudo=True)
    case_count = fields.Integer("Count of defects", compute="_compute_cases", compute_sudo=True)
    open_case_count = fields.Integer("Open defects", compute="_compute_cases", compute_sudo=True)
    #: the counter may not read every case of the department: this much of them it sees
    defects = fields.Text("What failed", compute="_compute_cases", compute_sudo=True)
    agreed_words = fields.Text("What the resident agreed to", readonly=True, copy=False)

    @api.depends("check_id.answer_ids.case_id.state")
    @api.depends_context("lang")
    def _compute_cases(self):
        states = dict(self.env["cs.ticket"]._fields["state"]._description_selection(self.env))
        checks = self._checks().grouped(lambda check: check.origin_ref.id)
        for one in self:
            cases = checks[one.id].answer_ids.case_id if one.id in checks else self.env["cs.ticket"]
            one.case_ids = cases
            one.defects = "\n".join(f"{_named(case)} · {states[case.state]}" for case in cases)
            one.case_count = len(cases)
            one.open_case_count = len(cases.filtered(lambda case: case.state not in OVER))

    def _checks(self):
        """All their inspections, the first and those after it (in sudo)."""
        refs = [f"{self._name},{one}" for one in self.ids]
        domain = [("unit_id", "in", self.unit_id.ids), ("origin_ref", "in", refs), ("state", "!=", "void")]
        return self.env["cs.check"].search(domain, order="id")

    def _defects(self):
        """The cases that its inspections opened (in sudo)."""
        return self._checks().answer_ids.case_id

    def action_inspection(self):
        """The papers are right: now unit and resident meet at the joint inspection.

        :raises UserError: naming the papers that are missing, where the rule asks for them.
        """
        self._need_clerk()
        move_in = self._in_state("papers")
        lacks = move_in._paper_lacks() if move_in._rule().needs_documents else []
        if lacks:
            raise UserError(self.env._("The papers are not complete:\n%(lacks)s", lacks="\n".join(lacks)))
        move_in.state = "inspection"
        move_in._look_at()
        return True

    def _look_at(self):
        """Give the joint inspection to the inspector (in sudo)."""
        inspector = self.inspector_id
        self.check_id = self.env["cs.check"]._give(
            [
                {
                    "checklist_id": self._rule().checklist_id.id,
                    "company_id": self.company_id.id,
                    "unit_id": self.unit_id.id,
                    "inspector_id": inspector.id if inspector.active else False,
                    "due": self.company_id._cs_today(),
                    "origin": self,
                }
            ]
        )

    def _check_done(self, check):
        """The joint inspection is finished (in sudo)."""
        failed = check.answer_ids.filtered("failed")
        self.message_post(
            body=self.env._("Joint inspection finished: nothing failed.")
            if not failed
            else self.env._(
                "Joint inspection finished; what failed is a case now: %(items)s",
                items=", ".join(failed.mapped("name")),
            )
        )
        if self.create_uid.active:
            self._tell({self.id: self.create_uid}, _lt("The joint inspection is finished"))

    def action_inspect(self):
        """Open the joint inspection on the phone."""
        move_in = self._in_state("inspection", "keys")
        return move_in.check_id.with_env(self.env).action_inspect()

    def action_inspect_again(self):
        """The defects were put right, or the inspection was made void: the same is looked at once more.

        :raises UserError: while a case is open.
        """
        self._need_clerk()
        move_in = self._in_state("inspection")
        if move_in.check_id.state == "void":
            move_in._look_at()
            return True
        if move_in.check_id.state != "done":
            raise UserError(self.env._("The joint inspection is not finished yet."))
        if move_in.open_case_count:
            raise UserError(self.env._("%(count)s defects are not put right yet.", count=move_in.open_case_count))
        if not move_in.case_count:
            raise UserError(self.env._("Nothing failed: there is nothing to look at again."))
        move_in._look_at()
        return True

    def action_keys(self):
        """The inspection is over: keys and meters come.

        :raises UserError: naming what is missing, where the rule asks for it.
        """
        self._need_clerk()
        move_in = self._in_state("inspection")
        lacks = move_in._inspection_lacks()
        if lacks:
            raise UserError(self.env._("The inspection is not over:\n%(lacks)s", lacks="\n".join(lacks)))
        move_in.state = "keys"
        return True

    # -- signed -----------------------------------------------------------------------------

    def action_sign_inspector(self):
        """The inspector signs what was found."""
        self._need_inspected()
        return self.action_sign("inspector")

    def action_sign_inspected(self):
        """The resident signs what was found."""
        self._need_inspected()
        return self.action_sign("resident")

    def action_sign_defects(self):
        """The resident moves in although defects are open."""
        self._need_inspected()
        if not self.open_case_count:
            raise UserError(self.env._("No defect is open."))
        return self.action_sign("defects")

    def _need_inspected(self):
        # sudo: where the inspection stands is known to whoever has the move-in
        if self._in_state("inspection", "keys").check_id.state != "done":
            raise UserError(self.env._("The joint inspection is not finished yet."))

    def _was_signed(self, role):
        if role == "defects":
            self.agreed_words = "\n".join(self._signing()._defect_words())

    def _inspection_words(self) -> list[str]:
        """What was found, as it is signed (in sudo)."""
        check = self.sudo().check_id  # sudo: what both have seen
        return [
            f"{check.checklist_id.name}",
            *(
                f"{'✗' if answer.failed else '✓'} {answer.name} {answer.note or ''}".strip()
                for answer in check.answer_ids
            ),
        ]

    def _defect_words(self) -> list[str]:
        open_ = self.sudo()._defects().filtered(lambda case: case.state not in OVER)  # sudo: as above
        return [
            self.env._("I move in although these defects are still to be put right:"),
            *(_named(case) for case in open_),
        ]

    def action_cases(self):
        """The repair cases of this move-in."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_ticket_action")
        return {**action, "domain": [("id", "in", self.case_ids.ids)], "context": {}}
