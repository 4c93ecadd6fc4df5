"""Where the pages of a tour are kept, by name."""

from typing import NamedTuple

from tests.pages import Page

MINE = "Jag heter Anna Ek, anna.ek@example.se. Vad får jag säga?"
ASKS = "Vem är du, och var arbetar du?"


class Kept(NamedTuple):
    """A page as it can be kept in a file."""

    name: str
    status: int
    text: str
    address: str
    policy: str


class Album:
    """Fetches pages and keeps them by name."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.used: set[str] = set()  # names of templates

    def add(self, name: str, page: Page, status: int) -> Page:
        assert page.status == status, f"{name}: {page.status}"
        assert name not in self.pages, name
        self.pages[name] = page
        return page

    def kept(self) -> list[Kept]:
        """All pages, for a file."""
        return [
            Kept(name, page.status, page.text, page.address, page.policy)
            for name, page in self.pages.items()
        ]

    @classmethod
    def of(cls, kept: list[Kept], used: set[str]) -> "Album":
        """The pages of a file."""
        album = cls()
        album.used = used
        for name, status, text, address, policy in kept:
            album.pages[name] = Page.of(status, text, address, policy)
        return album
