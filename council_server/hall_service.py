"""A hall at work: takes statements in its own order, copies the council while the line is up, and hands on (protocol.md 13).

Two threads besides those that serve: "pull" follows the council's heads, "forward" posts what was taken, strictly in
the order it came. A line that is down is waited for; it never holds up anybody in the hall.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from council_server.clock import vietnam_now
from council_server.errors import Refused
from council_server.hall_copy import PUBLIC, RECORD, HallCopy, Paper, why
from council_server.hall_journal import HallJournal, Taken
from council_server.halls import HallHome
from council_server.heads import HeadBoard
from council_server.keys import ROOT
from council_server.logs import Head
from council_server.upstream import LineDown, Upstream
from protocol.checkpoints import claimed_size
from protocol.enrolments import HALL
from protocol.errors import NotYet, ProtocolError
from protocol.errors import Refused as Refusing
from protocol.keys import SoftwareSigner
from protocol.limits import CHUNK, WAIT_SECONDS
from protocol.records import Record
from protocol.replay import Replay

AGAIN_SECONDS = 2.0
"""Between two tries while the line is down."""
ANSWER_SECONDS = 2.0
"""So long a statement waits for the council's answer while the line is up, before it gets a provisional one."""
TAIL = 200
_log = logging.getLogger(__name__)


class Hall:
    """Open it over a hall's home; `start` its threads, `stop` them."""

    def __init__(
        self,
        home: HallHome,
        clock: Callable[[], datetime] = vietnam_now,
        again: float = AGAIN_SECONDS,
    ) -> None:
        self.home = home
        self.clock = clock
        self._again = again
        self.copy = HallCopy(home)
        self.journal = HallJournal(home, clock)
        self.board = HeadBoard(self._heads())
        self.line_up = False
        """Whether the council answered the last call that was made to it."""
        self._turn = threading.Condition()
        self._stopping = threading.Event()
        self._lines = [self._line(), self._line()]
        self._ahead = self._rebuilt()
        self._seen = len(self.copy.records)
        self._threads = [
            threading.Thread(target=self._pull, name="pull", daemon=True),
            threading.Thread(target=self._forward, name="forward", daemon=True),
        ]

    def start(self) -> None:
        """Begin to copy and to hand on."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End both threads; what was taken and not answered stays in the journal."""
        self._stopping.set()
        with self._turn:
            self._turn.notify_all()
        for line in self._lines:
            line.cut()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(ANSWER_SECONDS)

    def _line(self) -> Upstream:
        home = self.home
        root = home.keys.certificate(ROOT)
        signer = SoftwareSigner(home.keys.signing_key(HALL))
        return Upstream(home.upstream, root, home.council, home.device, signer)

    def _heads(self) -> dict[str, Head]:
        heads = {RECORD: Head(self.home.log, len(self.copy.records))}
        if self.copy.epoch:
            heads[PUBLIC] = Head(self.copy.epoch, self.copy.seq)
        return heads

    # ------------------------------------------------------------- taking statements (step 13.3)

    @property
    def replay(self) -> Replay:
        """The record as it will be once the council appended what was taken here; read it under `lock` only."""
        return self._ahead

    @property
    def lock(self) -> threading.Condition:
        """Held while the order grows."""
        return self._turn

    def take(self, record: Record) -> Taken:
        """The statement's place in the hall's order, and the council's answer if that came in time.

        Raises Refused: 409 as in 5.2; 503 HALL_ASKS for what only the council can answer while it is out of reach.
        """
        with self._turn:
            taken = self._judged(record)
            if taken.answer is None:
                self._turn.notify_all()
                if self.line_up:
                    self._turn.wait_for(lambda: self._is_settled(taken), ANSWER_SECONDS)
            return taken

    def _is_settled(self, taken: Taken) -> bool:
        return taken.answer is not None or not self.line_up or self._stopping.is_set()

    def _judged(self, record: Record) -> Taken:
        """Rules 5.1; what passes is durable in the journal."""
        self._catch_up()
        try:
            judged = self._ahead.judge(
                record.statement,
                record.signature,
                root_at=self._root_at,
                received=self.clock(),
            )
        except NotYet as error:
            name = "expected" if error.code == "CHAIN_GAP" else "size"
            size = error.expected if name == "expected" else len(self.copy.records)
            raise Refused(409, error.code, error.detail, extra={name: size}) from None
        except Refusing as error:  # only the council signs refusals
            raise Refused(503, "HALL_ASKS", error.code) from None
        known = self.journal.taken.get(judged.identity)
        if known is not None:
            return known
        taken = self.journal.add(record)
        if judged.already is None:
            self._ahead.accept(judged, record.signature, received=self.clock())
        return taken

    def _catch_up(self) -> None:
        """The order ahead also knows what the council logged from elsewhere."""
        with self.copy.lock:
            fresh = self.copy.records[self._seen :]
            self._seen = len(self.copy.records)
        for record in fresh:
            if not self._follow_on(self._ahead, record):
                self._ahead = self._rebuilt()
                return

    def _rebuilt(self) -> Replay:
        """The council's record, then what was taken here and may still be appended."""
        replay = self.copy.replayed()
        for taken in self.journal.waiting():
            self._follow_on(replay, taken.record)  # what no longer fits the council will refuse
        return replay

    def _root_at(self, size: int) -> bytes | None:
        """What a signer saw is the council's record, never the order ahead of it."""
        with self.copy.lock:
            return self.copy.replay.root_at(size)

    def _follow_on(self, replay: Replay, record: Record) -> bool:
        """The entry is in the replay afterwards; False when it does not fit there."""
        try:
            judged = replay.judge(
                record.statement, record.signature, root_at=self._root_at, authenticated=True
            )
        except (Refusing, NotYet):
            return False
        if judged.already is None:
            replay.accept(judged, record.signature)
        return True

    def learn(self, first: int, records: Sequence[Record], checkpoint: str) -> int:
        """A member's machine knows more of the record (13.9); the copy's size afterwards. Raises Refused 422."""
        try:
            self.copy.follow_record(checkpoint, records, first)
        except ProtocolError as error:
            raise Refused(422, error.code, error.detail) from None
        self.board.publish(self._heads())
        return len(self.copy.records)

    # ------------------------------------------------------ handing on to the council (step 13.4)

    def _forward(self) -> None:
        line = self._lines[0]
        while not self._stopping.is_set():
            with self._turn:
                waiting = self.journal.waiting()
                if not waiting:
                    self._turn.wait()
                    continue
            try:
                for taken in waiting:
                    self._hand_on(line, taken)
            except LineDown as error:
                self._down("forward", str(error))
            except (Refused, ProtocolError) as error:
                _log.info("forward: %s", why(error))
                self._rest()
        line.close()

    def _hand_on(self, line: Upstream, taken: Taken) -> None:
        """The council's answer to one statement is in the journal. Raises LineDown, and Refused for what is not final."""
        try:
            answer = line.post_entry(taken.record)
            self._settle(taken, 200, answer)
        except Refused as error:
            if error.status == 422 and "refusal" in error.extra:
                self._settle(taken, 422, {"code": error.code, **error.extra})
            elif error.status == 409:
                self._give_back(line)
                raise LineDown(error.code) from None  # once more, soon, in the same order
            else:
                raise

    def _settle(self, taken: Taken, status: int, body: Mapping[str, Any]) -> None:
        with self._turn:
            self.line_up = True
            self.journal.settle(taken, status, body)
            if status != 200:
                self._ahead = self._rebuilt()
            self._turn.notify_all()

    def _give_back(self, line: Upstream) -> None:
        """Entries that the council lost in a restore (7.13)."""
        heads, _ = line.heads("", 0)
        first = heads.heads[RECORD].seq if heads and RECORD in heads.heads else 0
        records = self.copy.records[first : first + TAIL]
        if records:
            line.post_tail(first, records)

    def _down(self, who: str, reason: str) -> None:
        with self._turn:
            if self.line_up:
                _log.info("%s: the line to the council is down: %s", who, reason)
            self.line_up = False
            self._turn.notify_all()
        self._rest()

    def _rest(self) -> None:
        self._stopping.wait(self._again)

    # ------------------------------------------------------------ copying the council (step 13.2)

    def _pull(self) -> None:
        line, tag = self._lines[1], ""
        while not self._stopping.is_set():
            try:
                heads, next_tag = line.heads(tag, WAIT_SECONDS if tag else 0)
                with self._turn:
                    self.line_up = True
                    self._turn.notify_all()
                if heads is not None:
                    self._follow(line, {name: head.epoch for name, head in heads.heads.items()})
                    tag = next_tag
                self._fetch_papers(line)
            except LineDown as error:
                tag = ""
                self._down("pull", str(error))
            except (Refused, ProtocolError) as error:
                tag = ""
                _log.info("pull: %s", why(error))
                self._rest()
        line.close()

    def _follow(self, line: Upstream, epochs: Mapping[str, str]) -> None:
        self._follow_record(line)
        if PUBLIC in epochs:
            self._follow_public(line, epochs[PUBLIC])
        self.board.publish(self._heads())

    def _follow_record(self, line: Upstream) -> None:
        text, held = line.checkpoint(), len(self.copy.records)
        size = claimed_size(text)
        if size > held:
            self.copy.follow_record(text, line.records(held, size), held)

    def _follow_public(self, line: Upstream, epoch: str) -> None:
        if epoch != self.copy.epoch:
            self.copy.begin_epoch(epoch)
        more = True
        while more:
            more = self.copy.follow_page(line.changes(PUBLIC, epoch, self.copy.seq))

    def _fetch_papers(self, line: Upstream) -> None:
        for paper in self.copy.missing_papers():
            if self._stopping.is_set():
                return
            try:
                self._fetch(line, paper)
            except (Refused, ProtocolError) as error:
                _log.info("paper %s: %s", paper.sha256[:12], why(error))

    def _fetch(self, line: Upstream, paper: Paper) -> None:
        data = bytearray()
        while len(data) < paper.size:
            data += line.blob(paper.sha256, len(data), min(len(data) + CHUNK, paper.size))
        self.copy.keep_paper(paper, data)
