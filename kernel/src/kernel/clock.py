"""Time: stored in UTC, shown in China's time; calendar dates are China's wherever the machine stands."""

from datetime import UTC, date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import PlainSerializer, WithJsonSchema

CHINA = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def china_date(at: datetime) -> date:
    """The calendar date in China at a moment; letters, years of numbers and daily limits go by it."""
    return at.astimezone(CHINA).date()


def rfc3339(at: datetime) -> str:
    """A moment as RFC 3339 with China's offset and whole seconds: ``2026-11-22T18:00:00+08:00``."""
    return at.astimezone(CHINA).isoformat(timespec="seconds")


ChinaTime = Annotated[
    datetime,
    PlainSerializer(rfc3339, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}, mode="serialization"),
]
"""A time in an answer's model."""
