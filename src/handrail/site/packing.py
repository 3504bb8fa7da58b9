# SPDX-License-Identifier: Apache-2.0
"""Static files on a thin line: text among them is sent compressed, packed once and kept in memory."""

import gzip
import threading
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware

TEXT = ("text/", "image/svg+xml", "application/javascript", "application/json")


class Packed(WhiteNoiseMiddleware):  # type: ignore[misc]
    """WhiteNoise packs only what was packed on disk before; here nothing is collected, so nothing is on disk."""

    _packed: dict[str, bytes] = {}
    _lock = threading.Lock()

    @classmethod
    def serve(cls, static_file: Any, request: HttpRequest) -> HttpResponse | FileResponse:
        plain: FileResponse = WhiteNoiseMiddleware.serve(static_file, request)
        if not plain.headers.get("Content-Type", "").startswith(TEXT):
            return plain
        plain.headers["Vary"] = "Accept-Encoding"
        asked = "gzip" in request.headers.get("Accept-Encoding", "") and "Range" not in request.headers
        if not asked or request.method != "GET" or plain.status_code != 200:
            return plain
        body = cls._body(f"{request.path} {static_file.etag}", plain)
        packed = HttpResponse(body, headers=dict(plain.headers.items()))
        packed.headers["Content-Encoding"], packed.headers["Content-Length"] = "gzip", str(len(body))
        return packed

    @classmethod
    def _body(cls, key: str, plain: FileResponse) -> bytes:
        if key not in cls._packed:
            text = b"".join(plain)
            with cls._lock:
                cls._packed[key] = gzip.compress(text, 9, mtime=0)
        if plain.file_to_stream:
            plain.file_to_stream.close()  # closing the answer itself would say that the request is over
        return cls._packed[key]
