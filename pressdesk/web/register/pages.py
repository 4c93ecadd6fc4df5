"""The blueprint of the register's pages; each module beside this one adds its own."""

from flask import Blueprint

pages = Blueprint("register", __name__, url_prefix="/register")
