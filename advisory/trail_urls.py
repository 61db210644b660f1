"""Routes of the review of reading. Addresses hold weeks and random ids."""

from django.urls import path

from advisory.views import trail

urlpatterns = [
    path("", trail.trail_week, name="trail_week"),
    path("konto/<uuid:account_id>/", trail.trail_account, name="trail_account"),
    path("sak/<uuid:case_id>/", trail.trail_case, name="trail_case"),
]
