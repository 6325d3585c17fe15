from odoo import api, models, tools


class CsCachedMixin(models.AbstractModel):
    """Configuration that every case asks for: read once, kept in the registry's cache.

    Models of this kind answer from ``ormcache`` methods that return plain data; any
    change of their records forgets what was kept, on every worker.
    """

    _name = "cs.cached.mixin"
    _description = "Configuration kept in the cache"

    @api.model
    def _for_cache(self):
        """The model as the cache reads it: for everybody alike, whoever asks first."""
        # sudo: what is kept serves every user; his language and filters must not colour it
        return self.with_env(self.env(su=True, context={}))

    @api.model
    def _forget_cached(self):
        """Records have changed. Extend to tell those who rely on them."""
        self.env.registry.clear_cache()

    def _decides(self, vals) -> bool:
        """Whether a write of these values changes what is kept."""
        return True

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self._forget_cached()
        return records

    def write(self, vals):
        result = super().write(vals)
        if self._decides(vals):
            self._forget_cached()
        return result

    def unlink(self):
        result = super().unlink()
        self._forget_cached()
        return result


class CsCachedNameMixin(models.AbstractModel):
    """Configuration that lists and boards name in every row: its names are kept too."""

    _name = "cs.cached.name.mixin"
    _description = "Configuration whose names are kept in the cache"
    _inherit = ["cs.cached.mixin"]

    @tools.ormcache("self.env.lang")
    @api.model
    def _cached_names(self) -> dict[int, str]:
        """Names of all records, archived ones too, in the reader's language."""
        # sudo: a list names what its rows refer to, whoever reads it
        everything = self.sudo().with_context(active_test=False)
        records = everything.search([])  # pylint: disable=no-search-all  # a department has a few dozen
        return {record.id: record[self._rec_name] or "" for record in records}

    @api.depends(lambda self: (self._rec_name,) if self._rec_name else ())
    @api.depends_context("lang")
    def _compute_display_name(self):
        """The name, without a query."""
        names = self._cached_names()
        for record in self:
            # what a form has not saved yet is in no cache
            name = names.get(record.id)
            record.display_name = record[self._rec_name] if name is None else name
