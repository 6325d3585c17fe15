from . import checklist

# isort: split
# checks copy the items of checklists and name recorded talks
from . import call, check, coaching, plan

# isort: split
# these extend them
from . import agreement, check_desk, check_life, checklist_words, draw, evidence, finding, frame, pick
