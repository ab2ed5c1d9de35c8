"""The types that the pages' API client is checked against are those of the API as it is."""

import web_types


def test_the_types_of_the_pages_are_those_of_the_api() -> None:
    assert web_types.types() == web_types.TYPES.read_text(), "make contracts"
