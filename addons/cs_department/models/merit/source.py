from typing import Any, NamedTuple

#: rules whose events people propose
HAND = "hand"


class Source(NamedTuple):
    """A kind of fact that leads to rewards or penalties: records of a model, each one an event.

    :param label: what it is called in a rule (lazy).
    :param model: the model; it has the field ``company_id``.
    :param domain: which records count; one that no longer does takes its event back.
    :param person: path to the ``hr.employee`` or ``res.users`` whose event it is.
    :param day: field with the local day, or the moment (naive UTC), of the event.
    :param words: text field that says more, or a method (beginning with ``_``) of the record that says
        all of it; empty: the name of the record says enough.
    """

    label: Any
    model: str
    domain: list
    person: str
    day: str
    words: str = ""
