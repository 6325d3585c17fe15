"""The rows that an upgrade must keep, as JSON: table → key → values.

rows.py reads the database of PGDATABASE; connection settings come from PG* variables.
"""

import json
import sys

import psycopg2
from psycopg2 import sql

OURS = r"""
SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'cs\_%' AND relnamespace = 'public'::regnamespace
"""
#: tables of other addons in which a department's work lies too, with the part that is looked at
SHARED = {
    "hr_department": "TRUE",
    "hr_employee": "TRUE",
    "ir_attachment": "res_model LIKE 'cs.%' AND res_field IS NULL",
    # when working hours last changed is no setting: new working hours of the demo data change it
    "ir_config_parameter": "key LIKE 'cs\\_department.%' AND key <> 'cs_department.hours_changed_at'",
    "ir_cron": "cron_name LIKE 'Customer service%'",
    "ir_model_data": "module = 'cs_department'",
    "ir_sequence": "code LIKE 'cs.%'",
    "mail_activity": "res_model LIKE 'cs.%'",
    "mail_alias": "TRUE",
    "mail_followers": "res_model LIKE 'cs.%'",
    "mail_message": "model LIKE 'cs.%'",
    "mail_template": "model LIKE 'cs.%'",
    "res_company": "TRUE",
    "res_groups_users_rel": "TRUE",
    "res_partner": "TRUE",
    "res_users": "TRUE",
    "resource_calendar": "TRUE",
    "resource_calendar_attendance": "TRUE",
    "resource_calendar_leaves": "TRUE",
}


def key_of(table, row):
    if table == "ir_model_data":
        return f"{row['module']}.{row['name']}"
    return str(row["id"]) if "id" in row else json.dumps(row, sort_keys=True)


def main():
    found = {}
    with psycopg2.connect("").cursor() as cursor:
        cursor.execute(OURS)
        parts = {row[0]: "TRUE" for row in cursor.fetchall()} | SHARED
        for table, part in sorted(parts.items()):
            query = sql.SQL("SELECT to_jsonb(t) FROM {} t WHERE {}")
            cursor.execute(query.format(sql.Identifier(table), sql.SQL(part)))
            found[table] = {key_of(table, row): row for (row,) in cursor.fetchall()}
    json.dump(found, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    sys.exit(main())
