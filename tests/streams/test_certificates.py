"""Signatures of PASSporTs, by certificates made here."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    SECP384R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from detectors.calls import CONTRADICTION, NO_CONTRADICTION
from streams.certificates import Certificates, load
from streams.cli import run
from streams.errors import WrongUsage
from streams.passports import Call, judged
from tests.passports import UNCHECKED, URL, passport
from tests.stories import HELD, START, Varying, account

CALLEE = "+12125550123"
MADE = datetime.fromtimestamp(START // 1000, UTC)
YEAR = timedelta(days=365)
KEY, OTHER = generate_private_key(SECP256R1()), generate_private_key(SECP256R1())


def certificate(
    key: EllipticCurvePrivateKey, begin: datetime = MADE, end: datetime = MADE + YEAR, *, authority: bool = False
) -> bytes:
    """One that vouches for itself, in PEM."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "SHAKEN 709J")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(begin).not_valid_after(end)
    made = made.add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    return made.sign(key, SHA256()).public_bytes(Encoding.PEM)


def folder(within: Path, **files: bytes) -> Path:
    """A folder with these certificates."""
    within.mkdir()
    for name, text in files.items():
        (within / f"{name}.pem").write_bytes(text)
    (within / "..data").mkdir()  # as a volume of Kubernetes has it
    (within / ".note").write_text("nothing of ours")
    return within


def said(certificates: Certificates, ts: int = START, **given: object) -> int:
    """What a call comes to that is right but for its signature."""
    header = passport(HELD, CALLEE, ts, **given)  # type: ignore[arg-type]
    return judged(header, Call(frozenset({HELD[1:]}), CALLEE[1:], "A", ts), certificates)


def test_a_signature_is_verified_by_the_certificate_that_its_url_ends_in(tmp_path: Path) -> None:
    known = load(folder(tmp_path / "known", carrier=certificate(KEY)))
    assert said(known, key=KEY) == NO_CONTRADICTION
    assert said(known, key=KEY, x5u=f"{URL}?v=1#x") == NO_CONTRADICTION
    assert said(known, key=OTHER) == CONTRADICTION
    assert said(known) == CONTRADICTION  # a signature that is none


def test_a_certificate_that_is_not_there_says_nothing(tmp_path: Path) -> None:
    known = load(folder(tmp_path / "known", carrier=certificate(KEY)))
    assert said(known, key=OTHER, x5u="https://certs.example.org/another.pem") == NO_CONTRADICTION
    assert said(known, key=OTHER, x5u="carrier") == NO_CONTRADICTION
    assert said(load(None), key=OTHER) == said(load(folder(tmp_path / "none")), key=OTHER) == NO_CONTRADICTION


@pytest.mark.parametrize(
    ("away", "expected"),
    [
        (timedelta(milliseconds=-1), NO_CONTRADICTION),
        (timedelta(0), CONTRADICTION),
        (YEAR, CONTRADICTION),
        (YEAR + timedelta(seconds=1), NO_CONTRADICTION),
    ],
)
def test_a_certificate_that_was_not_in_force_says_nothing(tmp_path: Path, away: timedelta, expected: int) -> None:
    known = load(folder(tmp_path / "known", carrier=certificate(KEY)))
    assert said(known, START + int(away / timedelta(milliseconds=1)), key=OTHER) == expected


def test_any_of_the_signers_of_a_file_may_have_signed_and_no_authority(tmp_path: Path) -> None:
    renewed = load(folder(tmp_path / "renewed", carrier=certificate(KEY) + certificate(OTHER)))
    assert said(renewed, key=KEY) == said(renewed, key=OTHER) == NO_CONTRADICTION
    chain = load(folder(tmp_path / "chain", carrier=certificate(KEY) + certificate(OTHER, authority=True)))
    assert (said(chain, key=KEY), said(chain, key=OTHER)) == (NO_CONTRADICTION, CONTRADICTION)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (b"", "no certificates in PEM"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "no certificates in PEM"),
        (certificate(generate_private_key(SECP384R1())), "key on P-256"),
        (certificate(KEY, authority=True), "key on P-256"),
    ],
    ids=["empty", "broken", "another curve", "an authority"],  # keys are new each time
)
def test_a_file_that_is_none_is_named(tmp_path: Path, text: bytes, wrong: str) -> None:
    with pytest.raises(WrongUsage, match=rf"^passport_certificates: .*carrier\.pem: .*{wrong}[^\n]*$"):
        load(folder(tmp_path / "bad", carrier=text))


def test_a_folder_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match=r"passport_certificates: .*none: cannot be read: No such file"):
        load(tmp_path / "none")


@pytest.mark.parametrize(("key", "code", "findings"), [(KEY, 0, 0), (OTHER, 0, 1), (None, 2, 0)])
def test_replay_takes_them_from_the_setting(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    key: EllipticCurvePrivateKey | None,
    code: int,
    findings: int,
) -> None:
    signed = Varying(lambda i: passport(HELD, CALLEE, START + i * 5_000, key=key or KEY))
    story = account().attempts(60, "5s").each(callee=CALLEE, attest="A", identity=signed)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "calls.ndjson").write_bytes(b"\n".join(map(msgspec.json.encode, story.events)))
    known = folder(tmp_path / "known", carrier=certificate(KEY) if key else b"")
    monkeypatch.setenv("RINGFENCE_PASSPORT_CERTIFICATES", str(known))
    assert run(["replay", str(tmp_path / "in"), "--out", str(tmp_path / "out")]) == code
    alerts = tmp_path / "out" / "alerts.ndjson"
    assert (alerts.read_bytes().count(b'"voice.failed-verification"') if alerts.exists() else 0) == findings
    assert not alerts.exists() or UNCHECKED[:20].encode() not in alerts.read_bytes()
