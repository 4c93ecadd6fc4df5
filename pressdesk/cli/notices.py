"""`notices`: how it stands with mail, and a letter to try the settings; and the job of `serve`."""

import logging
from pathlib import Path

import click

from pressdesk import clock, notices
from pressdesk.cli import folder
from pressdesk.errors import ShellError, Stale
from pressdesk.notices import Claim, Fault, Limits, Result
from pressdesk.web.site import Site

log = logging.getLogger("pressdesk")

ADVICE = {
    Fault.UNREACHABLE: "Nothing answers at smtp_host and smtp_port. Check both, and the firewall.",
    Fault.SLOW: "The mail server does not answer in time. Check smtp_port: 465 goes with "
    'smtp_tls = "tls", 587 with "starttls".',
    Fault.DROPPED: "The mail server ended the conversation. Its own log says why.",
    Fault.GREETING: "The mail server refused the greeting. Does it take mail from this machine?",
    Fault.NO_TLS: "The mail server offers no STARTTLS: it got no password and no mail. Use another "
    'port, or smtp_tls = "tls".',
    Fault.TLS: 'TLS could not begin. With smtp_tls = "tls" the port is 465 as a rule.',
    Fault.CERTIFICATE: "The mail server's certificate is not for smtp_host, is out of date, or "
    "comes from whom this machine does not trust: it got no password and no mail.",
    Fault.NO_SIGN_IN: "The mail server offers no sign-in by password. Leave smtp_user empty if it "
    "needs none.",
    Fault.SIGN_IN: "The mail server refused smtp_user and smtp_password.",
    Fault.SENDER: "The mail server refused notice_from as sender. May smtp_user send as it?",
    Fault.RECIPIENTS: "The mail server refused every address of notice_to, perhaps for now only.",
    Fault.TEXT: "The mail server refused the text, perhaps for now only. Its own log says why.",
}


@click.command("notices")
@click.option("--try", "is_try", is_flag=True, help="Send one letter now, to check the settings.")
@click.pass_obj
def status(data: Path | None, is_try: bool) -> None:
    """Say how it stands with mail: hours, the last letter, what waits, what was missed."""
    site = folder.open_site(data)
    if not notices.is_on(site.settings):
        raise ShellError(
            "No mail is set up. Set smtp_host, notice_from and notice_to (docs/operate.md)."
        )
    if is_try:
        _try(site)
        return
    with site.store.reading() as db:
        standing = notices.standing(db, site.settings, clock.now())
    click.echo(f"hours: {', '.join(str(hour) for hour in standing.hours)} (Swedish time)")
    click.echo(f"recipients: {len(site.settings.notice_to)}")
    click.echo(f"last sent: {standing.last_sent or 'none yet'}")
    for name in ("waiting", "missed", "unsure", "refused"):
        click.echo(f"{name}: {getattr(standing, name)}")
    if standing.fault:
        click.echo(f"last fault: {standing.fault}. {ADVICE[Fault(standing.fault)]}")


def send_due(site: Site, limits: Limits | None = None) -> None:
    """Send the letter whose hour has come, if it has not gone. No transaction is open while it
    talks to the mail server.
    """
    if site.demo is not None:
        return
    with site.store.reading() as db:
        if not notices.is_due(db, site.settings, clock.now()):
            return
    with site.store.writing() as db:
        claim = notices.claim(db, site.settings, clock.now())
    if claim is not None:
        _send(site, claim, limits)


def _send(site: Site, claim: Claim, limits: Limits | None) -> None:
    letter = notices.write(site.settings, notices.instant_of(claim.slot))
    try:
        result = notices.send(site.settings, letter, lambda: _hand_over(site, claim), limits)
    except Stale:
        return  # its time was over while the mail server talked
    with site.store.writing() as db:
        notices.note(db, claim, result, clock.now())
    _tell(result)


def _hand_over(site: Site, claim: Claim) -> None:
    with site.store.writing() as db:
        notices.hand_over(db, claim)


def _tell(result: Result) -> None:
    if result.fault:
        log.warning("notice: %s (%s)", result.state, result.fault)
    else:
        log.info("notice: %s, %d recipients refused", result.state, result.refused)


def _try(site: Site) -> None:
    letter = notices.write(site.settings, clock.now())
    result = notices.send(site.settings, letter, lambda: None)
    if result.fault:
        raise ShellError(f"The letter did not go: {result.fault}. {ADVICE[result.fault]}")
    recipients = len(dict.fromkeys(site.settings.notice_to))
    taken = recipients - result.refused
    click.echo(f"The mail server took the letter for {taken} of {recipients} recipients.")
