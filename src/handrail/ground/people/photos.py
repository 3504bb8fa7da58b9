# SPDX-License-Identifier: Apache-2.0
"""A photo as it is kept: small, and nothing in it but the picture."""

from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from handrail.ground.kit.answer import Refused

MOST_BYTES = 10_000_000
MOST_PIXELS = 60_000_000
SIDE = 512
FORMATS = ("JPEG", "PNG", "WEBP")


def as_kept(given: bytes) -> bytes:
    """Upright, at most 512 pixels a side, as JPEG. Made anew from its pixels: no place, no camera, no time."""
    if len(given) > MOST_BYTES:
        raise Refused(_("This picture is larger than 10 MB."))
    try:
        with Image.open(BytesIO(given), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:  # told by its head, before any of it is unpacked
                raise Refused(_("This picture has more than 60 million points."))
            opened.draft("RGB", (2 * SIDE, 2 * SIDE))
            picture = ImageOps.exif_transpose(opened)
            picture.thumbnail((SIDE, SIDE))
            bare = Image.new("RGB", picture.size, "white")
            bare.paste(picture.convert("RGBA"), mask=picture.convert("RGBA").getchannel("A"))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise Refused(_("This file is no picture that can be read. JPEG, PNG and WebP can.")) from None
    kept = BytesIO()
    bare.save(kept, "JPEG", quality=82, optimize=True)
    return kept.getvalue()
