"""For tests: the real servers, and services run on them in the test's own event loop. A pytest plugin.

The servers are started once for all parallel test processes, by the first that needs them, and stopped by the process
that leads the run. ``ZHENGXIN_TEST_SERVERS`` names the file of servers that run already.
"""

from kernel.testing.broker import Bus
from kernel.testing.infrastructure import Servers, pytest_configure, pytest_unconfigure, servers, vhost
from kernel.testing.stand_ins import Tokens, serving, tokens
from kernel.testing.workbench import Lab, bus, lab

__all__ = [
    "Bus",
    "Lab",
    "Servers",
    "Tokens",
    "bus",
    "lab",
    "pytest_configure",
    "pytest_unconfigure",
    "servers",
    "serving",
    "tokens",
    "vhost",
]
