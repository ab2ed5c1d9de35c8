"""The system's main job, driven through the gateway: from a register in Excel to signed letters that verify."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import aiohttp
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from native.journey import Member, Person, Refused
from native.people import introduction_letter, invent, register_workbook
from native.proof import TITLES, Case, DemoFailed, file_name, verify
from native.story import tell

ItemT = TypeVar("ItemT")
AT_ONCE = 8


async def drive(address: str, count: int, folder: Path, console: Console) -> None:
    """Issue ``count`` certificates and check each; one tells the story of a person with all its turns.

    The PDFs are left in ``folder``.

    Raises:
        DemoFailed: a step was refused, or a PDF does not verify.
    """
    folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 - nothing else runs yet
    timeout = aiohttp.ClientTimeout(total=120)
    connector = aiohttp.TCPConnector(limit=100)
    async with aiohttp.ClientSession(address, timeout=timeout, connector=connector) as session:
        try:
            if count == 1:
                await tell(session, folder, console)
            else:
                await _drive(session, count, folder, console)
        except (Refused, TimeoutError, aiohttp.ClientError) as error:
            raise DemoFailed(f"The demo stopped: {error}") from error


async def _drive(session: aiohttp.ClientSession, count: int, folder: Path, console: Console) -> None:
    clerk, reviewer = Member(session), Member(session)
    await clerk.log_in("clerk")
    await reviewer.log_in("reviewer")
    holders = invent(1, archive_type="unit") + invent(count - 1)
    report = await clerk.import_register(register_workbook(holders))
    if report["state"] != "completed" or report["added"] != count:
        raise DemoFailed(f"The register was not imported: {report}")
    console.print(f"The clerk imported a register of {count} from Excel: {report['added']} added.")
    cases = [
        Case(Person(session, holder=holder), list(TITLES)[number % len(TITLES)])
        for number, holder in enumerate(holders)
    ]
    with progress(console) as bars:
        await each(bars, "register and sign in", cases, enter)
        await each(bars, "apply", cases, apply)
        began = time.monotonic()

        async def approve_and_download(case: Case) -> None:
            await reviewer.decide(case.application_id)
            case.certificate_id = await case.person.wait_issued(case.application_id)
            case.pdf = await case.person.download(case.certificate_id)

        await each(bars, "approve, sign, download", cases, approve_and_download, at_once=50)
        seconds = time.monotonic() - began
        await each(bars, "verify", cases, lambda case: verify(case, folder), at_once=2)
    if len({case.certificate_id for case in cases}) != count:
        raise DemoFailed("Two applications share one certificate.")
    console.print(
        f"{count} certificates from first approval to last download in {seconds:.2f} s"
        f" ({count / seconds:.1f} a second); every one verifies."
    )
    first = cases[0]
    console.print(f"PDF: {folder / file_name(first)}")


async def enter(case: Case) -> None:
    """Register and sign in."""
    await case.person.register()
    await case.person.log_in()


async def apply(case: Case) -> None:
    """Apply; a unit's archive needs the unit's letter."""
    needs_letter = case.person.holder.archive_type == "unit"
    letter = introduction_letter(case.person.holder.name) if needs_letter else None
    fields = {"purpose": "办理入职手续", "receiver": "示例用人单位"}
    case.application_id = (await case.person.apply(case.certificate_type, letter, **fields))["application_id"]


def progress(console: Console) -> Progress:
    """The bars on the terminal."""
    return Progress(
        TextColumn("{task.description:<26}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console
    )


async def each(
    bars: Progress, title: str, items: list[ItemT], step: Callable[[ItemT], Awaitable[None]], at_once: int = AT_ONCE
) -> None:
    """Do a step for every item, some at once; the first failure ends it."""
    bar = bars.add_task(title, total=len(items))
    gate = asyncio.Semaphore(at_once)

    async def one(item: ItemT) -> None:
        async with gate:
            await step(item)
        bars.advance(bar)

    try:
        async with asyncio.TaskGroup() as tasks:
            for item in items:
                tasks.create_task(one(item))
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from failures
