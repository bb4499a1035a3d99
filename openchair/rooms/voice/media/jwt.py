"""Signed claims (RFC 7519), as two of the media servers want them: under a secret (HS256) or a key (RS256)."""

import json
from base64 import urlsafe_b64encode
from hashlib import sha256
from hmac import digest
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key


def _part(data: bytes) -> bytes:
    return urlsafe_b64encode(data).rstrip(b"=")


def _body(head: dict[str, str], claims: dict[str, Any]) -> bytes:
    return b".".join(_part(json.dumps(part, separators=(",", ":")).encode()) for part in (head, claims))


def signed(claims: dict[str, Any], secret: str) -> str:
    """A token that holds these claims under this secret."""
    body = _body({"alg": "HS256", "typ": "JWT"}, claims)
    return (body + b"." + _part(digest(secret.encode(), body, sha256))).decode()


def signed_with_key(claims: dict[str, Any], pem: str, key_id: str) -> str:
    """A token that holds these claims under a private RSA key; who reads it finds the public one by `key_id`."""
    key = load_pem_private_key(pem.encode(), None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("RS256 takes an RSA key")
    body = _body({"alg": "RS256", "typ": "JWT", "kid": key_id}, claims)
    return (body + b"." + _part(key.sign(body, PKCS1v15(), SHA256()))).decode()
