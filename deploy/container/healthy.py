"""Asks the service in this container whether it is ready; exit status 1 if not.

One that answers is well: that a job elsewhere is silent, or that it is shut for maintenance, is mended by no
restart of it.
"""

import http.client
import json
import os
import sys

HOST = os.environ["FRITTVALG_HOSTS"].split(",")[0].strip()

connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=4)
try:
    connection.request("GET", "/helse/klar", headers={"Host": HOST})
    answer = connection.getresponse()
    said = json.loads(answer.read())
    sys.exit(answer.status != http.HTTPStatus.OK and not {"jobs", "maintenance"} & said.keys())
except (OSError, ValueError):
    sys.exit(1)
