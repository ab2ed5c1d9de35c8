"""Letters on approval, on the real servers: once each, whatever is delivered twice or breaks on the way."""

import asyncio
import hashlib
import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from kernel.contracts.certificate import ApplicationApproved, CertificateReissueRequested
from kernel.contracts.signing import SigningCompleted, SigningFailed
from kernel.ids import new_id
from kernel.settings import S3Settings
from kernel.storage import ObjectMissing, Storage
from office import FACTS, Office, clock_tick
from pydantic import SecretStr
from signing.app import service
from signing.handlers import issue_letter

pytestmark = pytest.mark.servers


async def test_an_approval_becomes_a_signed_letter_in_the_store(office: Office, tool: Callable[..., str]) -> None:
    approval = office.approval()
    async with office.worker(), office.storage() as storage:
        await office.bus.publish(approval)
        (done,) = await office.bus.heard(SigningCompleted)
        pdf = await storage.get(done.object_key)
    assert (done.application_id, done.certificate_id, done.number) == (
        approval.application_id,
        approval.certificate_id,
        approval.number,
    )
    assert done.sha256 == hashlib.sha256(pdf).hexdigest()
    assert done.object_key == f"certificates/{done.sha256}.pdf"
    assert (done.size, done.pages) == (len(pdf), 1)
    assert "Signature is Valid" in tool(pdf, "pdfsig", "-nocert")
    (job,) = await office.rows("SELECT * FROM signing_job")
    assert (job["state"], job["sha256"].hex(), job["attempts"]) == ("done", done.sha256, 1)
    assert len(job["intent"]) == 32
    assert FACTS["name"] not in json.dumps([str(value) for value in job.values()], ensure_ascii=False)


async def test_a_duplicate_does_nothing(office: Office) -> None:
    approval = office.approval()
    async with office.worker():
        await office.bus.publish(approval, times=3)  # one message, delivered again
        await office.bus.publish(approval)  # the same approval in another message
        await office.settled(2)
        assert len(await office.bus.heard(SigningCompleted)) == 1
    assert len(await office.rows("SELECT 1 FROM signing_job")) == 1
    assert len(await office.rows("SELECT 1 FROM outbox WHERE routing_key LIKE 'signing.%'")) == 1
    assert [row["jobs"] for row in await office.rows("SELECT jobs FROM signing_day")] == [1]


async def test_workers_that_race_issue_one_letter_each(office: Office) -> None:
    approvals = [office.approval(number=f"20260000{number:04}") for number in range(5)]
    async with office.worker():
        second = service.create_worker(office.settings)
        stop = asyncio.Event()
        running = asyncio.create_task(second.run_until(stop))
        for approval in approvals:
            await office.bus.publish(approval)
            await office.bus.publish(approval)
        await office.settled(10)
        done = await office.bus.heard(SigningCompleted, count=5)
        stop.set()
        await running
    assert len(done) == len({event.application_id for event in done}) == 5


async def test_a_reissue_is_another_letter(office: Office) -> None:
    approval = office.approval()
    reissue = office.approval(
        CertificateReissueRequested, application_id=approval.application_id, revision=2, number="202600000124"
    )
    async with office.worker():
        await office.bus.publish(approval)
        await office.bus.publish(reissue)
        done = await office.bus.heard(SigningCompleted, count=2)
    assert {event.revision for event in done} == {1, 2}
    assert len({event.object_key for event in done}) == 2


async def test_a_letter_that_cannot_be_made_is_told_to_the_staff(office: Office) -> None:
    async with office.worker():
        await office.bus.publish(office.approval(facts=FACTS | {"name": "张\U0002ebf0"}))
        await office.bus.publish(office.approval(facts=FACTS | {"purpose": "a\u202eb"}))
        await office.bus.publish(office.approval(certificate_type="kinship"))
        failed = await office.bus.heard(SigningFailed, count=3)
    assert {event.code for event in failed} == {
        "signing.glyph.missing",
        "signing.text.invalid",
        "signing.letter.unknown_type",
    }
    assert any("“\U0002ebf0”（U+2EBF0）" in office.told(event) for event in failed)
    assert {event.message for event in failed} == {"证明信无法签发"}, "nothing of a name in clear"
    assert {row["state"] for row in await office.rows("SELECT state FROM signing_job")} == {"failed"}


async def test_a_failed_job_is_taken_up_when_asked_again(office: Office) -> None:
    ids: dict[str, Any] = {"application_id": uuid4(), "certificate_id": uuid4()}
    async with office.worker():
        await office.bus.publish(office.approval(**ids, facts=FACTS | {"name": "张\U0002ebf0"}))
        await office.bus.heard(SigningFailed)
        await office.bus.publish(office.approval(**ids))
        await office.bus.heard(SigningCompleted)
    (job,) = await office.rows("SELECT state, failure, attempts FROM signing_job")
    assert tuple(job) == ("done", None, 2)


async def test_a_duplicate_of_a_failure_does_nothing(office: Office) -> None:
    approval = office.approval(facts=FACTS | {"name": "张\U0002ebf0"})
    jobs = "SELECT state, failure, attempts, finished_at FROM signing_job"
    async with office.worker():
        message_id = await office.bus.publish(approval)
        await office.settled(1)
        (before,) = await office.rows(jobs)
        await office.bus.publish(approval, message_id=message_id, times=2)
        await office.bus.publish(office.approval(number="202600000124"))
        await office.settled(2)
        await office.bus.heard(SigningCompleted)
    (after, _) = await office.rows(f"{jobs} ORDER BY begun_at")
    assert before == after
    assert len(await office.bus.heard(SigningFailed)) == 1


@pytest.mark.parametrize("broken", ["facts", "seal", "body", "other_certificate"])
async def test_what_cannot_be_read_becomes_a_dead_letter_and_neighbours_finish(office: Office, broken: str) -> None:
    approval = office.approval()
    async with office.worker():
        await office.bus.publish(approval)
        await office.bus.heard(SigningCompleted)
        if broken == "facts":
            await office.bus.publish(office.approval(facts={"name": "张三"}))
        elif broken == "seal":
            await office.bus.publish(approval.model_copy(update={"application_id": uuid4()}))
        elif broken == "body":
            await office.bus.publish_raw(b"{", ApplicationApproved.routing_key)
        else:
            await office.bus.publish(approval.model_copy(update={"certificate_id": uuid4()}))
        await office.bus.publish(office.approval(number="202600000124"))
        await office.bus.dead_letters("signing")
        assert len(await office.bus.heard(SigningCompleted, count=2)) == 2


async def test_a_crash_between_store_and_record_is_finished_by_the_redelivery(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored: list[str] = []
    finish = issue_letter.finish_job

    async def crash_once(job: Any, letter: Any, object_key: str, delivery: Any) -> None:
        stored.append(object_key)
        if len(stored) == 1:
            raise RuntimeError("killed")
        await finish(job, letter, object_key, delivery)

    monkeypatch.setattr(issue_letter, "finish_job", crash_once)
    async with office.worker():
        await office.bus.publish(office.approval())
        (done,) = await office.bus.heard(SigningCompleted)
    assert stored == [done.object_key] * 2  # the same job gives the same bytes: no orphan in the store
    (job,) = await office.rows("SELECT state, attempts FROM signing_job")
    assert tuple(job) == ("done", 2)


async def test_without_the_store_the_job_waits(office: Office) -> None:
    real = office.settings.certificates_s3
    nowhere = S3Settings(endpoint="127.0.0.1:1", access_key="a", secret_key=SecretStr("s"), bucket="b")
    async with office.worker(certificates_s3=nowhere):
        await office.bus.publish(office.approval())
        for _ in range(500):
            if await office.rows("SELECT 1 FROM signing_job WHERE intent IS NOT NULL AND attempts > 1"):
                break
            await clock_tick()
        (job,) = await office.rows("SELECT state, sha256, attempts FROM signing_job")
        assert (job["state"], job["sha256"]) == ("signing", None)
        assert job["attempts"] > 1
        assert not await office.rows("SELECT 1 FROM outbox")
    assert real == office.settings.certificates_s3


async def test_the_daily_cap_holds(office: Office) -> None:
    async with office.worker(daily_cap=1):
        first, second = office.approval(), office.approval(number="202600000124")
        await office.bus.publish(first)
        await office.bus.heard(SigningCompleted)
        await office.bus.publish(second)
        await office.bus.publish(first)
        await office.settled(2)  # what is signed already is not counted again
        assert len(await office.rows("SELECT 1 FROM signing_job")) == 1


async def test_bytes_that_come_back_wrong_are_never_recorded(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    get = Storage.get
    calls: list[str] = []

    async def get_wrong_once(storage: Storage, key: str) -> bytes:
        calls.append(key)
        if len(calls) == 1:
            return b"other bytes"
        if len(calls) == 2:
            raise ObjectMissing
        return await get(storage, key)

    monkeypatch.setattr(Storage, "get", get_wrong_once)
    async with office.worker():
        await office.bus.publish(office.approval(), message_id=new_id())
        (done,) = await office.bus.heard(SigningCompleted, seconds=40)
    assert calls == [done.object_key] * 3
