# SPDX-License-Identifier: Apache-2.0
"""Settings as a process meets them: started with an environment, and asked what came of it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from handrail.ground.vault.ring import new_key
from handrail.site.environment import Environment

ROOT = Path(__file__).parents[4]
DOCUMENT = ROOT / "docs" / "how-to" / "settings.md"
VARIABLE = re.compile(r"\b(?:HANDRAIL(?:_[A-Z]+)+|CHROMIUM)\b")
ASKED = """
import json, sys
from django.core.exceptions import ImproperlyConfigured
try:
    from handrail.site import settings
except ImproperlyConfigured as refused:
    sys.exit(str(refused))
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}))
"""


def asked(folder: Path, *names: str, **told: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HANDRAIL_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-P", "-c", ASKED, *names],
        env=kept | {"PYTHONPATH": str(ROOT / "src"), "HANDRAIL_DATA": str(folder / "data")} | told,
        capture_output=True,
        text=True,
        check=False,
    )


def settings_of(folder: Path, *names: str, **told: str) -> dict[str, object]:
    done = asked(folder, *names, **told)
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def a_production(folder: Path, **but: str) -> dict[str, str]:
    (folder / "keys").write_text(new_key().text)
    (folder / "secret-key").write_text(new_key().text + new_key().text)
    return {
        "HANDRAIL_MODE": "production",
        "HANDRAIL_DATABASE": "sqlite:////nowhere/handrail.sqlite3",
        "HANDRAIL_SECRET_KEY_FILE": str(folder / "secret-key"),
        "HANDRAIL_KEYS_FILE": str(folder / "keys"),
        "HANDRAIL_HOSTS": "handrail.clinic.example",
        "HANDRAIL_TLS_HEADER": "X-Forwarded-Proto",
    } | but


def test_every_variable_read_is_documented_and_the_reverse():
    rows = re.findall(r"^\| (`.*?) \|", DOCUMENT.read_text(), re.MULTILINE)
    documented = set(VARIABLE.findall(" ".join(rows)))
    code = [path for path in (ROOT / "src").rglob("*.py") if "tests" not in path.parts]
    read = {name for path in code for name in re.findall(rf'"({VARIABLE.pattern})"', path.read_text())}

    assert read == documented


def test_production_without_anything_says_all_that_is_missing(tmp_path):
    refused = asked(tmp_path, HANDRAIL_MODE="production")

    assert refused.returncode == 1
    told = [line.partition(":")[0] for line in refused.stderr.splitlines()]
    assert told == [
        "HANDRAIL_SECRET_KEY_FILE",
        "HANDRAIL_KEYS_FILE",
        "HANDRAIL_DATABASE",
        "HANDRAIL_HOSTS",
        "HANDRAIL_TLS_HEADER",
    ]
    assert not (tmp_path / "data").exists(), "nothing is made in production"


@pytest.mark.parametrize(
    ("but", "told"),
    [
        ({"HANDRAIL_DEBUG": "yes"}, "HANDRAIL_DEBUG: leave it out"),
        ({"HANDRAIL_SECRET_KEY_FILE": "", "HANDRAIL_SECRET_KEY": "a" * 60}, "HANDRAIL_SECRET_KEY_FILE: name a file"),
        ({"HANDRAIL_SECRET_KEY_FILE": "/nowhere"}, "HANDRAIL_SECRET_KEY_FILE: cannot be read"),
        ({"HANDRAIL_KEYS_FILE": "/nowhere"}, "HANDRAIL_KEYS_FILE: /nowhere cannot be used"),
        ({"HANDRAIL_KEYS_FILE": "", "HANDRAIL_KEYS": "short"}, "HANDRAIL_KEYS: key 1 is none"),
        ({"HANDRAIL_KEYS": "x"}, "HANDRAIL_KEYS and HANDRAIL_KEYS_FILE: set one of them"),
        ({"HANDRAIL_HOSTS": "*"}, "HANDRAIL_HOSTS: name the addresses"),
        ({"HANDRAIL_HOSTS": "localhost"}, "HANDRAIL_HOSTS: name the addresses"),
        ({"HANDRAIL_TLS_HEADER": ""}, "HANDRAIL_TLS_HEADER: name the header"),
        ({"HANDRAIL_TLS_CERTIFICATE": "/no/c", "HANDRAIL_TLS_KEY": "/no/k"}, "HANDRAIL_TLS_KEY: there is no such file"),
        ({"HANDRAIL_MODE": "prod"}, "HANDRAIL_MODE: write one of development, demo, production"),
    ],
)
def test_one_unsafe_setting_stops_production_and_is_named(tmp_path, but, told):
    refused = asked(tmp_path, **a_production(tmp_path, **but))

    assert refused.returncode == 1
    assert told in refused.stderr
    assert "short" not in refused.stderr


def test_production_that_is_safe_insists_on_https_everywhere(tmp_path):
    names = ("DEBUG", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS")
    more = ("SECURE_PROXY_SSL_HEADER", "CSRF_TRUSTED_ORIGINS", "SESSION_COOKIE_NAME", "ALLAUTH_TRUSTED_PROXY_COUNT")

    found = settings_of(tmp_path, *names, *more, **a_production(tmp_path))

    assert [found[name] for name in names] == [False, True, True, True, 365 * 86_400]
    assert found["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://handrail.clinic.example"]
    assert found["SESSION_COOKIE_NAME"] == "__Host-session"
    assert found["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1


def test_a_certificate_of_its_own_needs_no_header(tmp_path):
    (tmp_path / "pem").touch()
    own = {"HANDRAIL_TLS_CERTIFICATE": str(tmp_path / "pem"), "HANDRAIL_TLS_KEY": str(tmp_path / "pem")}

    told = a_production(tmp_path, HANDRAIL_TLS_HEADER="", **own)

    found = settings_of(tmp_path, "SECURE_PROXY_SSL_HEADER", "ALLAUTH_TRUSTED_PROXY_COUNT", **told)
    assert found == {"SECURE_PROXY_SSL_HEADER": None, "ALLAUTH_TRUSTED_PROXY_COUNT": 0}


def test_development_needs_nothing_and_makes_its_own_keys(tmp_path):
    found = settings_of(tmp_path, "MODE", "DEBUG", "SESSION_COOKIE_SECURE", "ALLOWED_HOSTS")

    assert found["MODE"] == "development"
    assert (found["DEBUG"], found["SESSION_COOKIE_SECURE"]) == (False, False)
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == ["keys", "secret-key"]
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0


def test_an_environment_gathers_what_is_amiss_and_repeats_no_value():
    env = Environment({"A": "maybe", "B": "-1", "C": " ", "D": "x, y,,"})

    assert (env.flag("A"), env.number("B", 7), env.text("C", "left out"), env.names("D")) == (
        False,
        7,
        "left out",
        ["x", "y"],
    )
    with pytest.raises(ImproperlyConfigured) as told:
        env.check()
    assert str(told.value) == "A: write yes or no\nB: write a whole number, such as 7"
