"""What the operating system says of the network: whether it is paid by volume. Where it says nothing, the choice is the
delegate's alone."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QNetworkInformation

from delegate_app.services.deliveries import Deliveries

logger = logging.getLogger(__name__)


class NetworkHint(QObject):
    """Hands the system's word on to `deliveries`, now and whenever it changes."""

    def __init__(self, deliveries: Deliveries, parent: QObject) -> None:
        super().__init__(parent)
        self._deliveries = deliveries
        feature = QNetworkInformation.Feature.Metered
        known = QNetworkInformation.loadBackendByFeatures(feature)
        information = QNetworkInformation.instance() if known else None
        self.known = information is not None and information.supports(feature)
        """Whether the system says anything at all."""
        logger.info("network hint: %s", information.backendName() if information else "none")
        if information is not None and self.known:
            information.isMeteredChanged.connect(self._tell)
            self._tell(information.isMetered())

    def _tell(self, metered: bool) -> None:
        self._deliveries.hint_metered(metered=metered)
