"""The blueprint of the employee's pages."""

from flask import Blueprint

pages = Blueprint("employee", __name__)
