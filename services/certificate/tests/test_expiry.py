"""Certificates whose last day is over, by China's calendar. On real servers."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from certificate.app import open_resources, service
from certificate.handlers import expire_certificates as module
from certificate.settings import CertificateSettings
from kernel.clock import china_date, now
from kernel.contracts.certificate import CertificateExpired, CertificateReissueRequested
from kernel.testing import Bus
from pydantic import ValidationError

pytestmark = pytest.mark.servers


async def last_day(office: Any, certificate_id: Any, day: date) -> None:
    await office.rows("UPDATE certificate SET valid_until = $2 WHERE id = $1", certificate_id, day)


async def expire(office: Any) -> int:
    async with open_resources(office.settings) as resources:
        return await module.expire_certificates(resources)


async def state(office: Any, certificate_id: Any) -> str:
    [row] = await office.rows("SELECT state FROM certificate WHERE id = $1", certificate_id)
    found: str = row["state"]
    return found


async def test_the_day_after_the_last_one_a_certificate_has_expired_once(office: Any, signer: Any, bus: Bus) -> None:
    person = office.person()
    lapsed, still, endless = [
        await signer.issued(each, kind)
        for each, kind in ((person, "political_review"), (office.person(), "political_review"), (person, "custody"))
    ]
    today = china_date(now())
    await last_day(office, lapsed.certificate_id, today - timedelta(days=1))
    await last_day(office, still.certificate_id, today)
    await asyncio.gather(*(expire(office) for _ in range(3)))
    assert await expire(office) == 0
    states = [await state(office, each.certificate_id) for each in (lapsed, still, endless)]
    assert states == ["expired", "issued", "issued"]
    event = await office.told(bus, CertificateExpired, str(lapsed.application_id))
    assert (event.certificate_id, event.number, event.version) == (lapsed.certificate_id, lapsed.number, 3)
    published = await office.rows(
        "SELECT 1 FROM outbox WHERE routing_key = 'certificate.expired.v1' AND aggregate_id = $1",
        str(lapsed.certificate_id),
    )
    assert len(published) == 1
    mine = (await office.ask("GET", f"/api/me/applications/{lapsed.application_id}", person.headers)).json
    assert (mine["state"], mine["state_label"]) == ("expired", "已过期")
    pdf = await office.ask("GET", f"/api/me/certificates/{lapsed.certificate_id}/pdf", person.headers)
    assert pdf.status == 200
    assert (await office.apply(person, "political_review")).status == 201


async def test_midnight_is_chinas(office: Any, signer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """16:00 in Greenwich is midnight there."""
    wanted = await signer.issued(office.person(), "political_review")
    [row] = await office.rows("SELECT valid_until, issued_on FROM certificate WHERE id = $1", wanted.certificate_id)
    assert row["valid_until"] - row["issued_on"] == timedelta(days=90)
    last = row["valid_until"]
    for hour, expired in ((15, "issued"), (16, "expired")):
        moment = f"{last.isoformat()}T{hour}:59:59+00:00"
        monkeypatch.setattr("kernel.clock.now", lambda moment=moment: now().fromisoformat(moment))
        await expire(office)
        assert await state(office, wanted.certificate_id) == expired
    monkeypatch.undo()


async def test_a_reissue_that_was_under_way_on_the_last_day_counts(office: Any, signer: Any, bus: Bus) -> None:
    person = office.person()
    wanted = await signer.issued(person, "political_review")
    path = f"/api/staff/certificates/{wanted.certificate_id}/reissue"
    assert (await office.ask("POST", path, office.reviewer(), json={"reason": "更正"})).status == 202
    successor = await office.told(bus, CertificateReissueRequested, str(wanted.application_id))
    await last_day(office, wanted.certificate_id, date(2026, 1, 1))
    await expire(office)
    await bus.publish(await signer.completed(successor))
    await office.until("SELECT 1 FROM certificate WHERE id = $1 AND state = 'issued'", successor.certificate_id, rows=1)
    assert await state(office, wanted.certificate_id) == "expired"
    mine = (await office.ask("GET", f"/api/me/applications/{wanted.application_id}", person.headers)).json
    assert (mine["state"], mine["certificate_id"]) == ("issued", str(successor.certificate_id))


async def test_the_worker_looks_by_itself(office: Any, signer: Any) -> None:
    wanted = await signer.issued(office.person())
    await last_day(office, wanted.certificate_id, date(2026, 1, 1))
    async with office.lab.worker(service, office.settings.model_copy(update={"expiry_seconds": 0.1})):
        await office.until(
            "SELECT 1 FROM audit WHERE action = 'certificate.expired' AND object_id = $1", wanted.certificate_id, rows=1
        )


def test_days_of_a_type_that_nobody_issues_are_refused(office: Any) -> None:
    told = office.settings.model_dump()
    with pytest.raises(ValidationError, match="no such types"):
        CertificateSettings(**told | {"valid_days": {"custdy": 30}})
    assert CertificateSettings(**told | {"valid_days": {"custody": 30}}).valid_days == {"custody": 30}
