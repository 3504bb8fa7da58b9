# SPDX-License-Identifier: Apache-2.0
"""Which kind of file this is, by how it begins."""

BEGINS = ((b"%PDF-", "application/pdf"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))
ENDS_WITHIN = 1024


def kind_of(content: bytes) -> str:
    """PDF, PNG or JPEG, whole; nothing for anything else. A PDF that carries a script is refused as well."""
    kind = next((kind for mark, kind in BEGINS if content.startswith(mark)), "")
    if kind == "application/pdf" and (b"%%EOF" not in content[-ENDS_WITHIN:] or b"/JavaScript" in content):
        return ""
    if kind == "image/jpeg" and b"\xff\xd9" not in content[-ENDS_WITHIN:]:
        return ""
    return "" if kind == "image/png" and b"IEND" not in content[-ENDS_WITHIN:] else kind
