"""Where every log of the council ends, kept in memory, and the clients that wait for more (protocol.md 7.7)."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable, Mapping

from council_server.logs import Head


class HeadBoard:
    """Written from any thread by `publish`, read and waited on by the event loop that called `attach`.

    A waiting client costs one future, entered under each of its feeds; a change wakes only the
    clients that follow the feed.
    """

    def __init__(self, heads: Mapping[str, Head]) -> None:
        self._heads = dict(heads)
        self._waiting: dict[str, set[asyncio.Future[None]]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        """From now on waiters live in this loop."""
        self._loop = loop

    def publish(self, heads: Mapping[str, Head]) -> None:
        """These are the heads of all logs now."""
        changed = [feed for feed, head in heads.items() if self._heads.get(feed) != head]
        if not changed:
            return
        self._heads = dict(heads)
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake, changed)

    def head(self, feed: str) -> Head | None:
        """The head of one log, None when there is no such log."""
        return self._heads.get(feed)

    def all(self) -> dict[str, Head]:
        """The heads of all logs."""
        return self._heads

    def of(self, feeds: Iterable[str]) -> dict[str, Head]:
        """The heads of those of the feeds that exist."""
        heads = self._heads
        return {feed: heads[feed] for feed in feeds if feed in heads}

    async def wait(self, feeds: Iterable[str], known: str, seconds: float) -> dict[str, Head]:
        """The heads of the feeds as soon as their tag is not `known`, at the latest after `seconds`."""
        feeds = tuple(feeds)
        found = self.of(feeds)
        if tag_of(found) != known or seconds <= 0 or self._closed:
            return found
        news: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        for feed in feeds:
            self._waiting.setdefault(feed, set()).add(news)
        try:
            async with asyncio.timeout(seconds):
                await news
        except TimeoutError:
            pass
        finally:
            for feed in feeds:
                self._leave(feed, news)
        return self.of(feeds)

    @property
    def waiting(self) -> int:
        """How many clients wait now."""
        return len({news for waiters in self._waiting.values() for news in waiters})

    def close(self) -> None:
        """Every waiting client gets its answer; nobody waits any more. Called in the loop."""
        self._closed = True
        self._wake(list(self._waiting))

    def _leave(self, feed: str, news: asyncio.Future[None]) -> None:
        waiters = self._waiting.get(feed, set())
        waiters.discard(news)
        if not waiters:
            self._waiting.pop(feed, None)

    def _wake(self, feeds: Iterable[str]) -> None:
        for feed in feeds:
            for news in self._waiting.get(feed, ()):
                if not news.done():
                    news.set_result(None)


def tag_of(heads: Mapping[str, Head]) -> str:
    """The ETag of these heads, with its quotes."""
    text = "\n".join(f"{feed} {head.epoch} {head.size}" for feed, head in sorted(heads.items()))
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:20]}"'
