"""Loads the fixtures that every package's tests share."""

import hypothesis

import gateway  # noqa: F401 - else pytest takes the folder of the same name for the package

pytest_plugins = ["kernel.testing"]

hypothesis.settings.register_profile("zhengxin", deadline=None)  # no test measures time: machines are busy at times
hypothesis.settings.load_profile("zhengxin")
