"""Installation and removal of the addon."""

from .models.cashier.res_company import RECEIPT_CODE
from .models.ledger.res_company import CASH_JOURNAL, SALE_JOURNAL

ADDON = "cs_property"
JOURNALS = (SALE_JOURNAL, CASH_JOURNAL, "CSWX", "CSZFB")


def post_init_hook(env):
    """Make every company that keeps accounts ready to bill fees."""
    companies = env["res.company"].search([])
    companies.filtered("chart_template")._cs_fee_setup()


def uninstall_hook(env):
    """Leave nothing behind that only made sense with the addon.

    Odoo names what our models inherit (selections, mixins) in the mixins' addons and
    forgets these names when our models go. Posted documents, their accounts and journals stay.
    """
    _remove_unused_journals(env)
    # the receipts that the numbers belong to go as well
    env["ir.sequence"].search([("code", "=", RECEIPT_CODE)]).unlink()
    names = env["ir.model.data"]
    ours = [name for name, model in env.registry.items() if model._original_module == ADDON]
    models = env["ir.model"].search([("model", "in", ours)])
    inherited = {
        "ir.model.inherit": env["ir.model.inherit"].search([("model_id", "in", models.ids)]),
        "ir.model.fields.selection": models.field_id.selection_ids,
    }
    for model, records in inherited.items():
        # two kinds of names, one search each
        names.search([("module", "!=", ADDON), ("model", "=", model), ("res_id", "in", records.ids)]).unlink()


def _remove_unused_journals(env):
    """Journals that nothing was ever booked in go, with the accounts that Odoo made for them."""
    journals = env["account.journal"].with_context(active_test=False).search([("code", "in", JOURNALS)])
    booked = env["account.move"].search([("journal_id", "in", journals.ids)]).journal_id
    unused = journals - booked
    accounts = unused.filtered(lambda journal: journal.type in ("bank", "cash")).default_account_id
    env["cs.payment.means"].with_context(active_test=False).search([("journal_id", "in", unused.ids)]).unlink()
    unused.unlink()
    (accounts - env["account.move.line"].search([("account_id", "in", accounts.ids)]).account_id).unlink()
