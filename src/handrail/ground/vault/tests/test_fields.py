# SPDX-License-Identifier: Apache-2.0
import pytest
from django.core.exceptions import FieldError, ValidationError
from django.db import DataError, models
from django.db.models import F
from hypothesis import given
from hypothesis import strategies as st

from handrail.ground.vault import cipher
from handrail.ground.vault.fields import EncryptedTextField
from handrail.ground.vault.keeping import Keeping
from handrail.ground.vault.ring import Ring, new_key
from handrail.ground.vault.tests.notes import Note, make_table, store, stored

PHONE = "+1 512 555 0100"


@pytest.fixture(autouse=True)
def ring(settings):
    kept = Keeping(Ring((new_key(),)), "the test")
    settings.KEYS = kept
    return kept.ring()


@pytest.fixture
def table(db):  # noqa: ARG001 - asked for, not used
    make_table()


stored_here = pytest.mark.usefixtures("table")


def a_note(**but):
    return Note.objects.create(**({"name": "jo", "text": "Slept badly.", "phone": PHONE} | but))


@stored_here
def test_what_is_on_the_disk_does_not_show_the_text(ring):
    a_note()

    assert Note.objects.get().phone == PHONE
    assert stored("jo", "phone").startswith(f"v1.{ring.current.id}.")
    assert "512" not in stored("jo", "phone")


@stored_here
def test_the_same_text_is_never_sealed_alike_twice():
    a_note(name="jo")
    a_note(name="mia")

    assert stored("jo", "phone") != stored("mia", "phone")


@stored_here
def test_empty_stays_empty_and_null_stays_null():
    a_note(text="", remark=None, photo=None)

    assert (stored("jo", "text"), stored("jo", "remark"), stored("jo", "photo")) == ("", None, None)
    assert (Note.objects.get().text, Note.objects.get().remark, Note.objects.get().photo) == ("", None, None)
    a_note(name="mia", remark="", photo=b"")
    assert (Note.objects.get(name="mia").remark, Note.objects.get(name="mia").photo) == ("", b"")


@stored_here
def test_a_photo_is_sealed_and_comes_back_as_it_was():
    a_note(photo=bytes(range(256)))

    assert Note.objects.get().photo == bytes(range(256))
    assert bytes(range(16)) not in bytes(stored("jo", "photo"))


@stored_here
def test_many_at_once_are_sealed_and_opened_too():
    Note.objects.bulk_create([Note(name=name, text=f"of {name}", phone=PHONE) for name in ("jo", "mia")])
    Note.objects.filter(name="jo").update(text="newer")

    assert list(Note.objects.order_by("name").values_list("name", "text")) == [("jo", "newer"), ("mia", "of mia")]
    notes = list(Note.objects.order_by("name"))
    for note in notes:
        note.text, note.photo = f"once more {note.name}", b"a face"
    Note.objects.bulk_update(notes, ["text", "photo"])
    assert list(Note.objects.order_by("name").values_list("text", flat=True)) == ["once more jo", "once more mia"]
    assert "once" not in stored("jo", "text")
    assert list(Note.objects.values_list("photo", flat=True)) == [b"a face", b"a face"]


@stored_here
def test_it_can_only_be_asked_whether_it_is_null():
    a_note(remark=None)

    assert Note.objects.filter(remark__isnull=True, phone__isnull=False).count() == 1
    assert Note.objects.filter(remark=None).count() == 1
    for asked in ({"phone": PHONE}, {"phone__contains": "5"}, {"phone__in": [PHONE]}, {"text": ""}, {"photo": b"x"}):
        with pytest.raises(FieldError, match="is sealed: it can be asked whether it is null"):
            Note.objects.filter(**asked)


@stored_here
def test_a_value_cannot_be_copied_by_the_database():
    a_note()

    with pytest.raises(FieldError, match="cannot be copied into it"):
        Note.objects.update(text=F("phone"))


@stored_here
def test_a_cipher_text_moved_to_another_column_does_not_open():
    a_note()
    store("jo", "text", stored("jo", "phone"))

    with pytest.raises(cipher.CannotOpen, match=r"vault_note\.text: .* sealed for another column"):
        Note.objects.get()


@stored_here
@pytest.mark.parametrize("spoilt", ["plain words", "v1.", "v1.0011aabb", "v2.00112233.AAAA", "v1.00112233.not/base64"])
def test_what_was_never_sealed_is_an_error_and_is_not_repeated(spoilt):
    a_note()
    store("jo", "text", spoilt)

    with pytest.raises(cipher.CannotOpen, match=r"vault_note\.text") as told:
        Note.objects.get()
    assert "plain words" not in str(told.value)


@stored_here
def test_a_key_that_is_not_on_the_ring_is_named(ring, settings):
    a_note()
    settings.KEYS = Keeping(Ring((new_key(),)), "the test")

    with pytest.raises(cipher.CannotOpen, match=f"sealed with key {ring.current.id}, which is not on the ring"):
        Note.objects.get()


@stored_here
def test_an_older_key_still_opens_and_the_newest_seals(ring, settings):
    a_note(name="jo")
    newer = new_key()
    settings.KEYS = Keeping(Ring((newer, *ring.keys)), "the test")
    a_note(name="mia")

    assert set(Note.objects.values_list("phone", flat=True)) == {PHONE}
    assert stored("mia", "phone").startswith(f"v1.{newer.id}.")


@stored_here
def test_the_length_allowed_is_that_of_the_text_as_typed():
    a_note(phone="5" * 20)

    with pytest.raises(DataError, match="21 characters, where 20 are allowed") as told:
        a_note(name="mia", phone="5" * 21)
    assert "555" not in str(told.value)
    with pytest.raises(ValidationError, match="at most 20 characters"):
        Note(name="mia", text="x", phone="5" * 21).full_clean(validate_unique=False)
    with pytest.raises(DataError, match="1001 bytes"):
        a_note(name="mia", photo=b"x" * 1001)


def test_a_short_field_is_one_line_on_a_form():
    widget = Note._meta.get_field("phone").formfield().widget

    assert widget.input_type == "text"


def test_an_index_on_a_sealed_column_is_refused():
    class Indexed(models.Model):
        code = EncryptedTextField(db_index=True)

        class Meta:
            app_label = "vault"

    assert "vault.E001" in [found.id for found in Indexed.check()]


def test_a_migration_writes_the_place_a_value_is_bound_to():
    field = EncryptedTextField(place="people_patient.phone", max_length=20)

    _, path, args, how = field.deconstruct()

    assert path == "handrail.ground.vault.fields.EncryptedTextField"
    assert EncryptedTextField(*args, **how).place == "people_patient.phone"


@given(text=st.text(min_size=1, max_size=200), at=st.integers(min_value=0))
def test_any_text_opens_as_it_was_and_no_altered_character_passes(text, at):
    ring = Ring((new_key(),))
    sealed = cipher.seal_text(text, "a.b", ring)
    place = at % (len(sealed) - 1)  # the last character may carry bits that mean nothing
    altered = sealed[:place] + ("A" if sealed[place] != "A" else "B") + sealed[place + 1 :]

    assert cipher.open_text(sealed, "a.b", ring) == text
    with pytest.raises(cipher.CannotOpen):
        cipher.open_text(altered, "a.b", ring)


@given(data=st.binary(min_size=1, max_size=200), at=st.integers(min_value=0))
def test_any_bytes_open_as_they_were_and_no_altered_bit_passes(data, at):
    ring = Ring((new_key(),))
    sealed = bytearray(cipher.seal(data, "a.b", ring))

    assert cipher.open_sealed(bytes(sealed), "a.b", ring) == data
    sealed[at % len(sealed)] ^= 1 << at % 8
    with pytest.raises(cipher.CannotOpen):
        cipher.open_sealed(bytes(sealed), "a.b", ring)
