"""What stops the stack from starting; each message says what to do, and is shown without a traceback."""


class NativeError(Exception):
    """A condition the person at the terminal can do something about."""


class CannotStart(NativeError):
    """Something the stack needs is missing or taken."""


class AlreadyRunning(NativeError):
    """Another supervisor holds this data folder."""


class StartFailed(NativeError):
    """A process ended, or was not ready in time, while the stack was starting."""
