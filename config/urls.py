"""Every route there is. Each needs a row in tests/matrix.py."""

from django.urls import include, path

from config import help as help_pages
from config import views

handler500 = views.server_error

urlpatterns = [
    path("helse/live", views.live, name="health_live"),
    path("helse/klar", views.ready, name="health_ready"),
    path("sprak/", views.set_language, name="set_language"),
    path("hjelp/", include(help_pages.urlpatterns)),
    path("konto/", include("advisory.urls")),
    path("styring/", include("advisory.administration_urls")),
    path("sporing/", include("advisory.trail_urls")),
    path("", include("cases.urls")),
]
