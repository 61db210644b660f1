"""Routes of the system administrator. Addresses hold random ids."""

from django.urls import path

from advisory.views import administration, administration_acts

urlpatterns = [
    path("", administration.administration, name="administration"),
    path("poster/", administration.administration_posts, name="administration_posts"),
    path("ny/", administration_acts.account_invite, name="account_invite"),
    path("konto/<uuid:account_id>/", administration.administered_account, name="administered_account"),
    path("konto/<uuid:account_id>/endre/", administration_acts.account_change, name="account_change"),
    path("konto/<uuid:account_id>/post/", administration_acts.post_give, name="post_give"),
    path(
        "konto/<uuid:account_id>/inviter/",
        administration_acts.account_invite_again,
        name="account_invite_again",
    ),
    path("konto/<uuid:account_id>/nytt-passord/", administration_acts.account_reset, name="account_reset"),
    path("konto/<uuid:account_id>/logg-ut/", administration_acts.account_sign_out, name="account_sign_out"),
    path(
        "konto/<uuid:account_id>/deaktiver/",
        administration_acts.account_deactivate,
        name="account_deactivate",
    ),
    path(
        "konto/<uuid:account_id>/ta-i-bruk/",
        administration_acts.account_reactivate,
        name="account_reactivate",
    ),
    path("innehav/<uuid:membership_id>/slutt/", administration_acts.post_end, name="post_end"),
]
