from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.cs_department.core.handover import Found
from odoo.fields import Domain
from odoo.tools import format_date


class CsDutyPost(models.Model):
    _inherit = "cs.duty.post"

    keeps_custody = fields.Boolean(
        "Keys and tools are kept here",
        default=True,
        help="What is out stands on the handover of this post, and what is in is counted, as the rules of custody say.",
    )


class CsHandover(models.Model):
    _inherit = "cs.handover"

    def _handover_sources(self):
        return [*super()._handover_sources(), "cs.custody.item", "cs.custody.kind"]

    def _closes_by_itself(self):
        # a count that was wrong is explained by a person
        return super()._closes_by_itself() - {"cs.custody.kind"}


class CsCustodyItem(models.Model):
    """What is out is told to whoever comes, until it is back."""

    _inherit = "cs.custody.item"

    @api.model
    def _handover_items(self, scope):
        if not scope.post.keeps_custody:
            return []
        mine = Domain("company_id", "=", scope.company.id) & Domain("kind_id.on_handover", "=", True)
        today = scope.company._cs_local_day(scope.now)
        return [
            Found(
                "custody",
                ("cs.custody.item", item.id),
                item.display_name,
                item._handover_words(),
                "danger" if item.due_on and item.due_on < today else "warning" if item.due_on == today else "none",
                item.company_id._cs_midnight(item.due_on + timedelta(days=1)) if item.due_on else None,
            )
            for item in self.search(mine & Domain("state", "=", "out"))
        ]

    def _handover_words(self):
        said = [
            self.env._("%(name)s has it", name=self.holder_id.name),
            self.holder_id.phone_masked,
            self.env._("due on %(day)s", day=format_date(self.env, self.due_on)) if self.due_on else "",
        ]
        return " · ".join(filter(None, said))

    def _handover_now(self):
        states = dict(self._fields["state"]._description_selection(self.env))
        return {item.id: (item.state == "out", states[item.state]) for item in self}


class CsCustodyKind(models.Model):
    """What is in is counted at the handover and held to the ledger."""

    _inherit = "cs.custody.kind"

    @api.model
    def _handover_items(self, scope):
        if not scope.post.keeps_custody:
            return []
        counts = self.env["cs.custody.item"]._read_group(
            [
                ("company_id", "=", scope.company.id),
                ("kind_id.counted", "=", True),
                ("state", "in", ("in", "out")),
            ],
            ["kind_id", "state"],
            ["__count"],
        )
        kinds, inside = self.browse(), {}
        for kind, state, count in counts:
            kinds |= kind
            inside[kind] = inside.get(kind, 0) + (count if state == "in" else 0)
        return [
            Found(
                "count",
                ("cs.custody.kind", kind.id),
                kind.name,
                self.env._("in the cabinet, by the ledger"),
                values=(("has_expected", True), ("expected", inside[kind])),
            )
            for kind in kinds.sorted(lambda kind: (kind.sequence, kind.id))
        ]

    def _handover_now(self):
        return {kind.id: (True, "") for kind in self}
