"""A process that is killed, as by a power cut: before a statement of it, before its COMMIT or after it."""

import os
import signal
from collections.abc import Callable
from typing import Any

from django.db import connection

from tests.flows.traffic import finished

KILLED = -signal.SIGKILL


def killed_at(number: int, work: Callable[[], object]) -> bool:
    """Do the work in a process of its own, which is killed at the point of that number, counted from 1.

    Whether it was still at work then. Raises AssertionError when it ended otherwise.
    """

    def until() -> None:
        left = number

        def point() -> None:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        def before(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            point()
            return execute(sql, params, many, context)

        commit = connection._commit

        def around() -> None:
            point()
            commit()
            point()

        connection._commit = around
        connection.ensure_connection()
        with connection.execute_wrapper(before):
            work()

    status = finished(until)
    assert status in (0, KILLED), status
    return status == KILLED
