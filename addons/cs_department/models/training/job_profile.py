from odoo import fields, models


class CsJobProfile(models.Model):
    """Whoever begins with a post is put on its training plan."""

    _inherit = "cs.job.profile"

    training_plan_id = fields.Many2one(
        "cs.training.plan", "Training plan", index="btree_not_null", ondelete="restrict", check_company=True
    )

    def _begin(self, employees):
        result = super()._begin(employees)
        if self.training_plan_id:
            self.training_plan_id._assign(employees)
        return result

    def _say_parts(self):
        parts = super()._say_parts()
        # sudo: the name of a plan is no secret
        name = self.sudo().training_plan_id.name
        return [*parts, self.env._("Training: %(plan)s.", plan=name)] if name else parts
