"""Column generation on larger problems: kinds of shift, LPs laid down anew, mending, instances made for the bench."""

import importlib
import random

import numpy as np
import pytest
from cs_core.roster.solver.columns import suits
from cs_core.roster.solver.columns_dive import Dive
from cs_core.roster.solver.columns_lp import Generator
from cs_core.roster.solver.columns_polish import Piece, Valuer
from cs_core.roster.solver.columns_pricing import HOPELESS, Pricer, _kinds
from cs_core.roster.solver.columns_start import first_roster, mended
from cs_core.roster.solver.columns_terms import NEVER, terms_of

from tests.benchmarks.roster import curtois, curtois_checker, curtois_made
from tests.benchmarks.roster.curtois_table import named

PROBLEM = importlib.import_module("cs_core.roster.problem")
SMALL = curtois_made.Kind(people=14, days=14, shifts=(2, 2, 1, 1), load=0.95, seed=5)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("made") / "small.txt"
    curtois_made.write(SMALL, path)
    return path, curtois.read(path, PROBLEM)


def _assignment(roster, terms):
    return tuple(tuple(-1 if shift == len(terms.units) else int(shift) for shift in days) for days in roster)


def test_a_made_instance_is_the_same_each_time_and_fit_for_columns(made, tmp_path):
    path, problem = made
    curtois_made.write(SMALL, tmp_path / "again.txt")
    assert (tmp_path / "again.txt").read_text() == path.read_text()
    assert suits(problem)
    assert (len(problem.people), problem.days) == (14, 14)


def test_shifts_that_are_the_same_to_a_path_are_one_kind_and_the_cheapest_of_them_is_taken(made):
    _path, problem = made
    terms = terms_of(problem)
    _people, follows = terms.groups[0]
    assert sorted(map(len, _kinds(follows, terms.units, -1))) == [1, 1, 2, 2]
    assert sorted(map(len, _kinds(follows, terms.units, 0))) == [1, 1, 1, 1, 2]
    rng = np.random.default_rng(1)
    cost = np.minimum(terms.cost + rng.integers(-50, 50, terms.cost.shape), NEVER)
    values, rosters = Pricer(terms, np.float64).price(cost)
    assert (values < HOPELESS).all()
    days = np.arange(problem.days)
    for person, roster in enumerate(rosters):
        assert cost[person, days, roster].sum() == pytest.approx(values[person])
    score = curtois_checker.score(_path, named(problem, _assignment(rosters, terms)))
    limits = [sentence for sentence in score.broken if "more than" in sentence]
    assert score.broken == limits  # limits of a shift beyond the tightest are rows of the master


def test_an_lp_laid_down_anew_costs_the_same_as_one_in_which_columns_are_blocked(made):
    terms = terms_of(made[1])
    generator = Generator(terms)
    generator.run()
    master = generator.master
    assert not master.large
    whole = master.objective
    wanted = [index % 3 > 0 for index, _column in enumerate(master.columns)]
    some = {id(column) for column, keep in zip(master.columns, wanted, strict=True) if keep}
    master.block(np.array(wanted))
    master.solve()
    blocked = master.objective
    master._anew(lambda column: id(column) in some)
    master.solve()
    assert master.objective == pytest.approx(blocked)
    assert len(master.columns) == sum(wanted)
    master._anew(lambda _column: True)
    master.solve()
    assert master.objective == pytest.approx(whole, abs=0.1)


def test_a_dive_that_is_stopped_gives_the_nearest_roster_and_mending_makes_it_one_that_keeps_the_rules(made):
    path, problem = made
    terms = terms_of(problem)
    stopped = []
    generator = Generator(terms, stop=lambda: bool(stopped))
    generator.run()
    dive = Dive(generator, terms.cost < NEVER / 2)
    fix = dive._fix
    dive._fix = lambda: (stopped.append(True), fix())[1]
    near = dive.run()
    assert near.shape == (14, 14)
    roster = mended(near, generator.rows, random.Random(1), lambda: False)
    score = curtois_checker.score(path, named(problem, _assignment(roster, terms)))
    assert not score.broken
    assert score.cost == Valuer(terms).cost(roster) >= generator.bound - 1e-6


def test_a_coarse_piece_makes_the_first_roster_better(made):
    terms = terms_of(made[1])
    valuer = Valuer(terms)
    roster = first_roster(valuer.rows, random.Random(1), lambda: False)
    pool = [[] for _ in roster]
    found = Piece(valuer, roster, np.arange(14), np.arange(14), pool).solve(random.Random(1), coarse=True)
    assert found is None or valuer.cost(found) < valuer.cost(roster)
