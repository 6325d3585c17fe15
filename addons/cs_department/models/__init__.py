from . import calendar, privacy, rulebook, ticket, intake
