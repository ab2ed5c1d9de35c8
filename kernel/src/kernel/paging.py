"""Paging by keyset: ``?limit=&cursor=``, answers ``{items, next_cursor}``."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar

from fastapi import Depends, Query
from pydantic import BaseModel

from kernel.errors import DomainError, Kind

ItemT = TypeVar("ItemT")
RowT = TypeVar("RowT")


class CursorInvalid(DomainError):
    """A cursor that we did not give out."""

    code = "kernel.cursor.invalid"
    kind = Kind.INVALID
    message = "翻页参数不正确，请从第一页重新查看"


class PageQuery:
    """What the request asks for."""

    def __init__(
        self,
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
        cursor: Annotated[str | None, Query(max_length=500)] = None,
    ) -> None:
        self.limit = limit
        self.cursor = cursor

    def after(self, parts: int) -> list[str] | None:
        """The values that the cursor holds; None on the first page.

        Raises:
            CursorInvalid: not one of ours, or not of so many parts.
        """
        if self.cursor is None:
            return None
        try:
            values = json.loads(base64.urlsafe_b64decode(self.cursor))
        except (ValueError, binascii.Error):
            raise CursorInvalid(field="cursor") from None
        if not isinstance(values, list) or len(values) != parts or not all(isinstance(value, str) for value in values):
            raise CursorInvalid(field="cursor")
        return values


Paging = Annotated[PageQuery, Depends(PageQuery)]


class Page(BaseModel, Generic[ItemT]):
    """One page; ``next_cursor`` is null on the last."""

    items: list[ItemT]
    next_cursor: str | None


def page(
    rows: Sequence[RowT], query: PageQuery, *, item: Callable[[RowT], ItemT], key: Callable[[RowT], Sequence[str]]
) -> Page[ItemT]:
    """Make the page from up to ``limit + 1`` rows; ``key`` gives the values by which the next page goes on."""
    shown = rows[: query.limit]
    more = len(rows) > query.limit
    cursor = base64.urlsafe_b64encode(json.dumps(list(key(shown[-1]))).encode()).decode() if more else None
    return Page(items=[item(row) for row in shown], next_cursor=cursor)
