from odoo import models


class CsTrainingSession(models.Model):
    """Whether a session was held, its verbs say."""

    _name = "cs.training.session"
    _inherit = ["cs.training.session", "cs.system.fields.mixin"]
    _system_fields = frozenset({"state"})


class CsTrainingNeed(models.Model):
    """Which fact a need comes from and what became of it, the system says."""

    _name = "cs.training.need"
    _inherit = ["cs.training.need", "cs.system.fields.mixin"]
    _system_fields = frozenset({"state", "source", "res_model", "res_id", "record_id"})


class CsReading(models.Model):
    """Who put a text out, when, and whether it is still to be signed, its verbs say."""

    _name = "cs.reading"
    _inherit = ["cs.reading", "cs.system.fields.mixin"]
    _system_fields = frozenset({"state", "out_on", "author_id"})
