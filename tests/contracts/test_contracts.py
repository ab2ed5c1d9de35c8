"""What others rely on changes knowingly: events, error codes and their documents."""

import json

import catalogue
import pytest
from kernel.events import Event


def test_generated_documents_are_up_to_date() -> None:
    stale = [
        str(file.relative_to(catalogue.ROOT))
        for file, text in catalogue.generated().items()
        if not file.exists() or file.read_text() != text
    ]
    assert stale == [], "run `make contracts` and look at what changed"


def test_no_golden_schema_is_left_of_an_event_that_is_gone() -> None:
    wanted = {f"{event.routing_key}.json" for event in catalogue.events()}
    assert {file.name for file in catalogue.GOLDEN.iterdir()} == wanted


@pytest.mark.parametrize("event", catalogue.events(), ids=lambda event: event.routing_key)
def test_an_event_is_versioned_and_belongs_to_its_publisher(event: type[Event]) -> None:
    prefixes = {"certificate": ("application.", "certificate.")}
    publisher = catalogue.publisher(event)
    assert event.routing_key.startswith(prefixes.get(publisher, (f"{publisher}.",)))
    assert event.routing_key.rsplit(".v", 1)[1].isdigit()
    assert event.aggregate in event.model_fields


def test_no_event_has_personal_data_in_clear() -> None:
    telling = ("name", "id_number", "phone", "code", "birth", "sex")
    for event in catalogue.events():
        fields = json.dumps(list(event.model_fields))
        found = [word for word in telling if f'"{word}"' in fields]
        assert found in ([], ["code"]), event  # an error code in *.failed
        assert found == [] or event.routing_key.endswith(".failed.v1")


def test_error_codes_are_unique_and_named_after_their_place() -> None:
    codes = [error.code for error in catalogue.errors()]
    assert sorted(set(codes)) == codes
    for error in catalogue.errors():
        parts = error.code.split(".")
        assert len(parts) == 3, error.code
        assert all(part.replace("_", "").isalnum() and part.islower() for part in parts), error.code
        assert error.__doc__, error.code
