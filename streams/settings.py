"""What an operator can set: RINGFENCE_ variables, else a TOML file, else the defaults here.

A variable is the setting's name in capitals, `RINGFENCE_GROUP`; those of a table have two underscores between,
`RINGFENCE_TOPICS__CALLS`. The file holds the same names in small letters.
"""

import os
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, SettingsError

from streams.errors import WrongUsage
from streams.topic_table import TOPICS

PREFIX = "RINGFENCE_"
TABLE = "__"
LARGEST_PORT = 65_535
TopicName = Annotated[str, Field(min_length=1, max_length=249, pattern=r"^[A-Za-z0-9._-]+$")]


def _addresses(brokers: str) -> str:
    """The same text, if every part of it is a host and a port.

    >>> _addresses("kafka-1:9092,[::1]:9092")
    'kafka-1:9092,[::1]:9092'
    """
    for address in brokers.split(","):
        host, _, port = address.strip().rpartition(":")
        if not host or not port.isdecimal() or not 0 < int(port) <= LARGEST_PORT:
            raise ValueError(f"{address.strip()!r} is not host:port")
    return brokers


def _contract_names(names: object) -> object:
    """The same names under those of the contract, since a variable can hold neither dot nor hyphen.

    >>> _contract_names({"dead_letter": "bad-calls"})
    {'dead-letter': 'bad-calls'}
    """
    if not isinstance(names, dict):
        return names
    known = {topic.variable: topic.name for topic in TOPICS} | {topic.name: topic.name for topic in TOPICS}
    if unknown := [name for name in names if name not in known]:
        raise ValueError(f"there is no topic {unknown[0]!r}; there are {', '.join(topic.name for topic in TOPICS)}")
    return {known[name]: value for name, value in names.items()}


class Settings(BaseSettings):
    """Everything that differs between one installation and the next. Times are seconds."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter=TABLE, extra="forbid", frozen=True, env_ignore_empty=True
    )

    brokers: Annotated[str, AfterValidator(_addresses)] = "localhost:9092"
    broker_timeout: Annotated[float, Field(ge=0, le=86_400)] = 60
    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = "SCRAM-SHA-512"
    sasl_user: str | None = None
    sasl_password: Annotated[str, Field(repr=False)] = ""
    sasl_password_file: Path | None = None
    tls_ca: Path | None = None  # whom certificates of brokers have to be from; None: whom this machine trusts
    tls_certificate: Path | None = None  # of this client
    tls_key: Path | None = None  # None: in the same file
    session_timeout: Annotated[float, Field(ge=1, le=300)] = 10
    group: Annotated[str, Field(min_length=1, max_length=200)] = "ringfence"
    partitions: Annotated[int, Field(ge=1, le=10_000)] = 8
    replication: Annotated[int, Field(ge=-1, le=32_767)] = -1  # -1: what the brokers are set to
    topic_prefix: Annotated[str, Field(max_length=200, pattern=r"^[A-Za-z0-9._-]*$")] = ""
    topics: Annotated[dict[str, TopicName], BeforeValidator(_contract_names)] = Field(default_factory=dict)
    policy: Path | None = None
    malware_list: Path | None = None
    passport_certificates: Path | None = None
    do_not_originate_list: Path | None = None
    premium_number_list: Path | None = None
    sms_model: Path | None = None  # this and the next two: None: the one that comes with the product
    email_model: Path | None = None
    voicemail_model: Path | None = None
    content: bool = True  # whether bodies and subjects are read at all
    content_scores: bool = True  # whether texts are evidence in sms.bulk and email.bulk
    spill_folder: Path | None = None
    metrics_port: Annotated[int, Field(ge=0, le=LARGEST_PORT)] | None = None  # None: not served, 0: any that is free
    metrics_host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    state_limit: Annotated[int | None, Field(ge=1_000_000)] = None  # bytes; None: half of the memory there is
    strict: bool = False  # outputs and checkpoints in one transaction
    checkpoint_budget: Annotated[int, Field(ge=1_000_000)] = 40_000_000  # bytes of pages a second
    webhook_url: str | None = None
    webhook_secret: Annotated[str, Field(repr=False)] = ""
    webhook_secret_file: Path | None = None
    webhook_timeout: Annotated[float, Field(gt=0, le=300)] = 20
    coop_url: str | None = None
    coop_key: Annotated[str, Field(repr=False)] = ""
    coop_key_file: Path | None = None
    coop_item_type: str | None = None
    coop_reporter_type: str | None = None
    smtp: str | None = None
    smtp_user: str | None = None
    smtp_password: Annotated[str, Field(repr=False)] = ""
    smtp_password_file: Path | None = None
    notice_sender: str | None = None
    contacts: Path | None = None
    reporter_organization: Annotated[str | None, Field(min_length=1, max_length=200)] = None
    reporter_contact: str | None = None
    reporter_domain: Annotated[str | None, Field(min_length=1, max_length=253)] = None
    delivery_patience: Annotated[float, Field(ge=0, le=604_800)] = 21_600
    delivery_parallel: Annotated[int, Field(ge=1, le=1000)] = 8
    hash_key: Annotated[str, Field(repr=False)] = ""  # of people's numbers and addresses; the same for all workers

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the signature is pydantic's
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Variables before the file, so that one container can differ from the others that share it."""
        return env_settings, init_settings

    def topic(self, name: str) -> str:
        """The name on this cluster of a topic of the contract.

        >>> Settings(topic_prefix="prod.").topic("dead-letter")
        'prod.dead-letter'
        """
        return self.topic_prefix + self.topics.get(name, name)

    def content_model(self, kind: str) -> Path | None:
        """The model of a kind of text that is used in the place of the packaged one."""
        return {"sms": self.sms_model, "email": self.email_model, "voicemail": self.voicemail_model}[kind]

    @property
    def bootstrap(self) -> list[str]:
        """The broker addresses, each `host:port`."""
        return [address.strip() for address in self.brokers.split(",")]


def load(config: Path | None = None) -> Settings:
    """The settings of this process, with those of the TOML file `config` where no variable says otherwise.

    Raises WrongUsage with one line that names the variable, or the file and its key, at fault.
    """
    try:
        return Settings(**(tables(config) if config else {}))
    except SettingsError as unreadable:
        raise WrongUsage(f"{PREFIX}TOPICS: {unreadable}; name one topic, as in {PREFIX}TOPICS__CALLS=calls") from None
    except ValidationError as wrong:
        first = wrong.errors(include_url=False)[0]
        raise WrongUsage(f"{_place([str(part) for part in first['loc']], config)}: {_said(first)}") from None


def tables(path: Path) -> dict[str, Any]:
    """What a file of TOML holds. Raises WrongUsage with one line that names it."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as unreadable:
        raise WrongUsage(f"{path}: cannot be read: {unreadable.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as malformed:
        raise WrongUsage(f"{path}: not TOML: {malformed}") from None


def _place(path: list[str], config: Path | None) -> str:
    """Where the value came from: the variable if there is one, else the file's key."""
    names = {topic.name: topic.variable for topic in TOPICS}
    variable = PREFIX + TABLE.join(names.get(part, part) for part in path).upper()
    given = {name.upper() for name in os.environ}
    if config is None or variable in given or any(name.startswith(variable + TABLE) for name in given):
        return variable
    return f"{config}: {'.'.join(path)}"


def _said(error: ErrorDetails) -> str:
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        return f"there is no such setting; there are {', '.join(Settings.model_fields)}"
    if error["type"] == "value_error":
        return message
    return f"{error['input']!r}: {message[0].lower()}{message[1:]}"
