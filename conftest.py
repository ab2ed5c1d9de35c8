"""Loads the fixtures that every package's tests share."""

pytest_plugins = ["kernel.testing"]
