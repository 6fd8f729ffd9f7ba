"""Signs the launches given on standard input with python3-oauthlib and prints the bodies that it makes of them."""

import json
import sys

from oauthlib.oauth1 import SIGNATURE_TYPE_BODY, Client

bodies = []
for launch in json.load(sys.stdin):
    client = Client(
        launch["key"],
        client_secret=launch["secret"],
        signature_method=launch["method"],
        signature_type=SIGNATURE_TYPE_BODY,
        timestamp=launch["timestamp"],
        nonce=launch["nonce"],
    )
    _, _, body = client.sign(
        launch["url"],
        http_method="POST",
        body=[tuple(pair) for pair in launch["parameters"]],
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    bodies.append(body)
json.dump(bodies, sys.stdout)
