"""How to sign in as the demo's invented people. Registered in a demo only; nothing accepts anything
but TOTP.
"""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from pressdesk import clock
from pressdesk.vault import totp
from pressdesk.web import access, site

pages = Blueprint("demo", __name__)


@pages.get("/demo")
@access.public
def sign_ins() -> ResponseReturnValue:
    now = clock.now().timestamp()
    people = [
        {
            "name": person.name,
            "role": person.role,
            "passphrase": person.passphrase,
            "totp": totp.code_at(person.totp_secret, now),
        }
        for person in site.here().demo or []
    ]
    left = totp.STEP_SECONDS - int(now) % totp.STEP_SECONDS
    return render_template("demo/sign_ins.html", people=people, seconds_left=left)
