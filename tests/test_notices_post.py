"""Talking to a mail server, against real ones: good, down, slow, refusing, rude, or not who they
say.
"""

import pytest

from pressdesk import clock, config, notices
from pressdesk.errors import Stale
from pressdesk.keytables import NoticeState
from pressdesk.notices import Fault, Limits, Result
from tests.conftest import SETTINGS
from tests.mailserver import (
    FROM,
    HOST,
    TO,
    USER,
    Box,
    certificate,
    certified,
    mail_server,
    post,
    settings_for,
    silent_server,
)
from tests.ports import free_port

__all__ = ["certificate", "post"]  # fixtures

QUICK = Limits(step=0.2, whole=0.5)
PATIENT = Limits(step=20, whole=0.3)
SECRET = {"AUTH", "MAIL", "RCPT", "DATA"}


def sent(given: dict, limits: Limits | None = None, hand_over=lambda: None) -> Result:
    """What became of a letter under these settings."""
    settings = config.parse(SETTINGS | given)
    letter = notices.write(settings, clock.now())
    return notices.send(settings, letter, hand_over, limits)


def waits(fault: Fault) -> Result:
    return Result(NoticeState.WAITING, fault)


def test_a_letter_arrives_with_every_byte_in_one_transaction(post, wall_clock):
    settings = config.parse(SETTINGS | post.settings())

    assert sent(post.settings()) == Result(NoticeState.SENT)

    (letter,) = post.letters
    assert letter.content == notices.write(settings, clock.now())
    assert (letter.sender, letter.recipients) == (FROM, list(TO))
    assert post.verbs == ["EHLO", "MAIL", "RCPT", "RCPT", "DATA"]


@pytest.mark.parametrize("tls", ["starttls", "tls"])
@pytest.mark.parametrize("user", ["", USER])
def test_with_tls_the_letter_and_the_password_go_encrypted(certificate, tls, user):
    with mail_server(tls, certificate, user) as post:
        assert sent(post.settings()) == Result(NoticeState.SENT)

    (letter,) = post.letters
    assert letter.is_encrypted
    assert letter.user == (user.encode() or None)
    before_tls = post.verbs[: post.verbs.index("STARTTLS")] if tls == "starttls" else []
    assert not SECRET & set(before_tls)


@pytest.mark.parametrize(
    ("name", "years", "is_trusted"),
    [
        (HOST, range(2020, 2100), False),  # nobody vouches for it
        ("127.0.0.2", range(2020, 2100), True),  # another server's
        (HOST, range(2020, 2021), True),  # out of date
    ],
)
@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_a_wrong_certificate_gets_no_password_and_no_letter(
    tmp_path, monkeypatch, tls, name, years, is_trusted
):
    shown = certified(tmp_path, name, years)
    trusted = shown if is_trusted else certified(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted.path))

    with mail_server(tls, shown, USER) as post:
        assert sent(post.settings()) == waits(Fault.CERTIFICATE)

    assert not SECRET & set(post.verbs)
    assert post.letters == []


def test_a_server_without_starttls_gets_no_password_and_no_letter(post):
    assert sent(post.settings(smtp_tls="starttls", smtp_user=USER)) == waits(Fault.NO_TLS)

    assert not SECRET & set(post.verbs)


@pytest.mark.parametrize("answer", ["454 not now", "501 no"])
def test_a_server_that_will_not_start_tls_gets_no_password_and_no_letter(certificate, answer):
    with mail_server("starttls", certificate, USER) as post:
        post.refuse["STARTTLS"] = answer
        assert sent(post.settings()) == waits(Fault.NO_TLS)

    assert not SECRET & set(post.verbs)


def test_tls_from_the_first_byte_needs_a_server_that_speaks_it(post):
    assert sent(post.settings(smtp_tls="tls")) == waits(Fault.TLS)


@pytest.mark.parametrize("code", ["421", "450", "550"])
@pytest.mark.parametrize(
    ("verb", "fault"),
    [
        ("MAIL", Fault.SENDER),
        ("RCPT", Fault.RECIPIENTS),
        ("DATA", Fault.TEXT),
        ("TEXT", Fault.TEXT),
    ],
)
def test_a_refusal_is_told_by_its_step_and_tried_again(post, verb, fault, code):
    post.refuse[verb] = f"{code} not for {TO[0]}"

    assert sent(post.settings()) == waits(fault)


def test_a_server_that_refuses_every_greeting_is_told(post):
    post.refuse = {"EHLO": "550 no", "HELO": "550 no"}

    assert sent(post.settings()) == waits(Fault.GREETING)


def test_a_server_that_knows_the_old_greeting_alone_gets_its_letter(post):
    post.refuse = {"EHLO": "502 what"}

    assert sent(post.settings()).state is NoticeState.SENT


@pytest.mark.parametrize("answer", [b"554 go away\r\n", b"garbage\r\n", b"220-\r\n"])
def test_a_server_that_does_not_say_hello_is_told(answer):
    with silent_server(answer) as there:
        result = sent(settings_for(there.port), QUICK)

    assert result.state is NoticeState.WAITING
    assert result.fault in {Fault.GREETING, Fault.SLOW}


@pytest.mark.parametrize("password", ["fel", "lösenord med å"])
def test_a_refused_sign_in_is_told_and_sends_nothing(certificate, password):
    with mail_server("starttls", certificate, USER) as post:
        assert sent(post.settings(smtp_password=password)) == waits(Fault.SIGN_IN)

    assert post.letters == []
    assert "MAIL" not in post.verbs


def test_a_server_that_offers_no_sign_in_is_told(certificate):
    with mail_server("starttls", certificate) as post:
        assert sent(post.settings(smtp_user=USER)) == waits(Fault.NO_SIGN_IN)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_server_that_is_down_is_told(host):
    assert sent(settings_for(free_port(), smtp_host=host)) == waits(Fault.UNREACHABLE)


@pytest.mark.parametrize("host", ["no such host.invalid", "x" * 70 + ".se", "..", "\0"])
def test_a_host_that_is_none_is_told(host):
    given = settings_for(25, smtp_host=host, smtp_tls="starttls")

    assert sent(given) == waits(Fault.UNREACHABLE)


@pytest.mark.parametrize("tls", ["none", "starttls", "tls"])
def test_a_server_that_says_nothing_is_left_after_a_step_s_time(tls):
    with silent_server() as there:
        assert sent(settings_for(there.port, smtp_tls=tls), QUICK) == waits(Fault.SLOW)


def test_a_server_that_talks_on_for_ever_is_left_when_the_whole_time_is_over():
    with silent_server(b"2") as there:
        assert sent(settings_for(there.port), PATIENT) == waits(Fault.SLOW)


def test_of_several_recipients_one_is_enough_and_the_others_are_counted(post):
    post.refused_recipients = {TO[0]: "450 greylisted"}

    assert sent(post.settings()) == Result(NoticeState.SENT, None, 1)
    assert post.letters[0].recipients == [TO[1]]


def test_a_recipient_who_stands_twice_gets_one_letter(post):
    sent(post.settings(notice_to=(TO[0], TO[0])))

    assert post.letters[0].recipients == [TO[0]]


def test_a_server_that_hangs_up_over_the_text_may_have_it(post):
    post.hangs_up = True

    assert sent(post.settings()) == Result(NoticeState.HANDED, Fault.DROPPED)


def test_a_server_that_hangs_up_before_the_text_has_nothing(post):
    def hang_up() -> None:
        raise Stale

    with pytest.raises(Stale):
        sent(post.settings(), hand_over=hang_up)

    assert post.letters == []
    assert post.verbs[-1] == "DATA"


def test_the_server_has_no_byte_of_the_text_when_it_is_handed_over(post: Box):
    seen = []

    sent(post.settings(), hand_over=lambda: seen.append((list(post.verbs), list(post.letters))))

    assert seen == [(["EHLO", "MAIL", "RCPT", "RCPT", "DATA"], [])]
    assert len(post.letters) == 1


def test_lines_that_begin_with_a_dot_arrive_as_they_are(post):
    settings = config.parse(SETTINGS | post.settings())

    notices.send(settings, b"Subject: x\r\n\r\n.\r\n..\r\n.x\r\n", lambda: None)

    assert post.letters[0].content == b"Subject: x\r\n\r\n.\r\n..\r\n.x\r\n"
