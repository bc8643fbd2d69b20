"""How clients connect to the brokers: where, by TLS or not, and as whom. aiokafka and kafka-python ask the same."""

import ssl
from typing import Any

from streams.errors import WrongUsage
from streams.secrecy import secrets_of
from streams.settings import Settings


def connection(settings: Settings) -> dict[str, Any]:
    """The arguments of any client. Raises WrongUsage where what is set does not go together, or cannot be read."""
    return {"bootstrap_servers": settings.bootstrap, **security(settings)}


def security(settings: Settings) -> dict[str, Any]:
    """Those of them that say how to connect.

    >>> security(Settings())
    {}
    >>> security(Settings(security_protocol="SASL_PLAINTEXT", sasl_user="ringfence"))
    Traceback (most recent call last):
    streams.errors.WrongUsage: RINGFENCE_SASL_PASSWORD is not set, and SASL_PLAINTEXT logs in with one
    """
    protocol = settings.security_protocol
    asked: dict[str, Any] = {} if protocol == "PLAINTEXT" else {"security_protocol": protocol}
    if protocol in {"SSL", "SASL_SSL"}:
        asked["ssl_context"] = _context(settings)
    else:
        _unset(settings, "tls_ca", "tls_certificate", "tls_key")
    if protocol in {"SASL_PLAINTEXT", "SASL_SSL"}:
        asked |= _login(settings)
    else:
        _unset(settings, "sasl_user", "sasl_password", "sasl_password_file")
    return asked


def _unset(settings: Settings, *names: str) -> None:
    """Raises WrongUsage where something is set that would not be used."""
    for name in names:
        if getattr(settings, name):
            raise WrongUsage(
                f"RINGFENCE_{name.upper()} is set, which {settings.security_protocol} does not use: "
                "set RINGFENCE_SECURITY_PROTOCOL too"
            )


def _login(settings: Settings) -> dict[str, Any]:
    passwords = secrets_of(settings.sasl_password, settings.sasl_password_file, "RINGFENCE_SASL_PASSWORD")
    for name, given in (("USER", settings.sasl_user), ("PASSWORD", passwords)):
        if not given:
            raise WrongUsage(f"RINGFENCE_SASL_{name} is not set, and {settings.security_protocol} logs in with one")
    return {
        "sasl_mechanism": settings.sasl_mechanism,
        "sasl_plain_username": settings.sasl_user,
        "sasl_plain_password": passwords[0],
    }


def _context(settings: Settings) -> ssl.SSLContext:
    """What checks the brokers' certificates and host names, and shows our own where there is one."""
    if settings.tls_key and not settings.tls_certificate:
        raise WrongUsage("RINGFENCE_TLS_KEY is set, and RINGFENCE_TLS_CERTIFICATE is not")
    at = settings.tls_ca
    try:
        context = ssl.create_default_context(cafile=settings.tls_ca)
        if settings.tls_certificate:
            at = settings.tls_certificate
            context.load_cert_chain(settings.tls_certificate, settings.tls_key)
    except OSError as wrong:  # as ssl's own are
        raise WrongUsage(f"{at}: cannot be used for TLS: {wrong.strerror or wrong}") from None
    return context
