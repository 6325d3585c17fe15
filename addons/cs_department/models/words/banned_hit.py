from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...core.now import utcnow


class CsBannedHit(models.Model):
    """A banned word in somebody's text: shown to him before it left, or sent all the same.

    Quality counts them by person and word. The rows are the system's.
    """

    _name = "cs.banned.hit"
    _description = "Banned word in a text"
    _order = "at desc, id desc"
    _allow_sudo_commands = False
    _log_access = False
    _rec_name = "word"

    word_id = fields.Many2one("cs.banned.word", "Entry of the book", ondelete="set null", index="btree_not_null")
    word = fields.Char("Word or phrase", required=True)
    found = fields.Char("As it was written", required=True)
    is_stop = fields.Boolean("Stops the text")
    outcome = fields.Selection(
        [("shown", "Shown before sending"), ("sent", "Sent with it")], "What came of it", required=True
    )
    channel = fields.Selection([("written", "Written"), ("spoken", "Spoken")], "How", required=True)
    at = fields.Datetime("Time", required=True, index=True)
    user_id = fields.Many2one("res.users", "Who wrote it", required=True, index=True)
    supervisor_id = fields.Many2one("res.users", index="btree_not_null")
    team_id = fields.Many2one("cs.team", index="btree_not_null")
    company_id = fields.Many2one("res.company", required=True, index=True)
    ticket_id = fields.Many2one("cs.ticket", "Case", ondelete="set null", index="btree_not_null")

    def write(self, vals):  # pylint: disable=method-required-super  # it is refused to all
        raise AccessError(self.env._("What was counted stays as it is."))

    @api.model
    def _count(self, hits, records, company, channel, outcome):
        """Append one row per word and case."""
        if not hits:
            return
        cases = records if records._name == "cs.ticket" else self.env["cs.ticket"]
        words = {hit.word.id: hit for hit in hits}
        # sudo: whose team it is, whoever writes
        teams = self.env.user.sudo().cs_team_ids.filtered(lambda team: team.company_id == company)
        rows = []
        for case in cases or [None]:
            # sudo: see above
            team = case.sudo().team_id if case else teams[:1]
            rows += [
                {
                    "word_id": hit.word.id,
                    "word": hit.word.text,
                    "found": hit.found[:200],
                    "is_stop": hit.stops,
                    "outcome": outcome,
                    "channel": channel,
                    "at": utcnow(),
                    "user_id": self.env.uid,
                    "supervisor_id": (team.supervisor_id or teams[:1].supervisor_id).id,
                    "team_id": team.id,
                    "company_id": company.id,
                    "ticket_id": case.id if case else False,
                }
                for hit in words.values()
            ]
        # sudo: the rows are the system's
        self.sudo().create(rows)
