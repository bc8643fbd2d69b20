"""Values that records may hold: right, nearly so, far out, or no JSON at all."""

from typing import get_args

import msgspec

from streams.email_events import Attachment, Authentication, Email
from streams.events import AccountRecord, Calls, Control, DatedLimit, Decision, DeclaredEvent, HeldNumber
from streams.reports_events import Report
from streams.sms_events import Sms
from streams.usage_events import Usage
from tests.passports import passport

SIGNED = passport("+13125550100", "+12125550123", 1_790_000_000_000)
FULL = (
    {"id": "e1", "account": "acme", "ts": 1_790_000_000_000, "event": "attempt", "api_key": "k", "campaign": "spring",
     "call": "c1", "direction": "outbound", "from": "+13125550100", "to": "+12125550123", "network": "pstn",
     "access": "api", "media": "voice", "attest": "A", "verstat": "TN-Validation-Passed", "identity": SIGNED,
     "pai": "+13125550100"},
    {"id": "e2", "account": "acme", "ts": 1_790_000_060_000, "event": "end", "api_key": None, "campaign": "spring",
     "call": "c1", "direction": "forward", "from": "anonymous", "to": "tel:911", "network": "sip",
     "access": "sip-trunk", "media": "fax", "started": 1_790_000_000_000, "sip": 200, "ring_ms": 8_000,
     "talk_ms": 52_000, "answered_by": "human", "dialer": True, "treatment": "agent", "greeting_ms": 1_500,
     "agent_ms": 900, "hangup": "callee", "voicemail": False, "pages": 3, "bytes": 832_000, "cost": 0.0125},
    {"id": "e3", "account": "acme", "ts": 1_790_000_060_001, "event": "complaint", "to": "+12125550123"},
    {"id": "e4", "account": "acme", "ts": 1_790_000_060_002, "event": "opt-out", "to": "sip:911@pbx.example"},
    {"id": "e5", "account": "b", "ts": 1, "event": "end", "call": "x", "direction": "inbound", "from": "",
     "to": "urn:service:sos", "started": 1, "talk_ms": 0, "hangup": "network", "cost": 7},
)  # fmt: skip

# Values as they stand in JSON: of every type, at every border of the contract, and some that are no JSON at all
NUMBERS = (
    "0", "1", "-0", "-1", "01", "-", "+1", "1.", ".5", "1e", "1e+", "1E2", "1e-2", "0.0", "1.0", "2.50", "1e5",
    "1e9", "1e10",
    "1e400", "1e-400", "-1e400", "999", "1000", "200", "6000", "255", "1000000000", "1000000000.5", "999999999.999",
    "0.123456789012345678901", "123456789.000000000000000000000001", "-0.5", "-0.0", "-12345678901234567890",
    "1790000000000",
    "4102444799999", "4102444800000", "9007199254740992", "9007199254740993", "2147483648", "4294967296",
    "999999999999999999", "1000000000000000000", "9223372036854775807", "9223372036854775808", "18446744073709551616",
    "-9223372036854775808", "1" + "0" * 400, "0" * 30, "1-5", "0x10", "1_000", "NaN", "Infinity", "-Infinity",
)  # fmt: skip
STRINGS = (
    msgspec.json.encode(SIGNED).decode(), msgspec.json.encode(SIGNED + "," + SIGNED[:90]).decode(),
    '""', '"a"', '"acme"', '"end"', '"attempt"', '"complaint"', '"opt-out"', '"send"', '"outbound"',
    '"Outbound"', '"forward "',
    '"inbound\\u0000"', '"video"', '"sip-trunk"', '"fax"', '"human"', '"message"', '"caller"', '"C"', '"AB"',
    '"TN-Validation-Failed-A"',
    '"tn-validation-failed"', '"No-TN-Validation"', '"+13125550100"', '"tel:+13125550100;ext=1"', '"+1３１２５"',
    '"\\u002b13125550100"', '"anonymous"', '"ANONYMOUS"', '"sip:911@x"', '"911"', '"\\u0039\\u0031\\u0031"',
    '"sip:\\u00e9@x"',
    '"\\ud83d\\ude00"', '"\\ud83d"', '"\\udc00\\ud83d"', '"\\u00e9é日本"', '"\\/"', '"/"', '"\\x41"', '"\\u12"',
    '"a\\nb"', '"a\nb"', '"\t"',
    '"\\""', '"\\\\"', '"\\', '"open', "'single'", '"' + "x" * 128 + '"', '"' + "x" * 129 + '"', '"' + "é" * 128 + '"',
    '"' + "é" * 129 + '"', '"' + "\\u0000" * 128 + '"', '"' + "\\u0000" * 129 + '"', '"' + "long " * 300 + '"',
    '"\x7f"',
    '"\ufeff"', '"\u2028"',
)  # fmt: skip
OTHERS = (
    "null", "true", "false", "True", "nul", "nulll", "tru", "fals", "falsey", "", " ", "[]", "{}", "[1,2]",
    "[1,]", '{"a":1}',
    '{"a":{"b":[{},[[]],"}"]}}', '{"a"}', "[" * 40 + "]" * 40, "[" * 5000 + "]" * 5000, "[" * 300, "undefined",
    "/**/1", "\x00",
)  # fmt: skip
NO_TEXT = (b'"\xff"', b'"\xc0\xaf"', b'"\xed\xa0\x80"', b"\xef\xbb\xbf1")
TOKENS = [*(token.encode() for token in NUMBERS + STRINGS + OTHERS), *NO_TEXT]
EXTREMES = {  # by how the value that was there begins: what is right by the contract and far out, or nearly so
    **dict.fromkeys(b"-0123456789", (
        b"0", b"1", b"-1", b"2147483647", b"2147483648", b"4294967296", b"4102444799999", b"4102444800000",
        b"9007199254740991", b"9007199254740992", b"9223372036854775807", b"-9223372036854775808", b"1000000000",
        b"0.0000005", b"5e-324", b"1e308", b"-1e308", b"NaN",
    )),
    b'"'[0]: (
        b'""', b'" "', b'"+999999999999999"', b'"+9999999999999999999"', b'"+0"', b'"0"', b'"' + b"long" * 4_000 + b'"',
        '"+１３１２５５５０１００"'.encode(), '"٠١٢٣"'.encode(), '"²"'.encode(), '"\u200b"'.encode(), '"İ"'.encode(),
        '"ﷺ"'.encode(), '"停止"'.encode(), b'"\\ud83d\\ude00"', b'"\\u0000"', b'"a@b@c.example"', b'"@"', b'"."',
        b'"sip:"', b'"tel:;"', b'"-0"', b'"' + b"x" * 128 + b'"',
    ),
}  # fmt: skip
STRUCTS = (AccountRecord, HeldNumber, DatedLimit, DeclaredEvent, Decision, Authentication, Attachment, Usage, Report)
NAMES = sorted(
    {"event"}
    | {
        field.encode_name
        for struct in (*STRUCTS, *(one for union in (Calls, Sms, Email, Control) for one in get_args(union)))
        for field in msgspec.structs.fields(struct)
    }
)
STRANGE_NAMES = ("", "x", "ID", "id\\u0000", "\\u0069d", "fro", "from_", "f\\u0072om", "é", "greeting_ms_or_so", "ts ")
BYTES = b'"\\{}[]:,0123456789.eE+-tfnu \t\r\n/\x00\x1f\x7f\x80\xc3\xff'
SPACES = (b" ", b"  ", b"\n", b"\r\n", b"\t", b"\x0b", b"\xc2\xa0")
