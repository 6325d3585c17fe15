from odoo import fields, models


class CsTicketTag(models.Model):
    _name = "cs.ticket.tag"
    _description = "Tag on cases"
    _order = "name"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer()

    _name_uniq = models.UniqueIndex("(md5(name->>'en_US'))", "There is such a tag already.")
