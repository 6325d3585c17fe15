from . import tell_mixin

# isort: split
# cases and tasks inherit the mixin, which must be defined before them
from . import (
    area,
    category,
    cause,
    channel,
    clock,
    customer_class,
    event,
    ir_sequence,
    kind,
    presence,
    priority_matrix,
    res_company,
    res_users,
    severity,
    stage,
    tag,
    task,
    team,
    ticket,
)

# isort: split
# what happens to a case extends what it is
from . import (
    book_words,
    case_template,
    clock_recount,
    mail_gateway,
    ticket_buttons,
    ticket_caller,
    ticket_change,
    ticket_clock,
    ticket_due,
    ticket_figures,
    ticket_flow,
    ticket_lateness,
    ticket_life,
    ticket_mail,
    ticket_merge,
    ticket_people,
    ticket_presence,
    ticket_promise,
    ticket_promises,
    ticket_recheck,
    ticket_registration,
    ticket_repeat,
    ticket_routing,
    ticket_rules,
    ticket_screen,
    ticket_search,
    ticket_step,
    ticket_transfer,
)

# isort: split
# the board listens to all of these, so it comes last
from . import ticket_board
