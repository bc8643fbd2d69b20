import random
from hashlib import sha256

import msgspec

from benchmarks.corpora.mail_file import send
from streams.email_events import Send

NEWSLETTER = b"""\
From bounce-7@shop.example Thu Aug 22 13:52:59 2002
Return-Path: <bounce-7@shop.example>
Authentication-Results: mx.example; spf=pass (all of
\tthem=good) smtp.mailfrom=shop.example; dkim=fail; dkim=pass; dmarc=Pass
From: =?utf-8?q?Caf=C3=A9?= <news@shop.example>
Reply-To: help@shop.example
Subject: Ten new
 teas
List-Unsubscribe: <https://shop.example/u>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Gr=C3=BCn
--b
Content-Type: application/pdf
Content-Disposition: attachment; filename="teas.pdf"
Content-Transfer-Encoding: base64

JVBERg==
--b--
"""


def test_a_mail_becomes_what_the_contract_has_of_it() -> None:
    assert send(NEWSLETTER) == {
        "mail_from": "bounce-7@shop.example",
        "header_from": "Café <news@shop.example>",
        "reply_to": "help@shop.example",
        "subject": "Ten new teas",
        "body": "Grün",
        "bytes": len(NEWSLETTER),
        "auth": {"spf": "pass", "dkim": "pass", "dmarc": "pass"},
        "unsubscribe": "one-click",
        "attachments": [
            {"name": "teas.pdf", "type": "application/pdf", "bytes": 4, "sha256": sha256(b"%PDF").hexdigest()}
        ],
    }


def test_what_a_mail_does_not_say_is_not_made_up() -> None:
    said = send(b"From ann@mail.example Thu Aug 22\nList-Unsubscribe: <mailto:a@b.example>\n\nhello\n")
    assert said == {
        "mail_from": "ann@mail.example",
        "header_from": None,
        "reply_to": None,
        "subject": None,
        "body": "hello\n",
        "bytes": 79,
        "auth": None,
        "unsubscribe": "link",
        "attachments": [],
    }


def test_a_charset_that_nobody_knows_is_read_byte_by_byte() -> None:
    assert send(b"Content-Type: text/plain; charset=CHINESEBIG5\n\n\xe9t\xe9")["body"] == "été"


def test_any_mail_however_broken_is_a_record_of_the_contract() -> None:
    rng = random.Random(5)
    placed = {"id": "1", "account": "a", "ts": 1, "event": "send", "message": "m", "to": ["p@mail.example"]}
    for _ in range(1_000):
        broken = bytearray(NEWSLETTER)
        for _ in range(rng.randrange(1, 30)):
            broken[rng.randrange(len(broken))] = rng.choice((10, 34, 58, 60, 61, 63, 64, rng.randrange(256)))
        msgspec.json.decode(msgspec.json.encode(placed | send(bytes(broken))), type=Send)
