# SPDX-License-Identifier: Apache-2.0
"""`serve`, `doctor` and `keys` from outside, as whoever runs a clinic meets them."""

import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from pathlib import Path

import pytest

from handrail.ground.vault.ring import new_key

ROOT = Path(__file__).parents[1]
READY = re.compile(r"Handrail is ready: https?://127\.0\.0\.1:(\d+)/")
HOST = "handrail.clinic.example"
HTTPS = {"Host": HOST, "X-Forwarded-Proto": "https"}


class Clinic:
    """A production set-up of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.data.mkdir(mode=0o700)
        for name in ("keys", "secret-key"):
            (folder / name).write_text(new_key().text + ("" if name == "keys" else new_key().text))
            (folder / name).chmod(0o600)
        self.settings = {
            "HANDRAIL_MODE": "production",
            "HANDRAIL_DATA": str(self.data),
            "HANDRAIL_DATABASE": f"sqlite:///{self.data}/handrail.sqlite3",
            "HANDRAIL_SECRET_KEY_FILE": str(folder / "secret-key"),
            "HANDRAIL_KEYS_FILE": str(folder / "keys"),
            "HANDRAIL_HOSTS": HOST,
            "HANDRAIL_TLS_HEADER": "X-Forwarded-Proto",
        }

    def surroundings(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("HANDRAIL_", "DJANGO_"))}
        return kept | {"PYTHONPATH": str(ROOT / "src")} | self.settings

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-P", "-m", "handrail", *words]
        env = self.surroundings()
        return subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=60)

    @contextmanager
    def serving(self, *words: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
        """Its process and its port, once it is ready."""
        command = [sys.executable, "-P", "-m", "handrail", "serve", "--port", "0", *words]
        with subprocess.Popen(
            command,
            env=self.surroundings(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        ) as process:
            assert process.stdout
            watch = threading.Timer(60, process.kill)
            watch.start()
            said = ""
            try:
                for line in process.stdout:
                    said += line
                    if found := READY.search(line):
                        yield process, int(found[1])
                        break
                else:
                    pytest.fail(f"not ready: {said}")
            finally:
                watch.cancel()
                process.send_signal(signal.SIGTERM)
                process.wait(timeout=20)


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Clinic:
    """A clinic whose database is up to date."""
    made = Clinic(tmp_path_factory.mktemp("clinic"))
    with made.serving("--migrate", "--workers", "1"):
        return made


def answer(port: int, path: str, **headers: str) -> HTTPResponse:
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as there:
        there.request("GET", path, headers=headers)
        response = there.getresponse()
        response.read()
        return response


def test_a_database_that_lacks_changes_is_not_served_and_not_changed(tmp_path):
    refused = Clinic(tmp_path).run("serve", "--port", "0")

    assert refused.returncode == 1
    assert re.search(r"the database lacks \d+ changes .* start once with --migrate", refused.stderr)


def test_an_unsafe_setup_is_refused_with_everything_to_set(tmp_path):
    clinic = Clinic(tmp_path)
    clinic.settings |= {"HANDRAIL_KEYS_FILE": "", "HANDRAIL_HOSTS": "", "HANDRAIL_TLS_HEADER": ""}

    refused = clinic.run("serve")

    assert refused.returncode == 1
    assert re.findall(r"^handrail serve: (HANDRAIL_\w+)", refused.stderr, re.MULTILINE) == [
        "HANDRAIL_KEYS_FILE",
        "HANDRAIL_HOSTS",
        "HANDRAIL_TLS_HEADER",
    ]


def test_a_database_that_does_not_answer_is_said_in_words(tmp_path):
    clinic = Clinic(tmp_path)
    clinic.settings["HANDRAIL_DATABASE"] = "postgresql://nobody@127.0.0.1:1/nothing"

    refused = clinic.run("serve")

    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert "handrail doctor tells more" in refused.stderr
    assert "start it, or correct HANDRAIL_DATABASE" in clinic.run("doctor").stdout


def test_two_workers_serve_over_https_only_and_a_dead_one_comes_back(clinic):
    with clinic.serving() as (process, port):
        assert answer(port, "/readyz", Host=HOST).status == 200
        moved = answer(port, "/", Host=HOST)
        assert (moved.status, moved.headers["Location"]) == (301, f"https://{HOST}/")
        assert answer(port, "/", **HTTPS).headers["Strict-Transport-Security"] == f"max-age={365 * 86400}"
        assert answer(port, "/", Host="other.example").status == 400

        workers = children(process.pid)
        assert len(workers) == 2
        os.kill(workers[0], signal.SIGKILL)
        end = time.monotonic() + 30
        while workers[0] in children(process.pid) or len(children(process.pid)) < 2 or not accepts(port):
            assert time.monotonic() < end, "nobody came in its place"
            time.sleep(0.1)
        assert answer(port, "/readyz", Host=HOST).status == 200


def accepts(port: int) -> bool:
    """Whether anyone listens: the one that came is a process some time before it does."""
    with socket.socket() as there:
        return there.connect_ex(("127.0.0.1", port)) == 0


def children(pid: int) -> list[int]:
    """The workers: what the process started, but for the tracker that Python adds."""
    started = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    started += [
        int(child)
        for task in Path(f"/proc/{pid}/task").iterdir()
        if task.name != str(pid)
        for child in (task / "children").read_text().split()
    ]
    return [child for child in started if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


@pytest.mark.skipif(not shutil.which("openssl"), reason="makes a certificate with openssl")
def test_it_can_speak_https_itself(clinic):
    certificate, key = clinic.folder / "cert.pem", clinic.folder / "key.pem"
    making = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}"]
    subprocess.run([*making, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    own = Clinic.__new__(Clinic)
    own.settings = clinic.settings | {
        "HANDRAIL_TLS_HEADER": "",
        "HANDRAIL_TLS_CERTIFICATE": str(certificate),
        "HANDRAIL_TLS_KEY": str(key),
    }

    with own.serving("--workers", "1") as (_process, port):
        anyone = ssl._create_unverified_context()  # noqa: S323 - it is ourselves
        with closing(HTTPSConnection("127.0.0.1", port, timeout=10, context=anyone)) as there:
            there.request("GET", "/", headers={"Host": HOST})
            response = there.getresponse()
            response.read()

    assert response.status in {200, 302}, "it knows by itself that this is https"
    assert "Strict-Transport-Security" in response.headers


def test_the_doctor_finds_all_well_where_it_is(clinic):
    told = clinic.run("doctor")

    assert told.returncode == 0, told.stdout + told.stderr
    assert "AMISS" not in told.stdout
    for about in ("mode", "keys", "secret key", "data", "disk", "time zones", "database", "migrations", "limits"):
        assert f"ok     {about}:" in told.stdout


def test_the_doctor_names_what_is_amiss_and_how_to_mend_it(tmp_path):
    clinic = Clinic(tmp_path)
    clinic.data.chmod(0o755)
    (tmp_path / "keys").chmod(0o644)

    told = clinic.run("doctor")

    assert told.returncode == 1
    assert f"chmod go-rwx {clinic.data}" in told.stdout
    assert f"chmod go-rwx {tmp_path / 'keys'}" in told.stdout
    assert "`handrail serve --migrate`" in told.stdout
    assert "3 to mend" in told.stdout


def test_the_doctor_can_be_asked_before_anything_is_set(tmp_path):
    clinic = Clinic(tmp_path)
    clinic.settings = {"HANDRAIL_MODE": "production", "HANDRAIL_DATA": str(tmp_path)}

    told = clinic.run("doctor")

    assert told.returncode == 1
    assert "HANDRAIL_KEYS_FILE is not as it must be" in told.stdout
    assert "5 to mend" in told.stdout


def test_a_key_is_made_added_and_retired_from_the_command_line(clinic):
    assert re.fullmatch(r"[\w-]{43}\n", clinic.run("keys", "new").stdout)
    (before,) = re.findall(r"^(\w{8})  seals", clinic.run("keys", "list").stdout, re.MULTILINE)

    rotated = clinic.run("keys", "rotate")
    assert rotated.returncode == 0, rotated.stderr
    (after,) = re.findall(r"^(\w{8})  seals", clinic.run("keys", "list").stdout, re.MULTILINE)
    refused = clinic.run("keys", "retire", after)
    retired = clinic.run("keys", "retire", before)

    assert after != before
    assert (refused.returncode, retired.returncode) == (1, 0)
    assert "run `handrail keys rotate` first" in refused.stderr
    assert before not in clinic.run("keys", "list").stdout


def test_settings_are_printed_by_no_command(clinic):
    secrets = [(clinic.folder / name).read_text().split()[-3:] for name in ("keys", "secret-key")]
    done = [clinic.run("doctor"), clinic.run("keys", "list"), clinic.run("serve", "--port", "99999")]
    told = "".join(one.stdout + one.stderr for one in done)

    assert not [word for words in secrets for word in words if len(word) > 20 and word in told]
