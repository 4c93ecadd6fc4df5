"""kill -9 of the site and of its database under load: nothing confirmed is lost, nothing is half
stored, nobody meets a page without words.
"""

import pytest

from tests.faults import killing, places

pytest_plugins = ["tests.postgres"]
FEW, MANY = 8, 250


def test_what_was_confirmed_outlives_the_site_s_process(site):
    toll = killing.site_process(site, FEW)

    assert toll.bad == {}
    assert toll.confirmed >= FEW
    places.check_whole(site)


def test_what_was_confirmed_outlives_a_backend(far):
    toll = killing.backend(far, 2)

    assert toll.bad == {}


def test_what_was_confirmed_outlives_the_database(far, frail):
    toll = killing.database(far, frail, 2)

    assert toll.bad == {}
    places.check_whole(far)


@pytest.mark.long
def test_what_was_confirmed_outlives_many_kills(site):
    assert killing.site_process(site, MANY).bad == {}


@pytest.mark.long
def test_what_was_confirmed_outlives_many_ends_of_the_database(far, frail):
    assert killing.backend(far, 40).bad == {}
    assert killing.database(far, frail, 40).bad == {}
