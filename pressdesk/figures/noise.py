"""Noise for figures: exact draws of the discrete Gaussian, and the margins that cover them.

Canonne, Kamath and Steinke, "The Discrete Gaussian for Differential Privacy" (2020), algorithms 1
to 3. Whole numbers and fractions only: the gaps between floating-point numbers give true counts
away.
"""

import secrets
from decimal import Decimal, localcontext
from fractions import Fraction

COVERED = Fraction(95, 100)
DIGITS = 50  # of the chances that margins are read off; the comparison needs a handful
FURTHEST = 12  # in sigmas: beyond lies less than 10^-31


def draw(sigma: int) -> int:
    """One draw: x with a chance in proportion to exp(-x^2 / (2 sigma^2)).

    Args:
        sigma: 1 or more, in tickets.
    """
    variance = sigma * sigma
    while True:
        guess = _laplace(sigma + 1)
        off = abs(guess) - Fraction(variance, sigma + 1)
        if _survives(off * off / (2 * variance)):
            return guess


def margin(sigma: int, draws: int = 1) -> int:
    """The smallest whole number that a sum of draws stays within, 95 times of 100 or more.

    Args:
        sigma: of each draw, in tickets.
        draws: how many are added up: 3 months of a quarter, 12 of a year.
    """
    chances = _chances(sigma)
    summed = chances
    for _ in range(draws - 1):
        summed = _added(summed, chances)
    middle, inside, width = len(summed) // 2, summed[len(summed) // 2], 0
    while inside < Decimal(COVERED.numerator) / COVERED.denominator:
        width += 1
        inside += summed[middle - width] + summed[middle + width]
    return width


def _laplace(scale: int) -> int:
    """A draw with chances in proportion to exp(-|x| / scale)."""
    while True:
        rest = secrets.randbelow(scale)
        if not _survives(Fraction(rest, scale)):
            continue
        wholes = 0
        while _survives(Fraction(1)):
            wholes += 1
        size, is_negative = rest + scale * wholes, secrets.randbelow(2) == 1
        if size or not is_negative:  # zero is drawn once, not once with each sign
            return -size if is_negative else size


def _survives(gamma: Fraction) -> bool:
    """True with the chance exp(-gamma), gamma 0 or more."""
    while gamma > 1:
        if not _survives(Fraction(1)):
            return False
        gamma -= 1
    tries = 1
    while _happens(gamma / tries):
        tries += 1
    return tries % 2 == 1


def _happens(chance: Fraction) -> bool:
    return secrets.randbelow(chance.denominator) < chance.numerator


def _chances(sigma: int) -> list[Decimal]:
    """Chances of each draw from -12 sigma to 12 sigma, adding up to 1."""
    with localcontext(prec=DIGITS):
        reach = FURTHEST * sigma
        weights = [(-Decimal(x * x) / (2 * sigma * sigma)).exp() for x in range(-reach, reach + 1)]
        whole = sum(weights)
        return [weight / whole for weight in weights]


def _added(one: list[Decimal], other: list[Decimal]) -> list[Decimal]:
    """Chances of the sum of two draws; both lists are centred on 0."""
    with localcontext(prec=DIGITS):
        summed = [Decimal(0)] * (len(one) + len(other) - 1)
        for place, chance in enumerate(one):
            for further, second in enumerate(other):
                summed[place + further] += chance * second
        return summed
