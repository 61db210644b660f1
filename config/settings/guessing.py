"""How guessing is slowed, and who may say who somebody is besides us. Part of the base settings."""

import os

from config import env
from config.identity_provider import read_provider

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
# A stranger's tries during a lock-out must not prolong it.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_USERNAME_CALLABLE = "advisory.sign_in.username_tag"
AXES_WHITELIST_CALLABLE = "advisory.sign_in.known_here"
AXES_CLIENT_IP_CALLABLE = "advisory.sign_in.address_tag"
AXES_LOCKOUT_CALLABLE = "advisory.views.sign_in.locked_out"
AXES_HANDLER = "advisory.sign_in.TagOnlyHandler"

# How many passwords are hashed at once on this machine, and where that is counted (advisory/hashing.py).
HASHING_SLOTS = env.read_number("FRITTVALG_HASHING_SLOTS", max(1, (os.cpu_count() or 1) // 2))
HASHING_FOLDER = env.home() / "hashing"

# The one that stays, for ninety days: a browser that somebody has signed in from (advisory/devices.py).
DEVICE_COOKIE_NAME = "device"
DEVICE_COOKIE_SECURE = False

# Whom people may sign in through instead of by password; nobody unless the operator names one.
OIDC = read_provider("FRITTVALG_OIDC")
