"""Routes of sign-in and the account. None to sign up, to change an address or to ask for a new password."""

from django.urls import path

from advisory.views import (
    absence,
    account,
    factors,
    invitation,
    leaving,
    oidc,
    second_step,
    sessions,
    sign_in,
)

urlpatterns = [
    path("", account.account, name="account"),
    path("passord", account.password_change, name="password_change"),
    path("logg-inn", sign_in.sign_in, name="account_login"),
    path("logg-inn/bekreft", second_step.second_step, name="mfa_authenticate"),
    path("logg-inn/nokkel", second_step.passkey_sign_in, name="passkey_sign_in"),
    path("logg-inn/nokkel/sporsmal", second_step.passkey_challenge, name="passkey_challenge"),
    path("logg-inn/tjeneste", oidc.sign_in, name="oidc_sign_in"),
    path("logg-inn/tjeneste/tilbake", oidc.back, name="oidc_back"),
    path("bekreft", second_step.step_up, name="account_reauthenticate"),
    path("videre", sign_in.way_on, name="way_on"),
    path("logg-ut", sign_in.sign_out, name="account_logout"),
    path("forlat", leaving.leave, name="leave"),
    path("innlogginger/", sessions.session_list, name="session_list"),
    path("innlogginger/avslutt-andre", sessions.session_end_others, name="session_end_others"),
    path("innlogginger/<uuid:session_id>/avslutt", sessions.session_end, name="session_end"),
    path("innlogging/tid", sessions.session_time, name="session_time"),
    path("fravaer/", absence.absence, name="absence"),
    path("fravaer/andre/", absence.absence_of_others, name="absence_of_others"),
    path("demo", sign_in.demo_sign_in, name="demo_sign_in"),
    path("invitasjon", invitation.invitation, name="invitation"),
    path("faktorer/", factors.factors, name="factors"),
    path("faktorer/nokkel", factors.passkey_add, name="passkey_add"),
    path("faktorer/nokkel/ny", factors.passkey_offer, name="passkey_offer"),
    path("faktorer/tjeneste", oidc.link, name="oidc_link"),
    path("faktorer/tjeneste/bekreft", oidc.confirm, name="oidc_confirm"),
    path("faktorer/tjeneste/fjern", oidc.unlink, name="oidc_unlink"),
    path("faktorer/app", factors.app_add, name="app_add"),
    path("faktorer/<uuid:factor_id>/fjern", factors.factor_remove, name="factor_remove"),
    path("faktorer/koder", factors.codes_new, name="codes_new"),
    path("faktorer/koder/nye", factors.codes_renew, name="codes_renew"),
]
