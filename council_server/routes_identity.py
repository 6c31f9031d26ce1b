"""Who the council is, and how a device gets in: root, enrolment, challenge, token (protocol.md 7.4-7.6)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from council_server.enrolments import ask_to_enrol, read_enrolment
from council_server.errors import Refused
from council_server.rotation import root_records
from council_server.service import Service, answer
from protocol.wire import ChallengeRequest, EnrolRequest, EntryRequest, RootAnswer, TokenRequest


class IdentityRoutes:
    """Calls without a token."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._root: tuple[int, RootAnswer] | None = None

    def routes(self) -> list[Route]:
        return [
            Route("/v1/root", self.root),
            Route("/v1/enrolments", self.enrol, methods=["POST"]),
            Route("/v1/enrolments/{enrolment}", self.enrolment),
            Route("/v1/auth/challenge", self.challenge, methods=["POST"]),
            Route("/v1/auth/token", self.token, methods=["POST"]),
        ]

    async def root(self, request: Request) -> Response:
        """7.4"""
        self._service.knock(request)
        roots = len(self._service.council.record.replay.roots.links)
        if self._root is None or self._root[0] != roots:
            self._root = (roots, await self._service.think(self._root_answer))
        return answer(self._root[1])

    def _root_answer(self) -> RootAnswer:
        council = self._service.council
        statements = root_records(council)
        first = council.record.replay.roots.links[0][1]
        return RootAnswer(
            council=council.id,
            name=council.home.name,
            root_cert=first.root_cert,
            log=council.home.origin,
            log_key=first.log_key,
            rotations=tuple(EntryRequest.of(record) for record in statements[1:]),
        )

    async def enrol(self, request: Request) -> Response:
        """7.5"""
        self._service.knock(request)
        asked = await self._service.message(request, EnrolRequest)
        settled = await self._service.write(ask_to_enrol(self._service.council, asked))
        if isinstance(settled, Refused):
            raise settled
        return answer(settled, 202)

    async def enrolment(self, request: Request) -> Response:
        """7.5"""
        self._service.knock(request)
        name = request.path_params["enrolment"]
        return answer(
            await self._service.think(lambda: read_enrolment(self._service.council, name))
        )

    async def challenge(self, request: Request) -> Response:
        """7.6"""
        self._service.knock(request)
        asked = await self._service.message(request, ChallengeRequest)
        return answer(self._service.sign_in.challenge(asked.device))

    async def token(self, request: Request) -> Response:
        """7.6, 7.15: the signature covers the host that the client meant to talk to."""
        self._service.knock(request)
        asked = await self._service.message(request, TokenRequest)
        host = request.headers.get("host", "")
        if (request.url.hostname or "") not in self._service.council.home.hosts:
            raise Refused(401, "HOST", "not a name of this server")
        if self._service.council.record.certificate_of(asked.device) is None:
            # Another process, the clerk's, may have certified the device a moment ago.
            await self._service.write(lambda batch: None)
        await self._service.think(lambda: self._service.sign_in.check(asked, host))
        return answer(await self._service.write(self._service.sign_in.issue(asked)))
