"""A letter in its receiver's hands: by number and code, by hash, by upload; and when it is taken back."""

import asyncio
import hashlib
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cast import Http, refused, registered, staff
from native.journey import Client, Person, upload

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


@dataclass(frozen=True, slots=True)
class Letter:
    """An issued letter in its receiver's hands."""

    person: Person
    certificate_id: str
    number: str
    code: str
    pdf: bytes

    async def verdict(self, code: str | None = None) -> dict[str, Any]:
        """What the register says to number and check code."""
        found: dict[str, Any] = await Client(self.person.session).call(
            "GET", f"/api/verifications/{self.number}", params={"code": code or self.code}
        )
        return found

    async def by_hash(self) -> dict[str, Any]:
        """What the register says to the file's digest."""
        body = {"sha256": hashlib.sha256(self.pdf).hexdigest()}
        found: dict[str, Any] = await Client(self.person.session).call("POST", "/api/verifications", json=body)
        return found


def text_of(file: Path) -> str:
    return subprocess.run(["pdftotext", str(file), "-"], check=True, capture_output=True, text=True).stdout


async def issued(http: Http, folder: Path) -> Letter:
    (person,) = await registered(http)
    application = await person.apply("custody", purpose="办理入职手续")
    await (await staff(http, "reviewer")).decide(application["application_id"])
    certificate_id = await person.wait_issued(application["application_id"])
    pdf = await person.download(certificate_id)
    file = folder / "letter.pdf"
    file.write_bytes(pdf)
    text = text_of(file)
    (code,) = re.findall(r"查验码：([0-9A-Z]{12})", "".join(text.split()))
    (listed,) = (await person.call("GET", "/api/me/certificates"))["items"]
    return Letter(person, certificate_id, listed["number"], code, pdf)


async def test_given_number_and_code_a_receiver_learns_what_the_letter_is_worth(http: Http, tmp_path: Path) -> None:
    letter = await issued(http, tmp_path)
    verdict = await letter.verdict()
    assert (verdict["status"], verdict["label"], verdict["facts_still_hold"]) == ("valid", "存档证明", True)
    assert verdict["holder_masked"].startswith(letter.person.holder.name[0])
    assert letter.person.holder.name not in str(verdict)
    assert verdict["sha256"] == hashlib.sha256(letter.pdf).hexdigest()
    assert (await letter.verdict(letter.code.lower()))["status"] == "valid"
    wrong = await letter.verdict("0" * 12)
    assert wrong["status"] == "not_found"
    assert {value for name, value in wrong.items() if name != "status"} == {None}
    async with http.get(f"/verify/{letter.number}?c={letter.code}") as answer:
        page = await answer.text()
        assert (answer.status, answer.content_type) == (200, "text/html")
    assert "真实有效" in page
    assert verdict["holder_masked"] in page
    assert "<script>" not in page  # nothing inline: it serves without, and a file of ours hashes PDFs


async def test_given_the_file_itself_an_upload_is_judged_as_its_hash_is(http: Http, tmp_path: Path) -> None:
    letter = await issued(http, tmp_path)
    anybody = Client(http)
    genuine = await anybody.call("POST", "/api/verifications", data=upload("pdf", letter.pdf, "letter.pdf"))
    assert (genuine["issued"], genuine["status"], genuine["number"]) == (True, "valid", letter.number)
    flipped = bytearray(letter.pdf)
    flipped[len(flipped) // 2] ^= 1
    for altered in (letter.pdf + b"\n", bytes(flipped), letter.pdf[:-100], b"no PDF"):
        judged = await anybody.call("POST", "/api/verifications", data=upload("pdf", altered, "letter.pdf"))
        assert judged["issued"] is False
        assert judged["reasons"]
    await refused(anybody.call("POST", "/api/verifications", json={"sha256": "x"}), 422, "kernel.request.invalid")


async def test_given_wechat_the_owner_alone_sees_the_pages_as_pictures(http: Http, tmp_path: Path) -> None:
    letter = await issued(http, tmp_path)
    pages = f"/api/me/certificates/{letter.certificate_id}/pages"
    assert (await letter.person.call("GET", f"{pages}/1.png")).startswith(b"\x89PNG")
    async with http.get(f"{pages}/99.png", headers={"Authorization": f"Bearer {letter.person.token}"}) as answer:
        assert answer.status == 404
    (stranger,) = await registered(http)
    await refused(stranger.call("GET", f"{pages}/1.png"), 404, "certificate.certificate.not_found")


async def test_given_a_revocation_the_letter_is_worth_nothing(http: Http, tmp_path: Path) -> None:
    letter = await issued(http, tmp_path)
    reviewer = await staff(http, "reviewer")
    path = f"/api/staff/certificates/{letter.certificate_id}/revocation"
    await refused(reviewer.call("POST", path, json={"reason": " "}), 422, "certificate.revocation.reason_required")
    revoked = await reviewer.call("POST", path, json={"reason": "登记信息有误"})
    assert revoked["state"] == "revoked"
    assert (await letter.verdict())["status"] == "revoked"
    judged = await letter.by_hash()
    assert (judged["issued"], judged["status"]) == (True, "revoked")
    await refused(letter.person.download(letter.certificate_id), 409, "certificate.certificate.revoked")
    (application,) = (await letter.person.call("GET", "/api/me/applications"))["items"]
    assert application["state_label"] == "已撤销"
    async with http.get(f"/verify/{letter.number}?c={letter.code}") as answer:
        assert "已撤销" in await answer.text()
    clerk = await staff(http, "clerk")
    await refused(clerk.call("POST", path, json={"reason": "x"}), 403, "kernel.role.missing")


async def test_given_a_changed_register_the_receiver_is_told(http: Http, tmp_path: Path) -> None:
    letter = await issued(http, tmp_path)
    clerk = await staff(http, "clerk")
    changed = changed_register(letter.person)
    report = await clerk.import_register(changed, file_name="register.csv")
    assert (report["state"], report["changed"]) == ("completed", 1)
    for _ in range(200):
        if (await letter.verdict())["facts_still_hold"] is False:
            break
        await asyncio.sleep(0.05)
    assert (await letter.verdict())["facts_still_hold"] is False


def changed_register(person: Person) -> bytes:
    """The person's row with another archive number, as a CSV file."""
    heading = "姓名,身份证号,性别,存档类别,存档编号,解聘时间,缴费截止时间"
    row = list(person.holder.row)
    row[4] = "已转编号-1"
    return f"{heading}\n{','.join(row)}\n".encode()
