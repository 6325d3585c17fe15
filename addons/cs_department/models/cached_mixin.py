from odoo import api, models


class CsCachedMixin(models.AbstractModel):
    """Configuration that every case asks for: read once, kept in the registry's cache.

    Models of this kind answer from ``ormcache`` methods that return plain data; any
    change of their records forgets what was kept, on every worker.
    """

    _name = "cs.cached.mixin"
    _description = "Configuration kept in the cache"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env.registry.clear_cache()
        return records

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
