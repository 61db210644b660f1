#!/usr/bin/env python3
"""Django's command line for Fritt valg.

The settings follow FRITTVALG_SETTINGS (development, testing or production), so that one variable
decides for the command line, the tests and the server alike.
"""

import os
import sys

STAGES = ("development", "testing", "production")


def main() -> None:
    """Run one management command with the settings that FRITTVALG_SETTINGS names.

    Raises SystemExit with a sentence when the variable names no settings, or when Django is not
    installed in the Python that runs this file.
    """
    stage = os.environ.get("FRITTVALG_SETTINGS") or "development"
    if stage not in STAGES:
        sys.exit(f"FRITTVALG_SETTINGS is {stage!r}; it must be one of {', '.join(STAGES)}.")
    os.environ["DJANGO_SETTINGS_MODULE"] = f"config.settings.{stage}"
    try:
        from django.core.management import execute_from_command_line
    except ModuleNotFoundError:
        sys.exit("Django is not installed for this Python: use 'python3 dev.py manage ...'.")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
