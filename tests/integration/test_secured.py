"""Workers and commands on brokers that want TLS and a login."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from kafka.admin import KafkaAdminClient, ScramMechanism, UserScramCredentialUpsertion

from tests.conftest import without_kafka
from tests.kafka.broker import Broker
from tests.kafka.cluster import Cluster
from tests.kafka.jars import NoKafka

EXAMPLE = Path(__file__).parents[2] / "docs" / "example"
USER, PASSWORD = "ringfence", "seven horses"
PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule"
SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule"


def certified(folder: Path) -> tuple[Path, Path]:
    """A certificate of this machine with its key, and the certificate that it is from."""
    now, key, authority = (
        datetime.now(UTC),
        ec.generate_private_key(ec.SECP256R1()),
        ec.generate_private_key(ec.SECP256R1()),
    )
    name, issuer = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, of)]) for of in ("127.0.0.1", "Test"))

    def signed(subject: x509.Name, of: ec.EllipticCurvePrivateKey, *, ca: bool) -> bytes:
        names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
        built = (
            x509.CertificateBuilder(issuer, subject, of.public_key(), x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(names, critical=False)
        )
        return built.sign(authority, hashes.SHA256()).public_bytes(Encoding.PEM)

    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "server.pem").write_bytes(private + signed(name, key, ca=False))
    (folder / "ca.pem").write_bytes(signed(issuer, authority, ca=True))
    return folder / "server.pem", folder / "ca.pem"


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Broker, Path]]:
    """A broker that lets in who says the password, and what its certificate is from."""
    server, authority = certified(tmp_path_factory.mktemp("tls"))
    listener = {
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(server),
        "sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-512",
        "plain.sasl.jaas.config": f'{PLAIN} required user_{USER}="{PASSWORD}";',
        "scram-sha-512.sasl.jaas.config": f"{SCRAM} required;",
    }
    try:
        broker = Broker(secured=listener)
    except NoKafka as missing:
        without_kafka(missing)
    with broker:
        admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap)
        known = UserScramCredentialUpsertion(USER, ScramMechanism.SCRAM_SHA_512, PASSWORD)
        assert admin.alter_user_scram_credentials([known]) == {USER: None}
        admin.close()
        yield broker, authority


def cluster_of(secured: tuple[Broker, Path], prefix: str, folder: Path, **environment: str) -> Cluster:
    broker, authority = secured
    cluster = Cluster(broker.bootstrap, prefix, 2, folder)
    login = {"SASL_USER": USER, "SASL_PASSWORD": PASSWORD, "SECURITY_PROTOCOL": "SASL_SSL", "TLS_CA": str(authority)}
    given = {"BROKERS": broker.secured, **login, **environment}
    cluster.environment |= {f"RINGFENCE_{name}": value for name, value in given.items()}
    return cluster


@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-512"])
def test_a_worker_and_commands_log_in(mechanism: str, secured: tuple[Broker, Path], tmp_path: Path) -> None:
    cluster = cluster_of(secured, f"{mechanism.lower()}.", tmp_path, SASL_MECHANISM=mechanism)
    cluster.done("topics", "apply")
    cluster.done("send", str(EXAMPLE))
    with cluster.workers(1):
        cluster.settled()
        told = [json.loads(line) for line in cluster.values("enforcement")]
    assert {record["action"] for record in told} == {"throttle", "suspend"}
    assert told[0]["id"] in cluster.done("explain", told[0]["id"])
    assert PASSWORD not in "".join(path.read_text() for path in tmp_path.glob("*.log"))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"SASL_PASSWORD": "eight horses"}, "let nobody in as ringfence"),
        ({"TLS_CA": ""}, "issuer certificate; see RINGFENCE_TLS_CA"),
    ],
)
def test_what_brokers_refuse_is_said_at_once(
    wrong: dict[str, str], said: str, secured: tuple[Broker, Path], tmp_path: Path
) -> None:
    cluster = cluster_of(secured, "refused.", tmp_path, BROKER_TIMEOUT="20", **wrong)
    ran = cluster.run("topics", "apply")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert said in ran.stderr.splitlines()[-1]
    assert "horses" not in ran.stderr
