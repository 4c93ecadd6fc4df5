"""The promises' own fixtures."""

from typing import Any

import pytest

from tests.journeys.conftest import FLAGS


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return browser_type_launch_args | {"executable_path": "/usr/bin/chromium", "args": FLAGS}
