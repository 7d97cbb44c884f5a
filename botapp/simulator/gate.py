"""Who may come in: only this machine, under its own name; and only the phone's own page may change things."""

from ipaddress import ip_address

from flask import abort, request

FORWARDED = ("forwarded", "via", "x-forwarded", "x-real-ip")


def only_this_machine() -> None:
    """403 for anything that came through a proxy, under another host name or from another machine."""
    direct = not any(name.lower().startswith(FORWARDED) for name, _ in request.headers)
    named = is_loopback(_without_port(request.host))
    near = is_loopback(request.remote_addr or "")
    if not (direct and named and near):
        abort(403)


def only_own_page() -> None:
    """403 for a change that another site's page could have sent: foreign origin, or no JSON."""
    if request.method != "POST":
        return
    own = request.headers.get("Origin", request.host_url.rstrip("/")) == request.host_url.rstrip("/")
    same = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    if not (own and same and request.is_json):
        abort(403)


def is_loopback(host: str) -> bool:
    """Whether a host name or address without port means this machine."""
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _without_port(host: str) -> str:
    return host if host.endswith("]") else host.rsplit(":", 1)[0] if ":" in host else host
