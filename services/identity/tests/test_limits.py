"""Who probes, guesses and floods: limits per address, spoken captchas, resets at once, ID numbers in many shapes."""

import asyncio
import wave
from io import BytesIO
from typing import Any

import pytest
from identity.app import open_resources
from identity.domain.captcha import ALPHABET
from identity.domain.lookup import counted_as, shown_as
from identity.handlers.count_lookup import count_lookup
from kernel.id_number import IdNumber
from kernel.settings import Profile

pytestmark = pytest.mark.servers


@pytest.mark.parametrize(
    ("address", "counted", "shown"),
    [
        ("203.0.113.9", "203.0.113.9", "203.0.113.*"),
        ("::ffff:203.0.113.9", "203.0.113.9", "203.0.113.*"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64", "fe80::/64"),
        ("", "", ""),
    ],
)
def test_an_address_is_counted_as_its_household_and_shown_without_its_last_part(
    address: str, counted: str, shown: str
) -> None:
    assert (counted_as(address), shown_as(address)) == (counted, shown)


async def test_an_address_asks_about_few_id_numbers_an_hour(world: Any) -> None:
    async with open_resources(world.settings.model_copy()) as resources:
        resources.settings = world.settings.model_copy(update={"profile": Profile.PRODUCTION})
        known = [IdNumber.parse(world.somebody()) for _ in range(7)]
        for id_number in [*known[:5], *known[:5]]:
            await count_lookup(id_number, "203.0.113.9", resources)
        with pytest.raises(Exception, match="查询的身份证号码过多") as refused:
            await count_lookup(known[5], "203.0.113.9", resources)
        assert 3500 < getattr(refused.value, "retry_after", 0) <= 3600
        await count_lookup(known[0], "203.0.113.9", resources)
        await count_lookup(known[5], "203.0.113.10", resources)
        for number in range(5):
            await count_lookup(known[number], f"2001:db8::{number}", resources)
        with pytest.raises(Exception, match="查询的身份证号码过多"):
            await count_lookup(known[6], "2001:db8::99", resources)
        at_once = await asyncio.gather(
            *(count_lookup(id_number, "198.51.100.1", resources) for id_number in known), return_exceptions=True
        )
        assert at_once.count(None) == 5
        await world.age("lookup", "asked_at", 3600)
        await count_lookup(known[6], "203.0.113.9", resources)


async def test_a_probing_address_gets_no_answer_from_the_register(world: Any) -> None:
    address = {"headers": {"X-Zhengxin-Client-Address": "203.0.113.9"}}

    async def start(id_number: str) -> Any:
        body = {"id_number": id_number, "phone": world.phone(), "agreement_version": "2026-11-22"}
        return await world.post("/api/registrations", body | await world.captcha(), **address)

    for _ in range(5):
        assert (await start(world.stranger())).status == 404
    assert (await start(world.somebody())).status == 201  # the sandbox multiplies the limit by 1000
    # what 4,994 further questions would leave
    await world.run(
        "INSERT INTO lookup SELECT address_index, sha256(n::text::bytea), now() "
        "FROM (SELECT DISTINCT address_index FROM lookup) AS mine, generate_series(1, 4994) AS n"
    )
    asked = world.register.asked
    refused = await start(world.somebody())
    assert (refused.status, refused.code) == (429, "identity.lookup.throttled")
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    assert world.register.asked == asked


async def test_all_codes_together_have_a_budget(world_with_two_codes: Any) -> None:
    world = world_with_two_codes
    for _ in range(2):
        assert (await world.start(world.somebody(), world.phone())).status == 201
    spent = await world.start(world.somebody(), world.phone())
    assert (spent.status, spent.code) == (429, "identity.code.throttled")
    await world.age("sms_code", "created_at", 3600)
    assert (await world.start(world.somebody(), world.phone())).status == 201


async def test_a_captcha_is_read_out_a_few_times_and_still_answered(world: Any) -> None:
    captcha = await world.captcha()
    path = f"/api/captchas/{captcha['captcha_id']}/audio"
    takes = [await world.ask("GET", path) for _ in range(5)]
    for take in takes:
        assert (take.status, take.headers["Content-Type"]) == (200, "audio/wav")
        with wave.open(BytesIO(take.body)) as sound:
            assert sound.getnchannels() == 1
            assert sound.getnframes() / sound.getframerate() > 4
    assert len({take.body for take in takes}) == 5
    enough = await world.ask("GET", path)
    assert (enough.status, enough.code) == (429, "identity.captcha.spoken_out")
    assert (await world.start(world.somebody(), world.phone(), **captcha)).status == 201
    used = await world.ask("GET", path)
    assert (used.status, used.code) == (404, "identity.captcha.not_found")
    assert set(captcha["captcha_answer"]) <= set(ALPHABET)


async def test_of_two_resets_of_one_account_at_once_one_wins(world: Any) -> None:
    person = await world.register_person()
    resets = []
    for _ in range(2):
        await world.age("sms_code", "created_at", 61)
        pair = {"id_number": person.id_number, "phone": person.phone}
        reset = (await world.post("/api/password-resets", pair | await world.captcha())).body["reset_id"]
        resets.append((reset, (await world.sms_codes(person.phone))[-1]))
    answers = await asyncio.gather(
        *(
            world.post(f"/api/password-resets/{reset}/completion", {"code": code, "new_password": f"Qm4-xyt{n}"})
            for n, (reset, code) in enumerate(resets)
        )
    )
    assert sorted(answer.status for answer in answers) == [200, 404]
    (loser,) = [answer for answer in answers if answer.status == 404]
    assert loser.code == "identity.password_reset.not_found"
    winner = [answer.status for answer in answers].index(200)
    assert (await world.log_in(person.id_number, f"Qm4-xyt{winner}")).status == 201
    assert len(await world.published("identity.password_changed.v1")) == 1


async def test_one_reset_completed_twice_at_once_counts_once(world: Any) -> None:
    person = await world.register_person()
    await world.age("sms_code", "created_at", 61)
    pair = {"id_number": person.id_number, "phone": person.phone}
    reset = (await world.post("/api/password-resets", pair | await world.captcha())).body["reset_id"]
    body = {"code": (await world.sms_codes(person.phone))[-1], "new_password": "Qm4-xyt8"}
    answers = await asyncio.gather(*(world.post(f"/api/password-resets/{reset}/completion", body) for _ in range(4)))
    assert sorted(answer.status for answer in answers) == [200, 404, 404, 404]


async def test_fifty_guesses_at_a_reset_at_once_count_five(world: Any) -> None:
    person = await world.register_person()
    await world.age("sms_code", "created_at", 61)
    pair = {"id_number": person.id_number, "phone": person.phone}
    await world.post("/api/sessions/codes", pair | await world.captcha())
    code = int((await world.sms_codes(person.phone))[-1])
    guesses = [f"{(code + 1 + n) % 1_000_000:06d}" for n in range(50)]
    answers = await asyncio.gather(*(world.post("/api/sessions/by-code", pair | {"code": guess}) for guess in guesses))
    codes = [answer.code for answer in answers]
    assert codes.count("identity.code.wrong") == 5
    assert codes.count("identity.code.expired") == 45


@pytest.mark.parametrize("shape", ["full_width", "spaces", "small_x"])
async def test_an_id_number_is_one_whatever_its_shape(world: Any, shape: str) -> None:
    id_number = world.somebody()
    while shape == "small_x" and not id_number.endswith("X"):
        id_number = world.somebody()
    typed = {
        "full_width": "".join(chr(ord(digit) + 0xFEE0) for digit in id_number),
        "spaces": f" {id_number[:6]} {id_number[6:14]} {id_number[14:]}\t",
        "small_x": id_number.lower(),
    }[shape]
    person = await world.register_person(id_number)
    again = await world.start(typed, world.phone())
    assert (again.status, again.code) == (409, "identity.id_number.already_registered")
    answer = await world.log_in(typed)
    assert answer.body["person"]["person_id"] == person.person_id


@pytest.mark.parametrize(
    "typed",
    [
        "110105900307001",
        "110105199002300014",
        "110105199003070010",
        "000105199003070011",
        "11010519900307001",
        "1101051990030700111",
        "",
        "１１０１０５",
        "11010519900307001٣",
        "x" * 10_000,
    ],
)
async def test_what_is_no_id_number_is_refused_everywhere(world: Any, typed: str) -> None:
    phone = world.phone()
    pair = {"id_number": typed, "phone": phone, "captcha_id": "x", "captcha_answer": "x"}
    for path, body in (
        ("/api/registrations", pair | {"agreement_version": "2026-11-22"}),
        ("/api/phone-recoveries", pair),
        ("/api/sessions", {"id_number": typed, "password": "x", "captcha_id": "x", "captcha_answer": "x"}),
        ("/api/sessions/codes", pair),
        ("/api/sessions/by-code", {"id_number": typed, "phone": phone, "code": "x"}),
        ("/api/password-resets", pair),
    ):
        refused = await world.post(path, body)
        assert (refused.status, refused.code) == (422, "identity.id_number.invalid")
        assert not typed or typed not in str(refused.body)
    assert world.register.asked == 0
