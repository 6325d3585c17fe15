"""How grave the facts of an accident make a case.

A rule names thresholds; one of them reached is enough. The facts set the least severity:
a person may rate a case graver, never less grave than the rule.
"""

from dataclasses import dataclass

#: suspected grades of an accident, the gravest first
GRADES = ("1", "2", "3", "4")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an accident: people dead, people hurt, the suspected grade or none."""

    deaths: int = 0
    injured: int = 0
    grade: str | None = None

    def __bool__(self) -> bool:
        return bool(self.deaths or self.injured or self.grade)


@dataclass(frozen=True, slots=True)
class Threshold:
    """From where a rule speaks; 0 or none = that fact does not count.

    :param grade: this grade or a graver one.
    """

    deaths: int = 0
    injured: int = 0
    grade: str | None = None

    def reached(self, facts: Facts) -> bool:
        """Whether one of the facts is as grave as the rule says."""
        if self.deaths and facts.deaths >= self.deaths:
            return True
        if self.injured and facts.injured >= self.injured:
            return True
        return bool(self.grade and facts.grade and GRADES.index(facts.grade) <= GRADES.index(self.grade))
