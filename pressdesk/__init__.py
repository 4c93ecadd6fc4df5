"""pressdesk: an employee who is called by a reporter asks the press office for help, and nobody
learns who she is.

Read this first: `create_app` joins a site's settings and its database to the web.
"""

from pathlib import Path

from flask import Flask

from pressdesk import web
from pressdesk.config import Settings
from pressdesk.figures import years
from pressdesk.storage import Store
from pressdesk.web.site import SignIn, Site
from pressdesk.web.wording import Pages

__all__ = ["create_app"]

HERE = Path(__file__).parent


def create_app(settings: Settings, store: Store, demo: list[SignIn] | None = None) -> Flask:
    """The WSGI app of a site.

    Args:
        settings: with the site's pepper.
        store: with its tables in the newest form.
        demo: invented people whose sign-ins `/demo` shows; None for every real site.

    Raises:
        UnsafeFigures: the declared or frozen tables would tell too much together.
    """
    with store.reading() as db:
        years.check(db)
    app = Pages(
        __name__,
        template_folder=str(_folder("templates")),
        static_folder=str(_folder("static")),
        instance_path=str(HERE),
    )
    web.register(app, Site(settings, store, demo))
    return app


def _folder(name: str) -> Path:
    """Beside the package in a checkout, inside it in a wheel."""
    inside = HERE / name
    return inside if inside.is_dir() else HERE.parent / name
