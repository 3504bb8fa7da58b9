# SPDX-License-Identifier: Apache-2.0
"""What a clinic with real people must have set. Each missing thing is said, with what to write."""

from handrail.site.environment import Environment

SECRET_CHARACTERS, SECRET_VARIETY = 50, 15
LOCAL = {"localhost", "127.0.0.1", "[::1]"}


def check(env: Environment) -> None:
    """Note everything that makes this set-up unfit for production."""
    if env.flag("HANDRAIL_DEBUG"):
        env.amiss("HANDRAIL_DEBUG: leave it out; its pages show what patients wrote to whoever meets a fault")
    _check_secret(env)
    if not (env.text("HANDRAIL_KEYS") or env.text("HANDRAIL_KEYS_FILE")):
        env.amiss("HANDRAIL_KEYS_FILE: name a file with the keys of sealed columns; `handrail keys new` makes a key")
    if not env.text("HANDRAIL_DATABASE"):
        env.amiss("HANDRAIL_DATABASE: say which database, as in postgresql://user:password@host/name")
    _check_hosts(env)
    _check_tls(env)


def _check_secret(env: Environment) -> None:
    secret = env.secret("HANDRAIL_SECRET_KEY", "HANDRAIL_SECRET_KEY_FILE")
    if len(secret) < SECRET_CHARACTERS or len(set(secret)) < SECRET_VARIETY or secret.startswith("django-insecure"):
        env.amiss(
            f"HANDRAIL_SECRET_KEY_FILE: name a file with {SECRET_CHARACTERS} or more random characters; "
            "`openssl rand -base64 48` makes them"
        )


def _check_hosts(env: Environment) -> None:
    hosts = set(env.names("HANDRAIL_HOSTS"))
    if not hosts - LOCAL or any(host.startswith(("*", ".")) for host in hosts):
        env.amiss(
            "HANDRAIL_HOSTS: name the addresses people type, as in handrail.clinic.example; no * and no leading dot"
        )


def _check_tls(env: Environment) -> None:
    certificate, key = env.path("HANDRAIL_TLS_CERTIFICATE"), env.path("HANDRAIL_TLS_KEY")
    if certificate and key:
        for name, path in (("HANDRAIL_TLS_CERTIFICATE", certificate), ("HANDRAIL_TLS_KEY", key)):
            if not path.is_file():
                env.amiss(f"{name}: there is no such file")
    elif not env.text("HANDRAIL_TLS_HEADER"):
        env.amiss(
            "HANDRAIL_TLS_HEADER: name the header by which your proxy says https, as in X-Forwarded-Proto; "
            "or, without a proxy, set HANDRAIL_TLS_CERTIFICATE and HANDRAIL_TLS_KEY"
        )
