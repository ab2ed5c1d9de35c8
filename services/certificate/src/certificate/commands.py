"""Operators' commands: ``python -m certificate audit verify``."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import typer
import uvloop
from kernel.settings import load

from certificate.handlers.link_audit import verify_audit
from certificate.repository.audit_chain import Fault
from certificate.resources import Resources
from certificate.settings import CertificateSettings

Open = Callable[[CertificateSettings], AbstractAsyncContextManager[Resources]]


def commands(open_resources: Open) -> typer.Typer:
    """The commands that certificate adds to the usual ones."""
    cli = typer.Typer()
    audit = typer.Typer(no_args_is_help=True, help="Check the audit log.")
    cli.add_typer(audit, name="audit")

    @audit.callback()
    def _group() -> None:
        """Keep ``verify`` a command of its own although it is the only one."""

    @audit.command()
    def verify() -> None:
        """Walk along the chain over the audit log; exits with 1 at the first row that does not fit."""
        fitting, fault = uvloop.run(_verify(open_resources))
        typer.echo(f"{fitting} rows fit")
        if fault is not None:
            typer.echo(f"position {fault.position}: {fault.what} (audit row {fault.audit_id or 'unknown'})", err=True)
            raise typer.Exit(1)

    return cli


async def _verify(open_resources: Open) -> tuple[int, Fault | None]:
    async with open_resources(load(CertificateSettings)) as resources:
        return await verify_audit(resources)
