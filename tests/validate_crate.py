"""Validates an RO-Crate without a network: the one document that the validator fetches, the JSON-LD context of RO-Crate, is
put into its cache from the copy that the package `rocrate` carries.

Usage: validate_crate.py ARCHIVE ROCRATE_VALIDATOR_COMMAND
"""

import contextlib
import pathlib
import shutil
import subprocess
import sys
import tempfile
from io import BytesIO

import requests
import requests_cache
import rocrate
from urllib3 import HTTPResponse

CONTEXT = "https://w3id.org/ro/crate/1.1/context"


def seed(cache):
    """Puts the context into a cache."""
    body = (pathlib.Path(rocrate.__file__).parent / "data" / "ro-crate.jsonld").read_bytes()
    session = requests_cache.CachedSession(str(cache), backend="sqlite")
    for accept in ("*/*", "application/ld+json", "application/ld+json, application/json"):
        request = requests.Request("GET", CONTEXT, headers={"Accept": accept})
        response = requests.Response()
        response.status_code = 200
        response.url = CONTEXT
        response.headers["Content-Type"] = "application/ld+json"
        response._content = body
        response.raw = HTTPResponse(
            BytesIO(body),
            status=200,
            headers={"Content-Type": "application/ld+json"},
            preload_content=False,
            request_url=CONTEXT,
            request_method="GET",
        )
        response.request = session.prepare_request(request)
        session.cache.save_response(response)


def valid(command, cache, profile, archive):
    """Whether an archive is valid by a profile; prints what the validator says if not."""
    words = ["validate", "--offline", "--cache-path", cache, "-p", profile, "-l", "required", "--no-paging"]
    done = subprocess.run([command, *words, archive], capture_output=True, text=True)
    if done.returncode:
        print(done.stdout, done.stderr)
    return done.returncode == 0


def main():
    archive, command = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        cache = pathlib.Path(folder) / "cache"
        seed(cache)
        for profile in ("ro-crate-1.1", "process-run-crate-0.5"):
            assert valid(command, cache, profile, archive), profile
        # The validator does look: without its date the archive is refused.
        damaged = pathlib.Path(folder) / "damaged"
        shutil.copytree(archive, damaged)
        metadata = damaged / "ro-crate-metadata.json"
        text = metadata.read_text()
        metadata.write_text(text.replace('"datePublished"', '"dateUnknown"'))
        with contextlib.redirect_stdout(None):
            assert not valid(command, cache, "ro-crate-1.1", damaged)


main()
