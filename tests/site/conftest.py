"""The built site and a browser, for all site tests of one worker."""

import sys
from pathlib import Path

import pytest

sys.path[:0] = [
    str(Path(__file__).parents[2] / folder)
    for folder in ("scripts", "site/ext", "site/live")
]


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    from site_checks import build

    return build(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def site(built):
    return built[0]


@pytest.fixture(scope="session")
def address(site):
    from site_checks import serving

    with serving(site) as address:
        yield address


@pytest.fixture(scope="module")  # its event loop must not outlive the site tests
def browser():
    from site_checks import browsing

    with browsing() as browser:
        yield browser
