"""An Apache Kafka with TLS, logins and an authorizer that denies what nobody was given.

Owns keys and certificates made for one run, and the users. Every user's password is `NAME-secret`.
`SASL_SSL` is for user names and tokens, `SSL` for clients with a certificate.
"""

import base64
import datetime
import ipaddress
import json
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from streams.embedded import LOOPBACK, free_port
from streams.kafka import KafkaFailed, describe
from streams.settings import load_settings
from tests.brokers import KafkaNode

USERS: Final = ("admin", "worker", "replay", "recorder", "trainer", "privacy", "operator", "nobody")
_DAY: Final = datetime.timedelta(days=1)
_SCRAM: Final = "org.apache.kafka.common.security.scram.ScramLoginModule"
_PLAIN: Final = "org.apache.kafka.common.security.plain.PlainLoginModule"
_OAUTH: Final = "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule"


def password(user: str) -> str:
    """The password of a user of this broker."""
    return f"{user}-secret"


def token(user: str, life_s: int = 3600) -> str:
    """An unsigned OAuth token, as a broker in a test takes it."""
    now_s = int(time.time())
    parts = ({"alg": "none"}, {"sub": user, "iat": now_s, "exp": now_s + life_s})
    return ".".join(_base64(json.dumps(part).encode()) for part in parts) + "."


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


class Authority:
    """A certificate authority of one run; `ca_file` is what clients are told."""

    def __init__(self, folder: Path, name: str = "tests") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        builder = self._builder(self._name, self._key)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        builder = builder.add_extension(usage, critical=True)
        self._certificate = builder.sign(self._key, hashes.SHA256())
        self.ca_file = folder / "ca.pem"
        self.ca_file.write_bytes(self._certificate.public_bytes(serialization.Encoding.PEM))

    def issue(self, name: str, *, host: str | None = None) -> tuple[Path, Path]:
        """The files of a certificate and of its key (PKCS#8)."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = self._builder(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]), key)
        if host is not None:
            names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))])
            builder = builder.add_extension(names, critical=False)
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        builder = builder.add_extension(issuer, critical=False)
        certificate = builder.sign(self._key, hashes.SHA256())
        certificate_file, key_file = self._folder / f"{name}.crt", self._folder / f"{name}.key"
        certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        key_file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return certificate_file, key_file

    def _builder(self, subject: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        now = datetime.datetime.now(datetime.UTC)
        identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - _DAY)
            .not_valid_after(now + _DAY)
            .add_extension(identifier, critical=False)
        )


@dataclass(frozen=True, slots=True)
class SecureKafka:
    """A running broker: addresses, and what a client needs to come in."""

    bootstrap: str
    ssl_bootstrap: str
    authority: Authority
    node: KafkaNode

    def login(self, user: str, mechanism: str = "SCRAM-SHA-512") -> dict[str, str]:
        """The environment of a client with a user name and a password."""
        return {
            "CLEANTRACE_BROKERS": self.bootstrap,
            "CLEANTRACE_SECURITY_PROTOCOL": "sasl_ssl",
            "CLEANTRACE_SASL_MECHANISM": mechanism,
            "CLEANTRACE_SASL_USERNAME": user,
            "CLEANTRACE_SASL_PASSWORD": password(user),
            "CLEANTRACE_SSL_CA_FILE": str(self.authority.ca_file),
        }

    def certificate(self, user: str) -> dict[str, str]:
        """The environment of a client with a certificate; it is the principal `User:CN=NAME`."""
        certificate, key = self.authority.issue(user)
        return {
            "CLEANTRACE_BROKERS": self.ssl_bootstrap,
            "CLEANTRACE_SECURITY_PROTOCOL": "ssl",
            "CLEANTRACE_SSL_CA_FILE": str(self.authority.ca_file),
            "CLEANTRACE_SSL_CERTIFICATE_FILE": str(certificate),
            "CLEANTRACE_SSL_KEY_FILE": str(key),
        }

    def bearer(self, token_file: Path) -> dict[str, str]:
        """The environment of a client that comes with the token in a file."""
        return {
            "CLEANTRACE_BROKERS": self.bootstrap,
            "CLEANTRACE_SECURITY_PROTOCOL": "sasl_ssl",
            "CLEANTRACE_SASL_MECHANISM": "OAUTHBEARER",
            "CLEANTRACE_SASL_TOKEN_FILE": str(token_file),
            "CLEANTRACE_SSL_CA_FILE": str(self.authority.ca_file),
        }


def secure_node(folder: Path) -> SecureKafka:
    """A broker that is not started yet."""
    authority = Authority(folder / "tls")
    certificate, key = authority.issue("broker", host=LOOPBACK)
    keystore, truststore = folder / "keystore.pem", authority.ca_file
    keystore.write_bytes(key.read_bytes() + certificate.read_bytes() + truststore.read_bytes())
    port, controller, ssl_port = free_port(), free_port(), free_port()
    cluster_id = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=").replace("-", "a")
    node = KafkaNode(
        folder / "node",
        node_id=1,
        ports={1: (port, controller)},
        cluster_id=cluster_id,
        properties=_properties(port, controller, ssl_port, keystore, truststore),
        scram_users=[
            f"SCRAM-SHA-{bits}=[name={user},password={password(user)}]"
            for user in USERS
            for bits in (256, 512)
        ],
    )
    return SecureKafka(f"{LOOPBACK}:{port}", f"{LOOPBACK}:{ssl_port}", authority, node)


def wait_until_it_lets_in(kafka: SecureKafka) -> None:
    """Wait until the administrator's login is known.

    Raises: KafkaFailed.
    """
    names = {name.removeprefix("CLEANTRACE_").lower(): value for name, value in kafka.login("admin").items()}
    settings = load_settings(**names)
    for attempt in range(20):
        try:
            describe(settings, ())
        except KafkaFailed:
            if attempt == 19:
                raise
            time.sleep(0.5)
        else:
            return


def _properties(
    port: int, controller: int, ssl_port: int, keystore: Path, truststore: Path
) -> dict[str, str]:
    outer = f"SASL_SSL://{LOOPBACK}:{port},SSL://{LOOPBACK}:{ssl_port}"
    sasl = "listener.name.sasl_ssl"
    admin = f'username="admin" password="{password("admin")}"'
    plain = " ".join(f'user_{user}="{password(user)}"' for user in USERS)
    return {
        "listeners": f"{outer},CONTROLLER://{LOOPBACK}:{controller}",
        "advertised.listeners": outer,
        "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL,SSL:SSL",
        "inter.broker.listener.name": "SASL_SSL",
        "sasl.enabled.mechanisms": "SCRAM-SHA-512,SCRAM-SHA-256,PLAIN,OAUTHBEARER",
        "sasl.mechanism.inter.broker.protocol": "SCRAM-SHA-512",
        f"{sasl}.scram-sha-512.sasl.jaas.config": f"{_SCRAM} required {admin};",
        f"{sasl}.scram-sha-256.sasl.jaas.config": f"{_SCRAM} required {admin};",
        f"{sasl}.plain.sasl.jaas.config": f"{_PLAIN} required {admin} {plain};",
        f"{sasl}.oauthbearer.sasl.jaas.config": f'{_OAUTH} required unsecuredLoginStringClaim_sub="admin";',
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(keystore),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": str(truststore),
        "listener.name.ssl.ssl.client.auth": "required",
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        # The controller's listener is plain and on loopback.
        "super.users": "User:admin;User:ANONYMOUS",
    }
