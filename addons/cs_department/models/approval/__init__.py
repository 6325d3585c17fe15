from . import approval_rule, approval_step

# isort: split
# requests have steps, cases have requests
from . import approval, approval_answer, mail_composer, preview, ticket_approval, ticket_plan, ticket_reply
