"""The certificates that sign PASSporTs: a folder of PEM files, each named as the URLs of its certificates end."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from streams.errors import WrongUsage

SETTING = "passport_certificates"
SECOND = 1_000
HALF = 32  # bytes of either number of a signature by ES256 (RFC 7518, 3.4)


class Certificate(NamedTuple):
    """Whose signature holds, from when until when, in Unix milliseconds."""

    key: EllipticCurvePublicKey
    begin: int
    end: int

    def signed(self, text: bytes, signature: bytes) -> bool:
        """Whether this signature of a text is by its key."""
        r, s = (int.from_bytes(half) for half in (signature[:HALF], signature[HALF:]))
        try:
            self.key.verify(encode_dss_signature(r, s), text, ECDSA(SHA256()))
        except InvalidSignature:
            return False
        return True


class Certificates:
    """By the last part of a URL, what may be found there: several where one has been renewed."""

    def __init__(self, named: Mapping[str, tuple[Certificate, ...]] | None = None) -> None:
        self.named = dict(named or {})

    def disown(self, url: str, text: bytes, signature: bytes, ts: int) -> bool:
        """Whether a signature is by none of those at a URL, of which some are here and in force at `ts`."""
        path = url.partition("#")[0].partition("?")[0]
        found = self.named.get(path.rpartition("/")[2], ())
        in_force = [certificate for certificate in found if certificate.begin <= ts < certificate.end]
        return bool(in_force) and not any(certificate.signed(text, signature) for certificate in in_force)


def load(folder: Path | None) -> Certificates:
    """The certificates of a folder; none without one. Files whose names begin with a dot are left alone.

    Raises WrongUsage with one line that names the setting, the file and what is wrong with it.
    """
    if folder is None:
        return Certificates()
    try:
        files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
        texts = {path: path.read_bytes() for path in files}
    except OSError as unreadable:
        raise WrongUsage(f"{SETTING}: {unreadable.filename}: cannot be read: {unreadable.strerror}") from None
    return Certificates({path.name: _read(path, text) for path, text in texts.items()})


def _read(path: Path, text: bytes) -> tuple[Certificate, ...]:
    try:
        signers = [one for one in x509.load_pem_x509_certificates(text) if not _issues_others(one)]
        keys = [(one.public_key(), one.not_valid_before_utc, one.not_valid_after_utc) for one in signers]
    except (ValueError, UnsupportedAlgorithm, x509.DuplicateExtension):
        raise WrongUsage(f"{SETTING}: {path}: no certificates in PEM that can be read") from None
    found = tuple(
        Certificate(key, int(begin.timestamp()) * SECOND, (int(end.timestamp()) + 1) * SECOND)
        for key, begin, end in keys
        if isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1)
    )
    if not found:
        raise WrongUsage(f"{SETTING}: {path}: holds no signer's certificate with a key on P-256, as ES256 needs")
    return found


def _issues_others(certificate: x509.Certificate) -> bool:
    """Whether it is one of an authority, which stands in a file to say who vouches for the first."""
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False
