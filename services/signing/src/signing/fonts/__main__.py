"""``python -m signing.fonts prepare | list | cover | document``: without loading the rest of the service."""

from signing.fonts.commands import cli

cli()
