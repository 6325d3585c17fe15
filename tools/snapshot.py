"""What a database consists of, for comparing it before an installation and after the removal of an addon.

snapshot.py prints one line for each table, column, index, constraint, sequence and function, and for each record of the
models that addons leave things in; connection settings come from PG* variables (PGDATABASE among them).
"""

import sys

import psycopg2

SCHEMA = """
SELECT 'table ' || relname FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm') AND relnamespace = 'public'::regnamespace
UNION ALL SELECT 'column ' || table_name || '.' || column_name || ' ' || udt_name
    || CASE is_nullable WHEN 'NO' THEN ' required' ELSE '' END
    FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'index ' || indexname || ': ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'constraint ' || conrelid::regclass || '.' || conname || ': ' || pg_get_constraintdef(oid)
    FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
UNION ALL SELECT 'sequence ' || sequencename FROM pg_sequences WHERE schemaname = 'public'
UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION ALL SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'extension ' || extname FROM pg_extension
"""
# name of the table -> an expression that names a record in a message
RECORDS = {
    "ir_model_data": "module || '.' || name || ' ' || model",
    "ir_model": "model",
    "ir_model_fields": "model || '.' || name",
    "ir_cron": "coalesce(cron_name, '')",
    "ir_act_server": "coalesce(name ->> 'en_US', '')",
    "ir_act_window": "coalesce(name ->> 'en_US', '')",
    "ir_ui_view": "coalesce(key, name)",
    "ir_ui_menu": "coalesce(name ->> 'en_US', '')",
    "ir_model_access": "name",
    "ir_rule": "coalesce(name, '')",
    "ir_sequence": "coalesce(code, '') || ' ' || name",
    "ir_config_parameter": "key",
    "ir_default": "field_id::text || ' ' || json_value",
    "ir_filters": "name",
    "res_groups": "coalesce(name ->> 'en_US', '')",
    "res_groups_privilege": "coalesce(name ->> 'en_US', '')",
    "mail_template": "coalesce(name ->> 'en_US', '')",
    "mail_activity_type": "coalesce(name ->> 'en_US', '')",
    "mail_message_subtype": "coalesce(name ->> 'en_US', '')",
    "mail_alias": "coalesce(alias_name, '')",
    "base_automation": "coalesce(name ->> 'en_US', '')",
    "ir_act_report_xml": "coalesce(name ->> 'en_US', '')",
    "account_journal": "code",
    "survey_survey": "coalesce(title ->> 'en_US', '')",
}
# Odoo writes these itself at any installation or while it works
IGNORED = (
    "ir_config_parameter base.",
    "ir_config_parameter database.",
    "ir_model_data base.module_",
)


def main():
    with psycopg2.connect("").cursor() as cursor:
        cursor.execute(SCHEMA)
        lines = {row[0] for row in cursor.fetchall()}
        for table, expression in RECORDS.items():
            if f"table {table}" in lines:
                cursor.execute(f"SELECT id, {expression} FROM {table}")
                for number, name in cursor.fetchall():
                    mark = "" if table in ("ir_model_data", "ir_model_fields", "ir_model") else f" #{number}"
                    lines.add(f"{table} {name}{mark}")
    print("\n".join(sorted(line for line in lines if not line.startswith(IGNORED))))


if __name__ == "__main__":
    sys.exit(main())
