# SPDX-License-Identifier: Apache-2.0
"""What the doctor says of sealed columns and of disks; the rest is tried from outside in test_serve."""

from pathlib import Path

import pytest

from handrail.doors.cli import doctor
from handrail.ground.record.tests.emptying import guard_lifted
from handrail.ground.vault import queries
from handrail.ground.vault.keeping import Keeping
from handrail.ground.vault.ring import Ring, new_key
from handrail.ground.vault.tests.notes import Note, make_table, store

OURS, LOST = Ring((new_key(),)), Ring((new_key(),))


@pytest.fixture
def notes(db, settings, monkeypatch):  # noqa: ARG001 - db is asked for, not used
    make_table()
    columns = [queries.column_of(Note._meta.get_field("text"))]
    monkeypatch.setattr(queries, "columns", lambda: columns)
    settings.KEYS = Keeping(OURS, "HANDRAIL_KEYS")
    Note.objects.create(name="jo", text="Slept badly.", phone="")
    return settings


@pytest.mark.usefixtures("notes")
def test_sealed_values_with_a_key_on_the_ring_are_well():
    assert list(doctor.of_sealed()) == [("sealed", "1 values sealed, each with a key on the ring", "")]


def test_values_of_a_lost_key_are_named_by_the_key(notes):
    notes.KEYS = Keeping(LOST, "HANDRAIL_KEYS")

    (found,) = doctor.of_sealed()

    assert found.said == f"no key on the ring opens what {OURS.current.id} sealed"
    assert "add these keys to HANDRAIL_KEYS" in found.mend


@pytest.mark.usefixtures("notes")
def test_values_that_were_never_sealed_are_named_by_their_column():
    store("jo", "text", "Slept badly.")

    (found,) = doctor.of_sealed()

    assert found.said == "never sealed: vault_note.text"
    assert "Slept" not in "".join(found)


@pytest.mark.django_db
def test_a_record_whose_guard_was_lifted_is_named():
    before = doctor.of_record()
    with guard_lifted():
        found = doctor.of_record()

    assert before.mend == ""
    assert "no longer guarded" in found.said


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/data/ours/handrail.sqlite3", "nfs4"),
        ("/var/x.sqlite3", "ext4"),
        ("/data2/x.sqlite3", "ext4"),
        ("/a b/x", "cifs"),
    ],
)
def test_the_file_system_is_that_of_the_nearest_mount(tmp_path, path, kind):
    mounts = tmp_path / "mounts"
    mounts.write_text("disk / ext4 rw 0 0\nbox:/d /data nfs4 rw 0 0\n//box/d /a\\040b cifs rw 0 0\n")

    assert doctor.file_system(Path(path), mounts) == kind
    assert doctor.file_system(Path(path), tmp_path / "none") == ""
