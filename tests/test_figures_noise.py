"""The noise is the discrete Gaussian, exactly; margins are the smallest that cover it."""

import ast
import math
import re
import secrets
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import opendp.prelude as opendp
import pytest

from pressdesk.figures import noise
from pressdesk.figures.declared import TABLES
from tests.gaussian import UNLIKELY, chances, is_noise, tail

DRAWS = 20_000


@pytest.fixture(scope="module", params=[1, 4, 10])
def sigma(request) -> int:
    return request.param


def is_far(draw: Callable[[], int], sigma: int) -> bool:
    """Whether draws are so far off that a right sampler would not be once in 10^9 runs."""
    return not is_noise([draw() for _ in range(DRAWS)], sigma)


def test_draws_are_of_the_discrete_gaussian(sigma):
    assert not is_far(lambda: noise.draw(sigma), sigma)


@pytest.mark.parametrize(
    "careless",
    [
        lambda: 0,  # a job that says noise, and prints true counts
        lambda: abs(noise.draw(4)),
        lambda: noise._laplace(4),
        lambda: secrets.randbelow(27) - 13,
        lambda: noise.draw(5),
        lambda: round(noise.draw(8) / 2),
    ],
)
def test_another_noise_would_be_seen(careless):
    assert is_far(careless, 4)


def test_the_laplace_draws_below_it_are_exact_too():
    seen = Counter(noise._laplace(3) for _ in range(DRAWS))

    chances = {x: math.exp(-abs(x) / 3) for x in range(-60, 61)}
    whole = sum(chances.values())
    for x in range(-6, 7):
        want = DRAWS * chances[x] / whole
        assert abs(seen[x] - want) < 6.5 * math.sqrt(want)


@pytest.mark.parametrize(
    ("sigma", "draws", "margin"), [(4, 1, 8), (6, 1, 12), (10, 1, 20), (4, 3, 14), (4, 12, 27)]
)
def test_a_margin_is_the_smallest_whole_number_that_covers_95_of_100(sigma, draws, margin):
    assert noise.margin(sigma, draws) == margin

    each = chances(sigma)
    summed = {0: 1.0}
    for _ in range(draws):
        further: Counter[int] = Counter()
        for one, p in summed.items():
            for other, q in each.items():
                further[one + other] += p * q
        summed = further
    assert sum(p for x, p in summed.items() if abs(x) <= margin) >= 0.95
    assert sum(p for x, p in summed.items() if abs(x) < margin) < 0.95


FIGURES = sorted(Path(noise.__file__).parent.glob("*.py"))
# What only reads or draws what is published already, or counts what needs no noise.
READERS = {"bars", "charts", "inquiries", "reading"}


def inexact(text: str) -> list[str]:
    """What has no place where noise is made: other chance, floating point, a seed."""
    found = []
    for node in ast.walk(ast.parse(text)):
        names = [alias.name for alias in getattr(node, "names", []) if isinstance(alias, ast.alias)]
        names += [getattr(node, "module", None) or "", getattr(node, "id", "")]
        found += [name for name in names if name.partition(".")[0] in BANNED]
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            found.append(str(node.value))
    return found


CHANCE = {"random", "numpy", "seed"}
BANNED = {*CHANCE, "math", "cmath", "statistics", "float"}


@pytest.mark.parametrize("path", FIGURES, ids=lambda path: path.stem)
def test_no_floating_point_and_no_other_chance_is_where_figures_are_made(path):
    found = inexact(path.read_text(encoding="utf-8"))

    assert found == [] or path.stem in READERS
    assert not CHANCE & set(found)


NOT_FOR_READERS = re.compile(
    r"import .*\b(draw|protect|secrets|ballots|ballot_keys|fit)\b|\bnoise\.(draw|_)"
)


@pytest.mark.parametrize("path", [path for path in FIGURES if path.stem in READERS])
def test_what_may_use_floating_point_draws_no_noise_and_sees_no_slip(path):
    assert not NOT_FOR_READERS.search(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "careless",
    [
        "from pressdesk.figures.noise import draw",
        "from pressdesk.figures import noise, protect",
        "value = count + noise.draw(4)",
        "_draw = cache(noise.draw)",
        "noise._laplace(4)",
    ],
)
def test_a_reader_that_draws_would_be_seen(careless):
    assert NOT_FOR_READERS.search(careless)
    assert not NOT_FOR_READERS.search("_margin = cache(noise.margin)")


@pytest.mark.parametrize(
    "careless",
    ["import random", "from math import exp", "x = 0.5", "float(3)", "import numpy as np"],
)
def test_a_careless_line_would_be_seen(careless):
    assert inexact(careless)


@pytest.fixture(scope="module")
def oracle() -> Callable[[int], Any]:
    """OpenDP's own mechanism on a whole number: its noise, and what it says that it costs."""
    opendp.enable_features("contrib")
    space = opendp.atom_domain(T="i32"), opendp.absolute_distance(T="i32")
    return lambda sigma: opendp.m.make_gaussian(*space, scale=float(sigma))


@pytest.mark.parametrize("sigma", sorted({table.sigma for table in TABLES}))
def test_draws_are_as_those_of_another_library(oracle, sigma):
    assert alike(oracle(sigma), sigma) > UNLIKELY


def test_a_noise_that_the_other_library_does_not_make_would_be_seen(oracle):
    assert alike(oracle(4), 5) < UNLIKELY


def alike(theirs: Callable[[int], int], sigma: int) -> float:
    """The chance of two such samples from one and the same noise."""
    ours, other = (
        Counter(draw() for _ in range(DRAWS))
        for draw in (lambda: noise.draw(sigma), lambda: theirs(0))
    )
    cells = [x for x in ours | other if ours[x] + other[x] >= 10]
    distance = sum((ours[x] - other[x]) ** 2 / (ours[x] + other[x]) for x in cells)
    return tail(distance, len(cells))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_what_a_table_costs_is_what_the_other_library_says(oracle, table):
    assert oracle(table.sigma).map(1) == pytest.approx(float(table.rho), rel=1e-9)
