from . import accident_report, ir_attachment, kind, severity_rule, ticket
