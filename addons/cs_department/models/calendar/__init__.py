from . import (
    calendar_exception,
    calendar_load,
    res_company,
    resource_calendar,
)
