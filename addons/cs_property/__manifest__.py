{
    "name": "Property Management: Estate and Fees",
    "summary": "Estate register, fee billing, cashier, arrears and reconciliation on real accounting",
    "version": "19.0.1.0.0",
    "category": "Services/Customer Service",
    "author": "Customer Service Department contributors",
    "website": "https://example.org/cs_property",
    "license": "AGPL-3",
    "application": True,
    "depends": [
        "cs_department",
        "account",
        "account_reconcile_oca",
        "account_statement_import_camt",
        "account_statement_import_file_reconcile_oca",
        "account_statement_import_sheet_file",
        "web_hierarchy",
    ],
    # Order matters: groups before access rights, rules before the data that they read.
    "data": [
        "security/cs_property_groups.xml",
        "security/ir.model.access.csv",
        "security/cs_estate_rules.xml",
        "security/cs_fee_rules.xml",
        "security/cs_billing_rules.xml",
        # the menus' headings; each item stands with the views of its area
        "views/menus.xml",
        "views/cs_estate_views.xml",
    ],
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
