"""The recovery sheet: one A4 page with the recovery code, to be printed and locked away."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QBuffer, QCoreApplication, QIODevice, QMarginsF, QPointF, QSizeF, Qt
from PySide6.QtGui import (
    QFont,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPixmap,
    QTextDocument,
)

from delegate_app.domain.councils import Enrolment
from ui import assets, dates
from ui.context import Context

POINTS_WIDE = 595.0
"""Width of an A4 page."""
MARGIN = 56.0


class RecoverySheet:
    """The page in the window's language. It holds the code in the clear: drop it as soon as it is printed."""

    def __init__(self, context: Context, code: str, enrolment: Enrolment | None) -> None:
        self._code = code
        self._document = QTextDocument()
        self._document.setDefaultFont(QFont(assets.FAMILY, 11))
        self._document.setDocumentMargin(0)
        self._document.setHtml(self._html(context, enrolment))

    def print_to(self, device: QPagedPaintDevice) -> None:
        """Put the page on a printer or into a PDF."""
        millimetres = QPageLayout.Unit.Millimeter
        device.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        device.setPageMargins(QMarginsF(20, 20, 20, 20), millimetres)
        self._document.print_(device)

    def pdf(self) -> bytes:
        """The page as a PDF."""
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(buffer)
        writer.setTitle(QCoreApplication.translate("RecoverySheet", "Recovery sheet"))
        self.print_to(writer)
        buffer.close()
        return bytes(buffer.data().data())

    def picture(self, width: int, ratio: float) -> QPixmap:
        """The written part of the page as it will be printed, `width` logical pixels wide."""
        scale = width / POINTS_WIDE
        self._document.setTextWidth((POINTS_WIDE - 2 * MARGIN) * 96 / 72)
        height = self._document.size().height() * 72 / 96 + 2 * MARGIN
        image = QPixmap((QSizeF(POINTS_WIDE, height) * scale * ratio).toSize())
        image.setDevicePixelRatio(ratio)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.scale(scale * 72 / 96, scale * 72 / 96)
        painter.translate(QPointF(MARGIN, MARGIN) * 96 / 72)
        self._document.drawContents(painter)
        painter.end()
        return image

    def _html(self, context: Context, enrolment: Enrolment | None) -> str:
        translate = QCoreApplication.translate
        facts = [(translate("RecoverySheet", "Made"), dates.moment(context.clock()))]
        if enrolment is not None:
            facts += [
                (translate("RecoverySheet", "Delegate"), enrolment.name),
                (translate("RecoverySheet", "Council"), enrolment.council_name),
                (
                    translate("RecoverySheet", "Machine"),
                    f"{enrolment.device_name} ({enrolment.device_id})",
                ),
            ]
        rows = "".join(
            f"<tr><td style='padding-right:14px'>{escape(name)}</td><td><b>{escape(value)}</b></td></tr>"
            for name, value in facts
        )
        rules = "".join(f"<li>{escape(rule)}</li>" for rule in self._rules())
        title = translate("RecoverySheet", "Recovery sheet")
        return (
            f"<body style='color:black'><p style='font-size:18pt'><b>{escape(title)}</b></p>"
            f"<p>{escape(self._purpose())}</p><table>{rows}</table>"
            f"<p align='center' style='font-size:15pt; margin:18px'><b>{escape(self._code)}</b></p>"
            f"<ol>{rules}</ol></body>"
        )

    @staticmethod
    def _purpose() -> str:
        return QCoreApplication.translate(
            "RecoverySheet",
            "This code opens the encrypted desk on this machine when the passphrase is forgotten.",
        )

    @staticmethod
    def _rules() -> list[str]:
        translate = QCoreApplication.translate
        return [
            translate("RecoverySheet", "Keep this sheet locked away, apart from the machine."),
            translate(
                "RecoverySheet",
                "Who holds the machine and this sheet can read and vote as you. Never photograph it or send it.",
            ),
            translate(
                "RecoverySheet",
                "On the lock screen choose the recovery code, type it, and choose a new passphrase.",
            ),
            translate("RecoverySheet", "A newer sheet replaces this one: then destroy it."),
        ]
