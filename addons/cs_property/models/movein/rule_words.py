from odoo import api, fields, models
from odoo.addons.cs_department.models.rulebook import words

#: what keeps a move-in from its end, in the order in which it is said
NEEDS = (
    "needs_documents",
    "needs_agreements",
    "needs_inspection",
    "needs_defects",
    "needs_meters",
    "needs_keys",
    "needs_payment",
)


class CsMoveInRule(models.Model):
    """A rule of move-ins in the words of the rule book."""

    _inherit = "cs.move.in.rule"

    sentence = fields.Text("In words", compute="_compute_sentence")

    @api.depends_context("lang")
    @api.depends("slot_minutes", "room", "days_before", "days_ahead", "hours_ids", "fee_ids.unit_price", *NEEDS)
    def _compute_sentence(self):
        for rule in self:
            needs = [rule._fields[name]._description_string(self.env) for name in NEEDS if rule[name]]
            said = [
                self.env._(
                    "appointments of %(minutes)s minutes, %(room)s at once, %(first)s to %(last)s days ahead",
                    minutes=rule.slot_minutes,
                    room=rule.room,
                    first=rule.days_before,
                    last=rule.days_ahead,
                ),
                *(hours._in_words() for hours in rule.hours_ids),
                *(fee._in_words() for fee in rule.fee_ids),
                self.env._("it ends with: %(needs)s", needs=", ".join(needs)) if needs else "",
            ]
            rule.sentence = f"{rule.name or ''}: {words.clauses(self.env, said)}"


class CsMoveInHours(models.Model):
    _inherit = "cs.move.in.hours"

    def _in_words(self) -> str:
        self.ensure_one()
        return f"{words.label(self, 'weekday')} {_clock(self.hour_from)}–{_clock(self.hour_to)}"


class CsMoveInFee(models.Model):
    _inherit = "cs.move.in.fee"

    def _in_words(self) -> str:
        self.ensure_one()
        use = f" ({words.label(self, 'use')})" if self.use else ""
        return f"{self.item_id.name or ''}{use} {self.quantity} × {self.unit_price:,.2f}"


def _clock(hour) -> str:
    minutes = round(hour * 60)
    return f"{minutes // 60}:{minutes % 60:02d}"
