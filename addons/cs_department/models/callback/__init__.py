from . import attempt, event, festival

# isort: split
# what a callback is stands before what is done with it
from . import callback, rule

# isort: split
from . import (
    callback_call,
    callback_caller,
    callback_desk,
    callback_due,
    care,
    draw,
    figure,
    key,
    rule_preview,
    rule_words,
    ticket,
)
