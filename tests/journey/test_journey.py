"""From a register in Excel to a letter that verifies, and what goes wrong on the way: through the gateway alone."""

import asyncio
import hashlib
import subprocess
from pathlib import Path
from uuid import uuid4

import pytest
from cast import Http, refused, registered, staff, status_of
from native.journey import PASSWORD, Client, Refused
from native.people import introduction_letter
from yarl import URL

from conftest import System

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("system"), pytest.mark.timeout(300)]


def tool(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


async def test_a_unit_archived_person_gets_a_custody_certificate(http: Http, tmp_path: Path) -> None:
    (person,) = await registered(http, 1, archive_type="unit")
    reviewer = await staff(http, "reviewer")
    await refused(person.apply("custody"), 422, "certificate.letter.required")
    application = await person.apply("custody", introduction_letter(), purpose="办理入职手续", receiver="示例用人单位")
    assert application["state_label"] == "待审核"
    shown = await reviewer.call("GET", f"/api/staff/applications/{application['application_id']}")
    assert shown["snapshot"]["name"] == person.holder.name
    assert shown["differences"] == []
    letter = await reviewer.call("GET", f"/api/staff/applications/{application['application_id']}/letter")
    assert letter[:3] == b"\xff\xd8\xff"
    await refused(person.apply("custody", introduction_letter()), 409, "certificate.application.already_pending")
    await reviewer.decide(application["application_id"])
    certificate_id = await person.wait_issued(application["application_id"])
    pdf = await person.download(certificate_id)
    sms = await person.call("GET", "/sandbox/sms", params={"phone": person.holder.phone})
    for _ in range(100):
        if any(message["template"] == "certificate_issued" for message in sms["items"]):
            break
        await asyncio.sleep(0.1)
        sms = await person.call("GET", "/sandbox/sms", params={"phone": person.holder.phone})
    assert "certificate_issued" in [message["template"] for message in sms["items"]]
    assert not any(person.holder.name in message["text"] for message in sms["items"])

    file = tmp_path / "letter.pdf"
    file.write_bytes(pdf)
    signature = tool("pdfsig", "-nocert", str(file))
    assert "Signature is Valid" in signature
    assert "Total document signed" in signature
    text = "".join(tool("pdftotext", str(file), "-").split())
    for wanted in (person.holder.name, person.holder.id_number, "存档证明", person.holder.archive_number):
        assert wanted in text

    answer = await person.call("POST", "/api/verifications", json={"sha256": hashlib.sha256(pdf).hexdigest()})
    assert (answer["issued"], answer["status"]) == (True, "valid")
    (listed,) = (await person.call("GET", "/api/me/certificates"))["items"]
    assert answer["number"] == listed["number"]
    altered = await person.call("POST", "/api/verifications", json={"sha256": hashlib.sha256(pdf + b"x").hexdigest()})
    assert altered["issued"] is False


async def test_another_persons_things_do_not_exist(http: Http) -> None:
    owner, stranger = await registered(http, 2)
    application = await owner.apply("custody")
    path = f"/api/me/applications/{application['application_id']}"
    await refused(stranger.call("GET", path), 404, "certificate.application.not_found")
    await refused(stranger.call("POST", f"{path}/withdrawal"), 404, "certificate.application.not_found")
    reviewer = await staff(http, "reviewer")
    await reviewer.decide(application["application_id"])
    certificate_id = await owner.wait_issued(application["application_id"])
    with pytest.raises(Refused) as caught:
        await stranger.download(certificate_id)
    assert caught.value.status == 404


async def test_tokens_open_only_their_own_doors(http: Http) -> None:
    (person,) = await registered(http, 1)
    clerk = await staff(http, "clerk")
    for token in (None, "x", f"{person.token}x", clerk.token):
        assert await status_of(Client(http, token).call("GET", "/api/me")) == 401
    assert await status_of(Client(http, person.token).call("GET", "/api/staff/applications")) == 401
    decision = {"decision": "approve", "version": 1}
    path = f"/api/staff/applications/{uuid4()}/decision"
    assert await status_of(clerk.call("POST", path, json=decision)) == 403
    await person.call("DELETE", "/api/sessions/current", 204)
    statuses = []
    while 401 not in statuses:  # that its session has ended is heard of within a second
        assert len(statuses) < 100
        statuses.append(await status_of(person.call("GET", "/api/me")))
        await asyncio.sleep(0.01)
    assert set(statuses) <= {200, 401}


async def test_internal_paths_are_not_to_be_had(http: Http, system: System) -> None:
    for path in ("/internal/lookups", "/api/../internal/lookups", "/%69nternal/lookups", "//internal/lookups"):
        async with http.post(URL(system.address + path, encoded=True), json={"id_number": "x"}) as answer:
            assert answer.status in {404, 405}, path


async def test_the_start_page_and_the_description(http: Http) -> None:
    async with http.get("/") as answer:
        page = await answer.text()
        assert answer.status == 200
        assert "/verify" in page  # what there is without scripts
    async with http.get("/sandbox") as answer:
        assert "/docs" in await answer.text()
    async with http.get("/openapi.json") as answer:
        description = await answer.json()
    assert "/api/me/applications" in description["paths"]
    assert not any(path.startswith("/internal") for path in description["paths"])
    async with http.get("/docs") as answer:
        assert answer.status == 200
        assert "http://" not in (await answer.text()).replace("http://www.w3.org", "")


async def test_logs_hold_no_personal_data(http: Http, system: System) -> None:
    (person,) = await registered(http, 1)
    application = await person.apply("custody", purpose="独一无二的用途")
    await (await staff(http, "reviewer")).decide(application["application_id"])
    await person.wait_issued(application["application_id"])
    holder = person.holder
    logs = list((system.data / "logs").glob("*.log"))
    assert len(logs) > 15
    for log in logs:
        text = log.read_text(errors="replace")
        for secret in (holder.name, holder.id_number, holder.phone, holder.archive_number, "独一无二的用途", PASSWORD):
            assert secret not in text, f"{log.name} holds {secret}"
