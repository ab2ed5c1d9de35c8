"""``python -m gateway api | settings``."""

import json

import typer
import uvloop
from kernel.settings import load

from gateway.serving import serve
from gateway.settings import Settings
from kernel import logging

cli = typer.Typer(name="gateway", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@cli.command()
def api() -> None:
    """Serve the public origin."""
    settings = load(Settings)
    logging.configure("gateway", settings.log_level)
    uvloop.run(serve(settings))


@cli.command(name="settings")
def show_settings() -> None:
    """Print each setting, its value (secrets masked) and what it is for."""
    values = json.loads(load(Settings).model_dump_json())
    for name, field in Settings.model_fields.items():
        typer.echo(f"ZHENGXIN_{name.upper()} = {values[name]}\n    {field.description or ''}")


if __name__ == "__main__":
    cli()
