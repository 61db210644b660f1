"""Asks the service in this container whether it is ready; exit status 1 if not."""

import http.client
import os
import sys

HOST = os.environ["FRITTVALG_HOSTS"].split(",")[0].strip()

connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=4)
try:
    connection.request("GET", "/helse/klar", headers={"Host": HOST})
    sys.exit(connection.getresponse().status != http.HTTPStatus.OK)
except OSError:
    sys.exit(1)
