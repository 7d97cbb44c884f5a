"""Is it free, is it ready? Questions to ports and sockets; light, as they are asked often."""

import errno
import socket
from pathlib import Path

PATIENCE = 1.0  # seconds
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 (read, not bound)


def answers_ping(path: Path) -> bool:
    """Whether a Redis server answers on this unix socket and has loaded what it keeps."""
    with socket.socket(socket.AF_UNIX) as line:
        return _ask(line, str(path), b"PING\r\n").startswith(b"+PONG")


def forget_beats(path: Path) -> None:
    """Drop heartbeats that an earlier run left, so that nobody takes them for those of this run."""
    with socket.socket(socket.AF_UNIX) as line:
        _ask(line, str(path), b"DEL botapp:worker botapp:clock\r\n")


def answers_ready(host: str, port: int) -> bool:
    """Whether GET /readyz answers 200."""
    with _line_to(host) as line:
        question = b"GET /readyz HTTP/1.0\r\nHost: localhost\r\n\r\n"
        return b" 200 " in _ask(line, (ANYWHERE.get(host, host), port), question).partition(b"\r\n")[0]


def free_port(host: str, port: int) -> int | None:
    """The port if a server could listen there (any free one for 0), else None.

    Raises OSError for an address that this machine does not have.
    """
    with _line_to(host) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            line.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return None
            raise
        return int(line.getsockname()[1])


def _line_to(host: str) -> socket.socket:
    return socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)


def _ask(line: socket.socket, address: str | tuple[str, int], question: bytes) -> bytes:
    line.settimeout(PATIENCE)
    try:
        line.connect(address)
        line.sendall(question)
        return line.recv(256)
    except OSError:
        return b""
