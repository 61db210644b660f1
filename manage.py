#!/usr/bin/env python3
"""Django's command line for Fritt valg.

The settings follow FRITTVALG_SETTINGS (development, testing or production), so that one variable
decides for the command line, the tests and the server alike.
"""

import os
import sys

from config.process import hush, refuse_core_dumps

STAGES = ("development", "testing", "production")


def main() -> None:
    """Run one management command with the settings that FRITTVALG_SETTINGS names.

    Raises SystemExit with a sentence when the variable names no settings, when Django is not
    installed in the Python that runs this file, or when the keys are not there.
    """
    stage = os.environ.get("FRITTVALG_SETTINGS") or "development"
    if stage not in STAGES:
        sys.exit(f"FRITTVALG_SETTINGS is {stage!r}; it must be one of {', '.join(STAGES)}.")
    os.environ["DJANGO_SETTINGS_MODULE"] = f"config.settings.{stage}"
    refuse_core_dumps()
    if not (stage == "development" and os.environ.get("FRITTVALG_DEBUG")):
        hush()
    try:
        from django.core.management import execute_from_command_line
    except ModuleNotFoundError:
        sys.exit("Django is not installed for this Python: use 'python3 dev.py manage ...'.")
    from config.keyring import KeyringError

    try:
        execute_from_command_line(sys.argv)
    except KeyringError as error:
        # Its sentence says what to do; frames would hide it.
        sys.exit(str(error))


if __name__ == "__main__":
    main()
