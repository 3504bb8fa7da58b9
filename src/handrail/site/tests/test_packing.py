# SPDX-License-Identifier: Apache-2.0
import gzip

import pytest
from django.test import Client

STYLES = "/static/look/look.css"


@pytest.mark.one_database
@pytest.mark.django_db
def test_a_style_sheet_is_sent_compressed_to_whoever_can_unpack_it(client: Client):
    plain, packed = client.get(STYLES), client.get(STYLES, headers={"Accept-Encoding": "gzip, br"})

    assert packed["Content-Encoding"] == "gzip"
    assert packed["Vary"] == plain["Vary"] == "Accept-Encoding"
    assert gzip.decompress(packed.content) == b"".join(plain)
    assert int(packed["Content-Length"]) == len(packed.content) < int(plain["Content-Length"]) / 2


@pytest.mark.one_database
@pytest.mark.django_db
def test_what_is_compressed_already_or_asked_for_in_part_is_sent_as_it_is(client: Client):
    font = client.get("/static/vendor/handrail-serif/handrail-serif-600.woff2", headers={"Accept-Encoding": "gzip"})
    part = client.get(STYLES, headers={"Accept-Encoding": "gzip", "Range": "bytes=0-9"})

    assert "Content-Encoding" not in font
    assert (part.status_code, len(b"".join(part))) == (206, 10)
    font.close()
    part.close()
