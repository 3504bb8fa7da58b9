# SPDX-License-Identifier: Apache-2.0
import pytest
from django.template.loader import get_template


@pytest.mark.parametrize("status", [400, 403, 404, 409, 500])
def test_an_error_page_says_what_to_do_next(status):
    shown = get_template(f"{status}.html").render({})

    assert "<h1>" in shown
    assert 'class="button first" href="/"' in shown


def test_our_own_fault_is_shown_without_context_or_database():
    shown = get_template("500.html").render()

    assert "not your fault" in shown
    assert "look/frame.html" not in get_template("500.html").template.source


def test_a_refusal_gives_its_reasons():
    shown = get_template("409.html").render({"because": ["The group is full.", "Room 2 is closed."]})

    assert "<li>The group is full.</li><li>Room 2 is closed.</li>" in shown


@pytest.mark.parametrize("name", ["403_csrf.html", "400.html", "404.html"])
def test_an_error_page_needs_nobody_signed_in(name):
    assert "</html>" in get_template(name).render({})
