"""Verifies the launches given on standard input with python3-oauthlib and prints, for each, whether they are good."""

import json
import sys
from urllib.parse import parse_qsl, urlsplit

from oauthlib.oauth1.rfc5849 import signature as rfc5849


def pairs_of(text):
    return parse_qsl(text, keep_blank_values=True, encoding="utf-8", errors="strict")


def is_good(proof):
    raw = {name: proof[name].encode("latin-1") for name in ("uri", "body")}
    try:
        body, query = (raw[name].decode("utf-8") for name in ("body", "uri"))
        parameters = pairs_of(body) + pairs_of(urlsplit(query).query)
    except UnicodeDecodeError:
        return None
    signed = [pair for pair in parameters if pair[0] != "oauth_signature"]
    text = rfc5849.signature_base_string(
        "POST", rfc5849.base_string_uri(query.split("?")[0]), rfc5849.normalize_parameters(signed)
    )
    sign = {
        "HMAC-SHA1": rfc5849.sign_hmac_sha1,
        "HMAC-SHA256": rfc5849.sign_hmac_sha256,
    }[proof["method"]]
    return any(sign(text, secret, None) == proof["signature"] for secret in proof["secrets"])


json.dump([is_good(proof) for proof in json.load(sys.stdin)], sys.stdout)
