"""Logs: one JSON object a line on standard error, or readable lines on a terminal. Ids only, never personal data."""

import logging
import sys
import traceback
from typing import cast

import structlog

_DATA_ERRORS = (ValueError, TypeError, LookupError)
_DRIVERS = frozenset({"sqlalchemy", "asyncpg", "pydantic", "pydantic_core"})


def exception_text(exc_info: structlog.typing.ExcInfo) -> str:
    """Tracebacks of an exception and of what caused it, oldest first.

    The text of errors about data is left out, as it quotes the data: ``invalid input for query argument $2: …``.
    """
    parts: list[str] = []
    error: BaseException | None = exc_info[1]
    while error is not None:
        frames = "".join(traceback.format_tb(error.__traceback__))
        quotes = isinstance(error, _DATA_ERRORS) or type(error).__module__.split(".")[0] in _DRIVERS
        parts.append(f"{frames}{type(error).__qualname__}: {'(text withheld)' if quotes else error}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(reversed(parts))


def configure(service: str, level: str) -> None:
    """Set up structlog for the process; the standard library's loggers (uvicorn, aio-pika) go the same way."""
    number = getattr(logging, level.upper())
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(exception_text),
    ]
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)  # no local variables
    renderer = plain if sys.stderr.isatty() else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                cast("structlog.typing.Processor", renderer),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(number, logging.INFO))
    for noisy in ("aio_pika", "aiormq", "urllib3", "uvicorn.access", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.contextvars.bind_contextvars(service=service)
