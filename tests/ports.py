"""Ports that nobody listens at."""

import secrets
import socket
from contextlib import closing, suppress

# Below those that the kernel gives to whoever calls. Who calls a port before anybody listens there
# may be given that very one, speaks to herself, and it is taken when the server comes.
PORTS = range(15_000, 32_000)


def free_port() -> int:
    """One of this machine's."""
    while True:
        port = secrets.choice(PORTS)
        with suppress(OSError), closing(socket.socket()) as one:
            one.bind(("127.0.0.1", port))
            return port
