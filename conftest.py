"""Loads the fixtures that every package's tests share."""

import gateway  # noqa: F401 - else pytest takes the folder of the same name for the package

pytest_plugins = ["kernel.testing"]
