"""What a process of ours leaves behind when it goes wrong: classes and frames of errors, and no core dump.

Messages of exceptions quote what they were given, so they are printed for errors of known classes alone.
Called by manage.py and gunicorn's configuration, before anything of a case is in memory.
"""

import ctypes
import logging
import resource
import sys
import threading
import traceback
from collections.abc import Iterator
from types import TracebackType

FRAMES = 12
WITHHELD = "(its text is withheld; in development FRITTVALG_DEBUG=1 shows it)"
# prctl(2); also what stops a core dump that the kernel would hand to a program, where the limit does not.
PR_SET_DUMPABLE = 4
# Their texts are sentences of the code about settings, keys, places and names of modules.
OUTSPOKEN = frozenset(
    {
        "django.core.exceptions.ImproperlyConfigured",
        "django.core.management.base.CommandError",
        "config.keyring.errors.KeyringError",
        "advisory.sealing.errors.SealError",
        "audit.errors.TrailBroken",
        "builtins.ImportError",
    }
)


def close_process() -> None:
    """From here on: no core dump, and no value in what Python itself prints of an error."""
    refuse_core_dumps()
    hush()


def refuse_core_dumps() -> None:
    """Raises OSError where the system does not let a process renounce them."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "this process could not be closed to core dumps")


def hush() -> None:
    """Uncaught errors, those of threads and of finalizers, and warnings, without their values."""
    sys.excepthook = _uncaught
    threading.excepthook = _in_thread
    sys.unraisablehook = _unraisable
    # Else a handler that fails prints the message and its arguments.
    logging.raiseExceptions = False
    # Through config/logs.py, which prints a template and never what was filled in.
    logging.captureWarnings(True)


def told(error: BaseException) -> str:
    """The error with its causes, first the innermost: class, frames, and the text if it is outspoken."""
    return "\n".join(line for one in reversed(_chain(error)) for line in _lines(one))


def _chain(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in found:
        found.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return found


def _lines(error: BaseException) -> Iterator[str]:
    for frame in traceback.extract_tb(error.__traceback__)[-FRAMES:]:
        yield f"  {frame.name} ({frame.filename}:{frame.lineno})"
    kind = type(error)
    outspoken = any(f"{one.__module__}.{one.__qualname__}" in OUTSPOKEN for one in kind.__mro__)
    yield f"{kind.__qualname__}: {error if outspoken else WITHHELD}"


def _say(what: str, error: BaseException) -> None:
    if sys.stderr is not None:
        sys.stderr.write(f"{what}\n{told(error)}\n")


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    _say("Ended by an error:", error)


def _in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
        _say("A thread ended by an error:", args.exc_value)


def _unraisable(args: "sys.UnraisableHookArgs") -> None:
    """Of what it happened in, only the kind: its `repr` may be a row."""
    if args.exc_value is not None:
        _say(f"An error that could not be raised, in a {type(args.object).__qualname__}:", args.exc_value)
