"""Lines to take, search and issues."""

from flask.testing import FlaskClient

from pressdesk import clock, inquiries
from tests import lining
from tests.gallery.tour.album import Album
from tests.pages import fetch, submit


def lines_pages(album: Album, site, ofelia: FlaskClient) -> None:
    """Lines to take, what searching finds, and issues: each as it stands, and refused."""
    home, sought = "/register/budskap/", "/register/sok?q="
    for tab in ("giltiga", "utgangna", "tillbakadragna"):
        path = f"{home}?visa={tab}"
        album.add(f"lines no {tab}", fetch(ofelia, path), 200)
        album.add(f"lines no {tab} of a unit", fetch(ofelia, f"{path}&enhet=Farsta"), 200)
    album.add("search nothing", fetch(ofelia, sought), 200)
    album.add("search in vain", fetch(ofelia, f"{sought}xyz"), 200)
    with site.store.writing() as db:
        made = lining.line(db, valid_until=clock.today())
        line, numbers = f"{home}{made.id}", [lining.inquiry(db).number for _ in range(2)]
        said = lining.answered(db, lining.inquiry(db), "Om förskolan: nej.", made)
    first, second = (inquiries.reference(number) for number in numbers)
    album.add("search förskola", fetch(ofelia, f"{sought}förskola"), 200)
    album.add("lines valid", fetch(ofelia, f"{home}?till={first}"), 200)
    new = album.add("line new", fetch(ofelia, f"{home}nytt"), 200)
    album.add("line refused", submit(ofelia, new, f"{home}nytt", quote="Nej."), 422)
    named = {"title": "A", "facts": "Rektorn Karin Holm.", "unit": "Farsta"}
    album.add("line named", submit(ofelia, new, f"{home}nytt", **named), 422)
    page = album.add("line", fetch(ofelia, line), 200)
    album.add("line for an answer", fetch(ofelia, f"{line}?till={first}"), 200)
    album.add("line no inquiry", submit(ofelia, page, f"{line}/kopiera", ref="x"), 422)
    given_out = inquiries.reference(said.number)
    album.add("line answered", submit(ofelia, page, f"{line}/kopiera", ref=given_out), 422)
    submit(ofelia, page, f"{line}/kopiera", ref=first)
    edit = album.add("line edit", fetch(ofelia, f"{line}/andra"), 200)
    submit(ofelia, edit, f"{line}/andra", facts="Nytt.")
    album.add("line history", fetch(ofelia, f"{line}/historik"), 200)
    album.add("line copy", submit(ofelia, page, f"{line}/kopiera", ref=first), 409)
    album.add("line stale", submit(ofelia, edit, f"{line}/andra", facts="Mitt."), 409)
    album.add("line draft", fetch(ofelia, f"{line}/andra"), 200)
    album.add("line old press", submit(ofelia, page, f"{line}/dra-tillbaka"), 409)
    issues_pages(album, site, ofelia, [first, second], line)


def issues_pages(album: Album, site, ofelia: FlaskClient, refs: list[str], line: str) -> None:
    home = "/register/fragor/"
    album.add("issues none", fetch(ofelia, home), 200)
    album.add("issues closed none", fetch(ofelia, f"{home}?visa=avslutade"), 200)
    page = fetch(ofelia, f"{home}samla?" + "&".join(f"number={ref}" for ref in refs))
    album.add("gather", page, 200)
    album.add("gather refused", submit(ofelia, page, f"{home}samla", title=""), 422)
    chosen = {"title": "Kön", "line": line.rpartition("/")[2]}
    submit(ofelia, page, f"{home}samla", **chosen)
    issue = f"{home}1"
    page = album.add("issue", fetch(ofelia, issue), 200)
    album.add("issue refused", submit(ofelia, page, f"{issue}/andra", title=""), 422)
    album.add("issue no inquiry", submit(ofelia, page, f"{issue}/lagg-till", more="x"), 422)
    one = [b.get("value") for b in page.root.iter("button") if b.get("name") == "one"][0]
    old = fetch(ofelia, line)
    submit(ofelia, old, f"{line}/dra-tillbaka")
    album.add("line withdrawn", fetch(ofelia, line), 200)
    album.add("line old", submit(ofelia, old, f"{line}/kopiera", ref=refs[1]), 409)
    page = fetch(ofelia, issue)
    album.add("issue old lines", submit(ofelia, page, f"{issue}/lamna", one=one), 409)
    submit(ofelia, page, f"{issue}/lamna", one=one, action="anyway")
    album.add("issue called", fetch(ofelia, issue), 200)
    album.add("issue late", submit(ofelia, page, f"{issue}/lamna", one=one), 409)
    album.add("issues", fetch(ofelia, home), 200)
