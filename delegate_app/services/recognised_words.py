"""Words that the council's server recognised on scanned pages, for whoever reads pages off the vault's thread."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict

from delegate_app.pdf.recognised_text import OWN_WORDS, recognised_text
from delegate_app.pdf.text_layer import PageText
from delegate_app.storage.blobs import BlobTable
from delegate_app.storage.documents import DocumentTable
from delegate_app.storage.vault import Vault
from protocol.errors import ProtocolError
from protocol.limits import TEXT_LAYER
from protocol.text_layers import TextLayer, decode

logger = logging.getLogger(__name__)

KEPT = 4
"""Papers whose words are kept read."""


class RecognisedWords:
    """Fills pages without words; from any thread."""

    def __init__(self, vault: Vault) -> None:
        self._documents = DocumentTable(vault)
        self._blobs = BlobTable(vault)
        self._layers: OrderedDict[str, TextLayer] = OrderedDict()
        self._turn = threading.Lock()

    def fill(self, version: str, text: PageText) -> PageText:
        """The page with the words that were recognised on it; as it was when it has words of its own, or none came."""
        if len(text.text) >= OWN_WORDS:
            return text
        layer = self._layer(version)
        lines = layer.pages.get(text.page, ()) if layer else ()
        return recognised_text(text.page, lines) if lines else text

    def used_by(self, version: str) -> str:
        """The file of the words that `fill` takes for a version, "" while none is here."""
        return self._documents.words_of(version) if self._layer(version) else ""

    def forget(self) -> None:
        """Nothing of any paper stays in memory."""
        with self._turn:
            self._layers.clear()

    def _layer(self, version: str) -> TextLayer | None:
        """The layer of a version, None while none is here; one that is no text layer is left alone."""
        with self._turn:
            if version in self._layers:
                self._layers.move_to_end(version)
                return self._layers[version]
        layer = self._read(version)
        if layer is not None:
            with self._turn:
                self._layers[version] = layer
                if len(self._layers) > KEPT:
                    self._layers.popitem(last=False)
        return layer

    def _read(self, version: str) -> TextLayer | None:
        name = self._documents.words_of(version)
        blob = self._blobs.find(name) if name else None
        if blob is None or not blob.complete or blob.size > TEXT_LAYER:
            return None
        try:
            return decode(self._blobs.read(blob, 0, blob.size))
        except ProtocolError as error:
            logger.info("recognised words of %s: %s", version[:8], error.code)
            return TextLayer("", {})
