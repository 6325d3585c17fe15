from odoo import api, models
from odoo.exceptions import UserError, ValidationError

#: whom the gate asks, those who live there first
HOSTS = ("tenant", "shopkeeper", "owner", "family", "authorised")


class CsGate(models.AbstractModel):
    """Somebody stands at the gate whom nobody has announced: his host is asked before he comes in."""

    _inherit = "cs.gate"

    @api.model
    def _purposes(self) -> list[dict]:
        self._need_guard()
        # sudo: a guard reads no rule book; he chooses one of its purposes
        rules = self.env["cs.visitor.rule"].sudo()
        own = rules.search([("company_id", "in", (False, *self.env.companies.ids))])
        return [{"id": rule.id, "name": rule.name} for rule in own]

    @api.model
    def _walk_in(self, form) -> dict:
        """Register who stands at the gate.

        :param form: what the guard wrote: ``name``, ``phone``, ``plate``, ``people``, ``unit`` (its code),
            ``rule``; anything may come in.
        :return: as a scan; ``text`` is the number by which the guard looks again. The host answers by the link
            that he is sent, or to the counter on the telephone.
        """
        self._need_guard()
        form = form if isinstance(form, dict) else {}
        said = {key: self._plain(form.get(key))[:60] for key in ("name", "phone", "plate", "unit", "rule", "people")}
        units = self._units_called(said["unit"])
        if len(units) != 1:
            return self._answer("none", self.env._("No unit has this code."))
        try:
            with self.env.cr.savepoint():
                visit = self._register_walk_in(units, said)
        except (UserError, ValidationError) as error:
            return self._answer("refused", str(error.args[0]))
        if visit.state != "asked":
            return {**self._answer("ok", "", visit), "text": visit.number}
        words = self.env._("The host was asked by text message: look again in a moment.")
        if not visit._text_host():
            words = self.env._("The host has no telephone: ask the counter to call him.")
        verbs = [{"name": "look", "label": self.env._("Look again")}]
        card = visit.with_context(lang=self.env.lang)._scan_card()
        return {"result": "asked", "words": words, "card": card, "verbs": verbs, "text": visit.number}

    @api.model
    def _units_called(self, code):
        # sudo: a guard reads no units; he writes down the code that he is told
        units = self.env["cs.estate.unit"].sudo()
        own = [("company_id", "in", self.env.companies.ids)]
        return units.search([*own, ("code", "=ilike", _literal(code))], limit=2) if code else units

    @api.model
    def _register_walk_in(self, unit, said):
        """
        :raises UserError: in words for the guard.
        """
        party = unit.party_ids.filtered("is_current").sorted(
            lambda one: (not one.partner_id.phone, HOSTS.index(one.role), one.id)
        )[:1]
        rule = next((one for one in self._purposes() if str(one["id"]) == said["rule"]), None)
        people = said["people"] or "1"
        if not said["name"] or not rule or not people.isdecimal() or len(people) > 4:
            raise UserError(self.env._("Say who comes, how many, and why."))
        if not party:
            raise UserError(self.env._("Nobody lives in this unit today."))
        # in sudo, with the unit: a guard registers by this verb only
        return unit.env["cs.visitor"].create(
            {
                **{key: said[key] for key in ("name", "phone", "plate")},
                "people": int(people),
                "rule_id": rule["id"],
                "unit_id": unit.id,
                "partner_id": party.partner_id.id,
                "origin": "gate",
            }
        )


def _literal(code: str) -> str:
    """A code in which nothing stands for anything else."""
    return code.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
