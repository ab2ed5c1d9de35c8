"""The system's main job, driven through the gateway: from a register in Excel to signed letters that verify."""

import asyncio
import hashlib
import subprocess
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import aiohttp
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from native.errors import NativeError
from native.journey import Member, Person, Refused
from native.people import Holder, introduction_letter, invent, register_workbook

ItemT = TypeVar("ItemT")
AT_ONCE = 8
TITLES = {"custody": "存档证明", "political_review": "政审证明"}


class DemoFailed(NativeError):
    """Something on the way was not as it must be."""


@dataclass(slots=True)
class Case:
    """One person and what became of the application."""

    person: Person
    certificate_type: str
    application_id: str = ""
    certificate_id: str = ""
    pdf: bytes = b""


async def drive(address: str, count: int, folder: Path, console: Console) -> None:
    """Issue ``count`` certificates and check each; the PDFs are left in ``folder``.

    Raises:
        DemoFailed: a step was refused, or a PDF does not verify.
    """
    folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 - nothing else runs yet
    timeout = aiohttp.ClientTimeout(total=120)
    connector = aiohttp.TCPConnector(limit=100)
    async with aiohttp.ClientSession(address, timeout=timeout, connector=connector) as session:
        try:
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
        f"{count} certificate{'s' if count > 1 else ''} from first approval to last download in {seconds:.2f} s"
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


async def verify(case: Case, folder: Path) -> None:
    """Ask the centre about these bytes, then look at the signature and the text with tools that are not ours.

    Raises:
        DemoFailed: something is wrong with the PDF.
    """
    answer = await case.person.call("POST", "/api/verifications", json={"sha256": hashlib.sha256(case.pdf).hexdigest()})
    if not answer["issued"] or answer["status"] != "valid":
        raise DemoFailed(f"The centre does not know the PDF: {answer}")
    file = folder / file_name(case)
    file.write_bytes(case.pdf)
    signature, text = await asyncio.gather(run("pdfsig", "-nocert", str(file)), run("pdftotext", str(file), "-"))
    for wanted in ("Signature is Valid", "Total document signed"):
        if wanted not in signature:
            raise DemoFailed(f"pdfsig does not say '{wanted}' of {file}:\n{signature}")
    holder: Holder = case.person.holder
    flat = "".join(text.split())
    for wanted in (holder.name, holder.id_number, TITLES[case.certificate_type]):
        if wanted not in flat:
            raise DemoFailed(f"{file} does not hold '{wanted}'.")


def file_name(case: Case) -> str:
    """Where the PDF is left."""
    return f"{TITLES[case.certificate_type]}-{case.certificate_id}.pdf"


async def run(*command: str) -> str:
    """What a program prints."""
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    output, _ = await process.communicate()
    return output.decode(errors="replace")


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
