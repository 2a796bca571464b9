"""Whether nobody is watching: under tests, bars and stored progress are off."""

import os


def quiet() -> bool:
    """Return True in tests, in the kernels they start, and if COURSE_QUIET is set."""
    return bool(os.environ.get("COURSE_QUIET")) or "PYTEST_VERSION" in os.environ
