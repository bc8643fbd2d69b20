"""A person who is erased is in no case: those about them alone go, others rest on findings about somebody."""

import msgspec

from streams.checkpoints.of_cases import CasePages
from streams.enforcement.unnaming import ERASED
from streams.records import Claims, Counted, Subject
from tests.streams.enforcement.findings import finding, staging

WHO, ELSE = "0" * 32, "f" * 32


def test_only_cases_about_them_alone_go() -> None:
    stage = staging()
    flood = finding("voice.flooding")
    alone = msgspec.structs.replace(flood, subject=Subject("destination", WHO), scope=None)
    another = msgspec.structs.replace(flood, id="another", subject=Subject("destination", ELSE), scope=None)
    borrowed = finding("voice.unowned-caller-id")
    counted = tuple(Counted(value, 1, 2, {"ten_minutes": 3}) for value in (WHO, ELSE))
    borrowed = msgspec.structs.replace(borrowed, claims=Claims(1, "unowned", {}, counted))
    wide = finding("sms.flooding", scope=Subject("account", "acme"))
    wide = msgspec.structs.replace(wide, subject=Subject("destination", WHO))
    records = [record for one in (alone, another, borrowed, wide) for record in stage.alert(one, None)]
    assert len(records) == 4
    stage.docket.touched()
    assert WHO.encode() in (CasePages(stage, {}).page("cases/acme") or b"")
    gone = stage.docket.forget_somebody({WHO})
    assert gone == [records[0].case]
    assert stage.docket.touched() == ["acme"]
    page = CasePages(stage, {}).page("cases/acme") or b""
    assert WHO.encode() not in page
    assert (page.count(ELSE.encode()) > 1, ERASED.encode() in page) == (True, True)
    assert stage.docket.by_record(records[0].id) is None
    assert [stage.docket.account_of(record.id) for record in records[1:]] == ["acme"] * 3
    assert stage.docket.forget_somebody({WHO}) == []


def test_an_account_whose_only_case_goes_has_no_page() -> None:
    stage = staging()
    flood = msgspec.structs.replace(finding("voice.flooding"), subject=Subject("destination", WHO), scope=None)
    (record,) = stage.alert(flood, None)
    assert stage.docket.forget_somebody({WHO}) == [record.case]
    assert CasePages(stage, {}).page("cases/acme") is None
    assert stage.docket.accounts == []
    (again,) = stage.alert(flood, None)
    assert (again.case, again.supersedes) == (record.case, None)
