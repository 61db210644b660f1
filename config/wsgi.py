"""Where the application server enters."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault(
    "DJANGO_SETTINGS_MODULE", f"config.settings.{os.environ.get('FRITTVALG_SETTINGS', 'production')}"
)
application = get_wsgi_application()
