# answers first: the forms file them
from . import answer, link

# isort: split
from . import survey

# isort: split
from . import ballot, figure, invitation, mail, res_company, rule, ticket

# isort: split
# these extend what stands above
from . import campaign, counter

# isort: split
from . import invitation_buttons, invitation_page, invitation_send, rule_words, survey_book, ticket_page, ticket_survey
