"""One person's way to both certificates, with a rejection and a second try, told line by line."""

import time
from pathlib import Path

import aiohttp
from rich.console import Console

from native.journey import Member, Person
from native.people import introduction_letter, invent, register_workbook
from native.proof import TITLES, Case, DemoFailed, file_name, verify

REASON = "letter_unacceptable"
WORDING = {"purpose": "办理入职手续", "receiver": "示例用人单位"}


class Teller:
    """Writes each step on the terminal as it is done."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._began = time.monotonic()
        self._steps = 0

    def step(self, who: str, what: str) -> None:
        """One line: its number, the time since the start, who did what."""
        self._steps += 1
        seconds = time.monotonic() - self._began
        self._console.print(f"{self._steps:2}. {seconds:6.2f} s  {who:<9} {what}", soft_wrap=True)


async def tell(session: aiohttp.ClientSession, folder: Path, console: Console) -> None:
    """Play it, and check both letters; they are left in ``folder``.

    Raises:
        DemoFailed: something is not as it must be.
        Refused: a step was refused.
    """
    teller = Teller(console)
    clerk, reviewer = Member(session), Member(session)
    await clerk.log_in("clerk")
    await reviewer.log_in("reviewer")
    (holder,) = invent(1, archive_type="unit")
    report = await clerk.import_register(register_workbook([holder]))
    if (report["state"], report["added"]) != ("completed", 1):
        raise DemoFailed(f"The register was not imported: {report}")
    teller.step("clerk", "imported the register (Excel): 单位存档, one person added")
    person = Person(session, holder=holder)
    await person.register()
    teller.step("person", "registered: agreement, captcha, SMS code, face check, password")
    await person.log_in()
    teller.step("person", "signed in with ID number, password and captcha")
    custody = await _custody(person, reviewer, teller)
    review = await _political_review(person, reviewer, teller)
    for case in (custody, review):
        await verify(case, folder)
        teller.step("receiver", f"found {TITLES[case.certificate_type]} genuine: register, pdfsig and pdftotext agree")
    for case in (custody, review):
        console.print(f"PDF: {folder / file_name(case)}", soft_wrap=True)


async def _custody(person: Person, reviewer: Member, teller: Teller) -> Case:
    """存档证明: rejected for its letter, sent in again with a new one, approved."""
    case = await _applied(person, "custody", teller, letter=introduction_letter("（未盖章）"))
    await reviewer.decide(case.application_id, "reject", reasons=[REASON], comment="请加盖公章后重新提交")
    shown = await person.call("GET", f"/api/me/applications/{case.application_id}")
    reasons = "；".join(reason["label"] for reason in shown["rejection"]["reasons"])
    teller.step("reviewer", f"rejected it; the person reads: {shown['state_label']}, {reasons}")
    again = await person.resubmit(case.application_id, introduction_letter(person.holder.name))
    teller.step("person", f"sent in a new letter: {again['state_label']}")
    await _issued(case, reviewer, teller)
    return case


async def _political_review(person: Person, reviewer: Member, teller: Teller) -> Case:
    """政审证明: approved at once, with the archive read."""
    case = await _applied(person, "political_review", teller, letter=introduction_letter(person.holder.name))
    await _issued(case, reviewer, teller)
    return case


async def _applied(person: Person, certificate_type: str, teller: Teller, *, letter: bytes) -> Case:
    application = await person.apply(certificate_type, letter, **WORDING)
    teller.step("person", f"applied for {TITLES[certificate_type]} with 单位介绍信: {application['state_label']}")
    return Case(person, certificate_type, application["application_id"])


async def _issued(case: Case, reviewer: Member, teller: Teller) -> None:
    title = TITLES[case.certificate_type]
    await reviewer.decide(case.application_id)
    teller.step("reviewer", f"approved {title}")
    case.certificate_id = await case.person.wait_issued(case.application_id)
    listed = (await case.person.call("GET", "/api/me/certificates"))["items"]
    numbers = [item["display_number"] for item in listed if item["certificate_id"] == case.certificate_id]
    teller.step("system", f"signed {title}: {''.join(numbers)}")
    case.pdf = await case.person.download(case.certificate_id)
    teller.step("person", f"downloaded {title}, {len(case.pdf) // 1024} KiB")
