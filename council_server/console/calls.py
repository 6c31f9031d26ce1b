"""A call: everything that a page's handler needs, and its ways to answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from council_server.console.forms import Form
from council_server.console.looks import Look
from council_server.console.pages import Pages
from council_server.console.passwords import Line
from council_server.console.places import places_for
from council_server.console.trail import DONE, add_act
from council_server.console.visits import Visit, form_token
from council_server.councils import Council
from council_server.service import Service
from council_server.throttles import Throttle
from council_server.writer import Batch

T = TypeVar("T")
HOME = "/console"
RECORD_LANGUAGE = "vi"
WITHIN = ("/console", "/hall")
MOST_PATH = 500


@dataclass(slots=True)
class Console:
    """What every page shares."""

    service: Service
    pages: Pages
    line: Line
    """Where passwords are looked at, one at a time."""
    throttle: Throttle

    @property
    def council(self) -> Council:
        return self.service.council


@dataclass(slots=True)
class Call:
    """One request of somebody who may make it; `form` and `query` hold the fields that the route declared."""

    console: Console
    request: Request
    visit: Visit | None
    look: Look
    now: datetime
    door: str = ""
    """The cookie of a visitor's own pages, from which their forms' token is made."""
    form: Form = field(default_factory=Form)
    query: Form = field(default_factory=Form)

    # ------------------------------------------------------------------------------ who and what

    @property
    def who(self) -> Visit:
        """The visit of a route that no visitor may call."""
        if self.visit is None:
            raise LookupError("nobody is signed in")
        return self.visit

    @property
    def council(self) -> Council:
        return self.console.council

    @property
    def address(self) -> str:
        """Where the call comes from."""
        return self.request.client.host if self.request.client else ""

    @property
    def token(self) -> str:
        """What this browser's forms carry."""
        return form_token(self.visit.token if self.visit else self.door)

    def part(self, name: str) -> str:
        """A part of the path, as `poll` in /console/polls/{poll}."""
        return str(self.request.path_params[name])

    def say(self, key: str, **values: object) -> str:
        """A text in this browser's language."""
        return self.console.pages.words.say(self.look.language, key, **values)

    def suggest(self, key: str, **values: object) -> str:
        """A text for a field whose content enters the record: in the council's language, whatever the page speaks."""
        return self.console.pages.words.say(RECORD_LANGUAGE, key, **values)

    # ------------------------------------------------------------------------------------- work

    async def think(self, work: Callable[[], T]) -> T:
        """Work that reads the database or the disk, off the loop."""
        return await self.console.service.think(work)

    async def write(self, work: Callable[[Batch], T]) -> T:
        """A job of the writer thread, committed when this returns."""
        done: T = await self.console.service.write(work)
        return done

    def note(self, batch: Batch, act: str, target: str = "", outcome: str = DONE) -> None:
        """The act of this call is in the trail, in the transaction of the job that does it."""
        add_act(
            batch.connection,
            batch.council,
            now=batch.now,
            account=self.visit.account if self.visit else "",
            role=self.visit.role if self.visit else "",
            act=act,
            target=target,
            address=self.address,
            outcome=outcome,
        )

    async def note_alone(self, act: str, target: str = "", outcome: str = DONE) -> None:
        """As `note`, in a transaction of its own: for what was refused, where nothing else is written."""
        await self.write(lambda batch: self.note(batch, act, target, outcome))

    # ---------------------------------------------------------------------------------- answers

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """A page of resources/console/templates."""
        return HTMLResponse(self.html(template, **values), status)

    def html(self, template: str, **values: Any) -> str:
        """The page's text. Besides `values`, a template has what stands here."""
        given = {
            "say": self.say,
            "suggest": self.suggest,
            "look": self.look,
            "visit": self.visit,
            "form_token": self.token,
            "path": self.request.url.path,
            "back": self.path,
            "places": places_for(self.visit.role if self.visit else None),
            "council_name": self.council_name,
        }
        return self.console.pages.render(template, given | values)

    @property
    def path(self) -> str:
        """Path and parameters of this call when it can be asked for again, else the first page."""
        if self.request.method not in {"GET", "HEAD"}:
            return HOME
        query = self.request.url.query
        return within(self.request.url.path + (f"?{query}" if query else ""))

    @property
    def council_name(self) -> str:
        home = self.council.home
        return home.name if self.look.language == "vi" or not home.name_en else home.name_en

    def go(self, path: str) -> Response:
        """To another page of the console, asked for anew (303): what follows a form that was done."""
        return RedirectResponse(within(path), 303)

    def data(self, status: int = 200, **values: Any) -> Response:
        """JSON for a script."""
        return JSONResponse(values, status)


def within(path: str) -> str:
    """The path when it leads to a page of ours, else the first page: nobody is sent elsewhere."""
    inside = any(path == top or path.startswith((f"{top}/", f"{top}?")) for top in WITHIN)
    plain = path.isascii() and path.isprintable() and "\\" not in path and "//" not in path
    return path if inside and plain and len(path) <= MOST_PATH else HOME
