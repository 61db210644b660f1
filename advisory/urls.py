"""Routes of sign-in and the account. None to sign up, to change an address or to reset a password."""

from django.urls import path

from advisory.views import sign_in

urlpatterns = [
    path("logg-inn", sign_in.sign_in, name="account_login"),
    path("logg-ut", sign_in.sign_out, name="account_logout"),
    path("demo", sign_in.demo_sign_in, name="demo_sign_in"),
]
