from . import appeal, appealable, team, words
