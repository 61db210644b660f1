"""Runs grants.sql on the database of the settings, so that no PostgreSQL client is needed beside the code.

Does nothing on SQLite, which knows no roles.
"""

import os
from pathlib import Path

import django
from django.db import connection

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.production"
django.setup()

if connection.vendor == "postgresql":
    with connection.cursor() as cursor:
        cursor.execute(Path(__file__).with_name("grants.sql").read_text(encoding="utf-8"))
