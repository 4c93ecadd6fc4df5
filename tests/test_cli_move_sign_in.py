"""`move --sign-in`: an officer at the terminal, whose keys open on the server what is theirs."""

from tests.conftest import lodged
from tests.moving import address, on_server
from tests.promises.servers import as_the_shell_has_it
from tests.terminal import run, signing_in, typed

OPENED = "tickets, notes, reporters' contacts and slips of figures"


def test_what_an_officers_keys_open_is_opened_where_it_is_now(real_argon2, postgres, tmp_path):
    site = as_the_shell_has_it(tmp_path / "site")
    lodged(site)
    site.store.close()
    with (site.home / "pressdesk.toml").open("a") as settings:
        settings.write(f'\ndatabase_url = "{address(postgres)}"\n')

    nobody = run(site, "move", "--sign-in")
    status, out, _screen = typed(site, signing_in(site.ofelia), "move", "--sign-in")

    assert (nobody.returncode, "Run it on a terminal" in nobody.stderr) == (1, True)
    assert (status, f"All {OPENED} that are sealed to her keys open there." in out) == (0, True)
    assert "Drafts are their authors' alone, and were not tried." in out
    assert [row[2] for row in on_server(postgres)["audit_entry"]][-1:] == ["signed-in"]
