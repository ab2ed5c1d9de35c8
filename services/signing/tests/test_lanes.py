"""Lanes: processes that die are replaced, errors come through them, and a rotated key is taken up between letters."""

import asyncio
import multiprocessing
import os
import pickle
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from kernel.contracts.signing import SigningCompleted, SigningFailed
from office import FACTS, Office, clock_tick
from samples import make_facts, make_settings, now
from signing import lanes as running_lanes
from signing.domain.errors import GlyphMissing, LetterImpossible, LetterTooLong, LetterTypeUnknown
from signing.handlers import issue_letter
from signing.keys.configured import key_folder
from signing.keys.sandbox_key import next_sandbox_key
from signing.keys.signing_key import KeyUnusable
from signing.lanes import DraftGone, KeyChanged, LaneLost, Lanes
from signing.press import SignedLetter
from signing.settings import SigningSettings
from validators import pyhanko

EVERY_WAY = pytest.mark.parametrize("lanes", [1, 2], ids=["thread", "processes"])


def rotate(settings: SigningSettings) -> None:
    """What ``keys rotate`` does in the sandbox."""
    file = next_sandbox_key(settings.keys_dir, settings.sandbox_key_algorithm, issuer=settings.issuer)
    key_folder(settings).make_current(file)


def kill_lanes() -> None:
    """As the system does when memory is short."""
    children = multiprocessing.active_children()
    assert children
    for child in children:
        assert child.pid is not None
        os.kill(child.pid, signal.SIGKILL)


async def made(lanes: Lanes) -> SignedLetter:
    """A letter from beginning to end."""
    return await lanes.certify(await lanes.draft(make_facts(), signed_at=now()), lanes.key.key_id)


@pytest.fixture(scope="module")
async def processes(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Lanes]:
    """Two lanes that are processes."""
    lanes = Lanes(make_settings(tmp_path_factory.mktemp("lanes"), lanes=2))
    await lanes.open()
    yield lanes
    lanes.close()


@pytest.mark.parametrize(
    ("changes", "error", "said"),
    [
        ({"name": "张\U0002ebf0"}, GlyphMissing, "字符“\U0002ebf0”（U+2EBF0）没有可用的字形，无法签发"),
        ({"purpose": "用途" * 1000}, LetterTooLong, "证明信内容过长，超过 4 页，无法签发"),
        ({"certificate_type": "kinship"}, LetterTypeUnknown, "没有“kinship”这一类证明信的版式"),
    ],
)
async def test_errors_come_through_a_process_as_they_are(
    processes: Lanes, changes: dict[str, Any], error: type[LetterImpossible], said: str
) -> None:
    with pytest.raises(error) as raised:
        await processes.draft(make_facts(**changes), signed_at=now())
    assert str(raised.value) == said
    again = pickle.loads(pickle.dumps(raised.value))  # noqa: S301 - pickled just now
    assert (type(again), str(again), again.places, again.code) == (error, said, raised.value.places, error.code)


async def test_a_lane_that_died_is_lost_once_and_then_replaced(processes: Lanes) -> None:
    draft = await processes.draft(make_facts(), signed_at=now())
    kill_lanes()
    for _ in range(2):
        with pytest.raises(LaneLost):
            await processes.certify(draft, processes.key.key_id)
    letters = await asyncio.gather(*(made(processes) for _ in range(4)))
    assert len({letter.sha256 for letter in letters}) == 1


@EVERY_WAY
async def test_a_key_that_was_rotated_signs_nothing_for_a_job_of_the_one_before(tmp_path: Path, lanes: int) -> None:
    settings = make_settings(tmp_path, lanes=lanes)
    running = Lanes(settings)
    await running.open()
    try:
        before = running.key.key_id
        early = await running.draft(make_facts(), signed_at=now())
        signature = await running.sign(early, before)
        rotate(settings)
        await running.open()
        assert running.key.key_id != before
        late = await running.draft(make_facts(), signed_at=now())
        for draft, error in ((early, LaneLost), (late, KeyChanged)):
            for work in (
                running.sign(draft, before),
                running.certify(draft, before),
                running.finish(draft, before, signature, None),
            ):
                with pytest.raises(error):
                    await work
        assert (await running.certify(late, running.key.key_id)).pages == 1
    finally:
        running.close()


async def test_lanes_that_cannot_be_opened_again_are_tried_with_each_letter(
    processes: Lanes, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = await processes.draft(make_facts(), signed_at=now())

    async def unusable() -> None:
        raise KeyUnusable("the key is gone")

    with monkeypatch.context() as patched:
        patched.setattr(processes, "open", unusable)
        kill_lanes()
        with pytest.raises(LaneLost):
            await processes.certify(draft, processes.key.key_id)
        for _ in range(2):
            with pytest.raises(KeyUnusable, match="gone"):
                await made(processes)
    assert await made(processes)


async def test_drafts_of_letters_that_were_given_up_are_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running_lanes, "MOST_WAITING", 2)
    running = Lanes(make_settings(tmp_path))
    await running.open()
    first, *others = [await running.draft(make_facts(), signed_at=now()) for _ in range(3)]
    with pytest.raises(DraftGone):
        await running.certify(first, running.key.key_id)
    for draft in others:
        assert await running.certify(draft, running.key.key_id)
        with pytest.raises(DraftGone):
            await running.certify(draft, running.key.key_id)
    running.close()


@pytest.mark.servers
async def test_a_worker_with_processes_issues_letters_although_they_are_killed(office: Office) -> None:
    async with office.worker(lanes=2):
        await office.bus.publish(office.approval())
        await office.bus.heard(SigningCompleted)
        kill_lanes()
        for number in range(4):
            await office.bus.publish(office.approval(number=f"20260000020{number}"))
        await office.bus.publish(office.approval(facts=FACTS | {"name": "张\U0002ebf0"}))
        done = await office.bus.heard(SigningCompleted, count=5, seconds=60)
        (failed,) = await office.bus.heard(SigningFailed, seconds=60)
    assert len({event.certificate_id for event in done}) == 5
    assert office.told(failed) == "字符“\U0002ebf0”（U+2EBF0）没有可用的字形，无法签发"
    states = [row["state"] for row in await office.rows("SELECT state FROM signing_job ORDER BY state")]
    assert states == ["done"] * 5 + ["failed"]


@pytest.mark.servers
@EVERY_WAY
async def test_a_worker_takes_up_a_rotated_key(office: Office, lanes: int) -> None:
    async with office.worker(rotation_check_seconds=0.1, lanes=lanes), office.storage() as storage:
        await office.bus.publish(office.approval())
        done = await office.bus.heard(SigningCompleted)
        rotate(office.settings)
        while done[-1].key_id == done[0].key_id:
            await clock_tick()
            await office.bus.publish(office.approval(number=f"2026000003{len(done):02}"))
            done = await office.bus.heard(SigningCompleted, count=len(done) + 1)
        letters = [await storage.get(event.object_key) for event in done]
    folder = key_folder(office.settings)
    roots = {key.key_id: key.chain[-1] for key in map(folder.load, folder.files())}
    current = folder.current()
    assert current is not None
    assert folder.load(current).key_id == done[-1].key_id
    for event, pdf in zip(done, letters, strict=True):
        status = await asyncio.to_thread(pyhanko, pdf, roots[event.key_id])
        assert status.signing_cert.sha256.hex().startswith(event.key_id)
        assert status.signer_reported_dt == event.signed_at


@pytest.mark.servers
async def test_a_job_under_way_when_the_key_is_rotated_is_signed_by_the_new_one_as_of_then(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin: Callable[..., Any] = issue_letter.begin_job
    begun = []

    async def begin_and_rotate(command: Any, delivery: Any) -> Any:
        job = await begin(command, delivery)
        begun.append(job)
        if len(begun) == 1:
            rotate(office.settings)
            await delivery.resources.lanes.open()
            await asyncio.sleep(1)  # the second letter's time is another second
        return job

    monkeypatch.setattr(issue_letter, "begin_job", begin_and_rotate)
    async with office.worker():
        await office.bus.publish(office.approval())
        (done,) = await office.bus.heard(SigningCompleted)
    first, second = begun
    assert first.key_id != second.key_id == done.key_id
    assert first.signed_at < second.signed_at == done.signed_at


@pytest.mark.servers
async def test_a_job_taken_up_by_the_same_key_keeps_its_time(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    begin: Callable[..., Any] = issue_letter.begin_job
    begun = []

    async def begin_and_lose(command: Any, delivery: Any) -> Any:
        job = await begin(command, delivery)
        begun.append(job)
        if len(begun) == 1:
            raise LaneLost("a lane's process died")
        return job

    monkeypatch.setattr(issue_letter, "begin_job", begin_and_lose)
    async with office.worker():
        await office.bus.publish(office.approval())
        (done,) = await office.bus.heard(SigningCompleted)
    assert [job.signed_at for job in begun] == [done.signed_at] * 2
