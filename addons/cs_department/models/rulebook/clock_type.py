"""The clocks that a case or one of its department tasks can carry."""

#: clocks of the case itself
TICKET_CLOCKS = [
    ("first_response", "First response"),
    ("next_update", "Next update to the customer"),
    ("verification", "Verification of the facts"),
    ("resolution", "Resolution"),
    ("regulator", "Report to the regulator"),
]
#: legs of other departments, one per step of a task
TASK_CLOCKS = [
    ("task_verify", "Department: verify"),
    ("task_plan", "Department: plan"),
    ("task_do", "Department: carry out"),
    ("task_report", "Department: report back"),
]
CLOCK_TYPES = TICKET_CLOCKS + TASK_CLOCKS
