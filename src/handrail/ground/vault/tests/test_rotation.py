# SPDX-License-Identifier: Apache-2.0
import stat
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.apps import apps
from django.db import connection

from handrail.ground.kit.answer import Refused
from handrail.ground.vault import actions, cipher, queries
from handrail.ground.vault.keeping import InFile, Keeping, NotKept, made_in, with_new, without, write_once
from handrail.ground.vault.ring import FaultyRing, Ring, new_key, read
from handrail.ground.vault.tests.notes import Note, drop_table, make_table, store, stored

COLUMNS = [queries.column_of(Note._meta.get_field(name)) for name in ("text", "phone", "remark", "photo")]
JSON = queries.Column("vault_card", "data", "id", "vault_card.data", "json")


@pytest.fixture
def kept(db, settings, tmp_path):  # noqa: ARG001
    make_table()
    settings.KEYS = made_in(tmp_path / "keys", "the test")
    Note.objects.bulk_create(
        [Note(name=f"p{number}", text=f"of {number}", phone="", photo=b"face %d" % number) for number in range(7)]
    )
    return settings.KEYS


def quiet(_line: str) -> None:
    """Nobody listens."""


def texts():
    return sorted(Note.objects.values_list("text", "phone", "remark", "photo"))


def used():
    return {key_id: sum(places.values()) for key_id, places in queries.usage(COLUMNS).items()}


def test_a_rotation_seals_every_value_with_a_new_key(kept):
    old, before = kept.ring().current.id, texts()

    told = actions.rotate(among=COLUMNS, say=quiet, batch=3)

    assert (told.begun, told.values, told.unopened) == (True, 14, Counter())
    assert used() == {told.key_id: 14}
    assert [key.id for key in kept.ring()] == [told.key_id, old]
    assert texts() == before


@pytest.mark.parametrize("stops_after", [1, 3, 4])
def test_a_rotation_that_was_stopped_goes_on_with_the_same_key(kept, stops_after):
    lines, before = [], texts()

    def stop(line: str) -> None:
        lines.append(line)
        if len(lines) == stops_after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.rotate(among=COLUMNS, say=stop, batch=3)
    half, halfway = kept.ring().current.id, used()
    assert len(halfway) == 2
    assert texts() == before, "everything can be read half way"

    told = actions.rotate(among=COLUMNS, say=quiet, batch=3)

    assert (told.begun, told.key_id) == (False, half)
    assert told.values == 14 - halfway[half]
    assert used() == {half: 14}
    assert texts() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite a writer holds everything")
def test_a_row_that_another_transaction_holds_is_not_waited_for(settings, tmp_path, monkeypatch):
    settings.KEYS = made_in(tmp_path / "keys", "the test")
    monkeypatch.setattr(actions, "PAUSE", 0)
    drop_table()
    make_table()
    Note.objects.bulk_create([Note(name=f"p{number}", text=f"of {number}", phone="") for number in range(7)])

    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT 1 FROM vault_note WHERE name = 'p3' FOR UPDATE")
        told = actions.rotate(among=COLUMNS, say=quiet, batch=3)
        cursor.execute("COMMIT")
    other.close()

    assert (told.values, told.busy) == (6, 1)
    assert actions.rotate(among=COLUMNS, say=quiet).values == 1
    drop_table()


@pytest.mark.django_db(transaction=True)
def test_a_batch_that_breaks_off_is_undone_and_the_batches_before_it_stay(settings, tmp_path, monkeypatch):
    settings.KEYS = made_in(tmp_path / "keys", "the test")
    drop_table()
    make_table()
    Note.objects.bulk_create([Note(name=f"p{number}", text=f"of {number}", phone="") for number in range(7)])
    sealed_anew, seen, before = actions._sealed_anew, [], texts()

    def breaks_at_the_fifth(column, old, ring):
        seen.append(old)
        if len(seen) == 5:
            raise KeyboardInterrupt
        return sealed_anew(column, old, ring)

    with monkeypatch.context() as patched:
        patched.setattr(actions, "_sealed_anew", breaks_at_the_fifth)
        with pytest.raises(KeyboardInterrupt):
            actions.rotate(among=COLUMNS, say=quiet, batch=3)
    new, old = (key.id for key in settings.KEYS.ring())
    assert used() == {new: 3, old: 4}
    assert texts() == before

    assert actions.rotate(among=COLUMNS, say=quiet, batch=3).values == 4
    actions.retire(old, among=COLUMNS)
    assert used() == {new: 7}
    assert texts() == before
    drop_table()


@pytest.mark.usefixtures("kept")
def test_a_value_that_does_not_open_is_counted_and_left():
    store("p1", "text", "never sealed")
    spoilt = stored("p2", "text")[:-4] + "AAAA"
    store("p2", "text", spoilt)

    told = actions.rotate(among=COLUMNS, say=quiet)

    assert told.unopened == {"vault_note.text": 2}
    assert (stored("p1", "text"), stored("p2", "text")) == ("never sealed", spoilt)
    assert queries.usage(COLUMNS)[queries.NEVER_SEALED] == {"vault_note.text": 1}
    assert not actions.rotate(among=COLUMNS, say=quiet).begun, "one value of the old key is left"
    assert actions.rotate(among=COLUMNS, say=quiet, fresh=True).begun


@pytest.mark.usefixtures("kept")
def test_a_value_changed_meanwhile_is_not_overwritten(monkeypatch):
    sealed_anew, meanwhile = actions._sealed_anew, []

    def changes_first(column, old, ring):
        if not meanwhile:
            meanwhile.append(Note.objects.filter(name="p0").update(text="newer"))
        return sealed_anew(column, old, ring)

    monkeypatch.setattr(actions, "_sealed_anew", changes_first)
    actions.rotate(among=COLUMNS, say=quiet)

    assert Note.objects.get(name="p0").text == "newer"
    assert len(used()) == 1


def test_a_key_is_retired_once_nothing_needs_it(kept):
    old = kept.ring().current.id
    with pytest.raises(Refused, match="seals everything new"):
        actions.retire(old, among=COLUMNS)
    kept.change(with_new)
    with pytest.raises(Refused, match=r"still needed \(7 in vault_note.photo, 7 in vault_note.text\)"):
        actions.retire(old, among=COLUMNS)

    actions.rotate(among=COLUMNS, say=quiet)
    actions.retire(old, among=COLUMNS)

    assert kept.ring().find(old) is None
    assert texts()[0][0] == "of 0"
    with pytest.raises(Refused, match="There is no key"):
        actions.retire(old, among=COLUMNS)


def test_keys_in_the_environment_are_changed_by_whoever_set_them(kept, settings):
    old = kept.ring().current
    settings.KEYS = Keeping(kept.ring(), "HANDRAIL_KEYS")
    with pytest.raises(Refused, match="HANDRAIL_KEYS, which only you can change"):
        actions.rotate(among=COLUMNS, say=quiet)

    settings.KEYS = Keeping(with_new(kept.ring()), "HANDRAIL_KEYS")
    told = actions.rotate(among=COLUMNS, say=quiet)

    assert (told.begun, told.values) == (False, 14)
    with pytest.raises(Refused, match=r"Nothing needs key .* take it out there"):
        actions.retire(old.id, among=COLUMNS)


def test_sealed_text_inside_json_is_rotated_too(kept):
    secret = cipher.seal_text("totp", JSON.place, kept.ring())
    with connection.cursor() as cursor:
        kind = connection.data_types["JSONField"]
        cursor.execute(f"CREATE TABLE vault_card (id integer PRIMARY KEY, data {kind} NOT NULL)")
        told = [1, f'{{"secret": "{secret}", "n": 1}}', 2, '{"n": "v1.8"}']
        cursor.execute("INSERT INTO vault_card VALUES (%s, %s), (%s, %s)", told)

    done = actions.rotate(among=[JSON], say=quiet)

    assert queries.usage([JSON]) == {done.key_id: {"vault_card.data": 1}}
    with connection.cursor() as cursor:
        cursor.execute("SELECT CAST(data AS text) FROM vault_card ORDER BY id")
        first, second = (row[0] for row in cursor.fetchall())
    assert cipher.open_text(queries.TOKEN.search(first)[0], JSON.place, kept.ring()) == "totp"
    assert '"v1.8"' in second


def test_a_column_that_the_settings_name_is_looked_into_as_well(settings):
    key = next(iter(apps.get_models()))._meta.pk
    settings.SEALED_INSIDE = (f"{key.model._meta.label_lower}.{key.name}", "not.installed.data")

    (found,) = [column for column in queries.columns() if column.what == "json"]

    assert found.place == f"{key.model._meta.db_table}.{key.column}"


def test_a_ring_is_made_once_and_for_its_owner_only(tmp_path):
    place = tmp_path / "new" / "keys"

    with ThreadPoolExecutor(8) as many:
        rings = list(many.map(lambda _: made_in(place, "the test").ring(), range(8)))

    assert {ring.current.id for ring in rings} == {rings[0].current.id}
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert [path.name for path in place.parent.iterdir()] == ["keys"]


def test_a_changed_file_is_seen_at_once_by_who_has_it_open(tmp_path):
    mine, other = made_in(tmp_path / "keys", "the test"), InFile(tmp_path / "keys", "the test")
    before = mine.ring()
    assert other.ring() == before

    after = mine.change(with_new)

    assert other.ring() == after
    assert after.keys[1:] == before.keys
    assert mine.change(without(before.current)) == other.ring() == Ring(after.keys[:1])
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o600


def test_two_who_add_a_key_at_once_both_have_theirs(tmp_path):
    made_in(tmp_path / "keys", "the test")

    with ThreadPoolExecutor(8) as many:
        list(many.map(lambda _: InFile(tmp_path / "keys", "the test").change(with_new), range(8)))

    assert len(InFile(tmp_path / "keys", "the test").ring().keys) == 9


def test_a_file_that_cannot_be_read_is_said_in_words(tmp_path):
    with pytest.raises(NotKept, match="No such file"):
        InFile(tmp_path / "none", "HANDRAIL_KEYS_FILE").ring()
    (tmp_path / "faulty").write_text("# no key\n")
    with pytest.raises(NotKept, match="there is no key in it"):
        InFile(tmp_path / "faulty", "HANDRAIL_KEYS_FILE").ring()


def test_a_ring_is_read_with_commas_lines_and_remarks():
    one, two, three = new_key(), new_key(), new_key()

    ring = read(f"# ours\n{one.text}, {two.text}\n{three.text}  # old\n")

    assert [key.id for key in ring] == [one.id, two.id, three.id]
    assert one.text not in repr(ring)


@pytest.mark.parametrize("text", ["", "x", "A" * 43, new_key().text[:-1], new_key().text + "AA", "é" * 43])
def test_what_is_no_key_is_refused_and_not_repeated(text):
    with pytest.raises(FaultyRing) as told:
        read(text)

    assert len(text) < 2 or text not in str(told.value)


def test_the_same_key_twice_is_refused():
    key = new_key().text

    with pytest.raises(FaultyRing, match="twice"):
        read(f"{key},{key}")


def test_a_secret_written_once_keeps_its_first_text(tmp_path):
    write_once(tmp_path / "s", "first")
    write_once(tmp_path / "s", "second")

    assert (tmp_path / "s").read_text() == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["s"]
