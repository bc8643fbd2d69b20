"""Why brokers let nobody in: clients try on without saying so, as one that does not know a password yet soon may."""

import asyncio
import ssl

from aiokafka.conn import AIOKafkaConnection
from aiokafka.errors import (
    AuthenticationFailedError,
    AuthenticationMethodNotSupported,
    IllegalSaslStateError,
    KafkaError,
    SaslAuthenticationFailed,
    UnsupportedSaslMechanismError,
)

from streams.connection import security
from streams.settings import Settings

TRIAL = 5_000  # ms
REFUSED = (
    AuthenticationFailedError,
    AuthenticationMethodNotSupported,
    IllegalSaslStateError,
    SaslAuthenticationFailed,
    UnsupportedSaslMechanismError,
)


def refusal(settings: Settings) -> str | None:
    """Why a broker that answers lets nobody in, in a line; None: it does, or none answers."""
    return asyncio.run(_refusal(settings)) if security(settings) else None


async def _refusal(settings: Settings) -> str | None:
    for address in settings.bootstrap:
        host, _, port = address.rpartition(":")
        trial = AIOKafkaConnection(host.strip("[]"), int(port), request_timeout_ms=TRIAL, **security(settings))
        try:
            await trial.connect()
        except ssl.SSLError as refused:
            return f"{address}: no connection by TLS: {_why(refused)}; see RINGFENCE_TLS_CA"
        except REFUSED as refused:
            said = str(refused) or type(refused).__name__
            return f"{address} let nobody in as {settings.sasl_user}: {said}; see RINGFENCE_SASL_USER"
        except (OSError, KafkaError):
            continue
        finally:
            trial.close()
    return None


def _why(refused: ssl.SSLError) -> str:
    return str(getattr(refused, "verify_message", "") or refused.reason or refused)
