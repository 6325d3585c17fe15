from . import person

# isort: split
from . import course, res_company

# isort: split
from . import plan, record, session

# isort: split
from . import attendance, need, reading

# isort: split
# these extend what is above
from . import (
    assign,
    book_reading,
    certificate,
    check,
    exam,
    gate,
    guard,
    indicator,
    job_profile,
    member,
    merit,
    my_page,
    receipt,
    record_due,
    record_exam,
    settings,
    ticket,
    words,
)
