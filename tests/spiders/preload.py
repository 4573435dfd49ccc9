"""What the server of the crawls' processes imports once, all but the reactor."""

from spiders.sources import careersite, greenhouse, usajobs
from tests.spiders import conftest

__all__ = ["careersite", "conftest", "greenhouse", "usajobs"]
