"""The blueprint of the register's pages; each module beside this one adds its own."""

from flask import Blueprint

from pressdesk.web import site

pages = Blueprint("register", __name__, url_prefix="/register")


@pages.context_processor
def _registrar() -> dict[str, str]:
    """For pages that lead there."""
    return {"registrar": site.registrar()}
