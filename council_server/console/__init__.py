"""The secretary's console: server-rendered pages for office and chair, beside the desks' protocol on the same TLS port.

How to add a page:

1. A module of this package for its handlers, with a function `routes()`; name that function in `PARTS` of `app.py`.
   Nothing but `guarded` puts a route into the console:

       def routes() -> list[Guarded]:
           return [
               guarded("/console/polls/{poll}", show, roles=SITTING),
               guarded("/console/polls/{poll}/note", keep, roles=SITTING, methods=["POST"], form=[Field("text", 500)]),
               guarded("/console/polls/{poll}/numbers", numbers, roles=SITTING, data=True),   # JSON for a script
           ]

       async def show(call: Call) -> Response:
           found = await call.think(lambda: read_poll(call.council, call.part("poll")))
           if found is None:
               raise Trouble(404)                       # an error page that says what to do next
           return call.page("poll.html", poll=found)

       async def keep(call: Call) -> Response:
           text = call.form.text("text")                # declared above, at most 500 characters, NFC, no control characters
           if not text:
               return call.page("poll.html", 400, poll=..., error=call.say("poll.text_missing"))

           def work(batch: Batch) -> None:
               ...
               call.note(batch, "poll.note", call.part("poll"))     # the trail: ids only, in the same transaction

           await call.write(work)
           return call.go("/console/polls/...")         # 303

   Before the handler runs, the route's guard has looked at who calls, the role, Origin, the body's size and kind, and
   the form's token. Handlers on the loop: everything slow goes through `call.think` and `call.write`.
   `roles.py` has the roles and their usual sets; a route for the projector has the role SCREEN (`call.visit` is then
   the screen; `screens.py` makes links and takes them back). Paths begin with /console or /hall.
   Uploads: `guarded(..., upload=BYTES)` and `call.form.uploads("papers")`; also JSON bodies come as `call.form`.

2. A template in resources/console/templates that extends `layout.html`; forms begin with `{{ ui.token() }}` and take
   their fields from `ui.html` (label, hint and error in one). A script that posts sends the header `X-Form-Token`
   with the content of <meta name="form-token">. No inline script, no inline style: the policy forbids both.
3. Texts in resources/console/words/<part>.toml (`words.py` says how), Vietnamese and English.
4. A line for each route in docs/console-roles.md: the test of the matrix walks all routes and fails for one that is
   not there, or that answers another role than it says.
5. A place in the menu: `PLACES` in `places.py`. Work that waits: `DUTIES` in `duties.py`, shown on the first page.

In tests: `tests/console.py` has the fixture `console` (a running council with the console beside it) and
`console.signed_in(Role.SECRETARY)`, a browser without a window: `get`, `post` (with token and Origin), `answer.text`.
"""
