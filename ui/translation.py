"""The window's language: Vietnamese unless the person chose English, whatever the system says."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

from ui.resource_folder import resources

FILES = {"vi": ("nghi_truong_vi", "qtbase_vi"), "en": ("nghi_truong_en",)}
_LOCALES = {"vi": "vi_VN", "en": "en_GB"}


class Translation:
    """Owns the translators of the language that is in use."""

    def __init__(self, application: QCoreApplication) -> None:
        self._application = application
        self._installed: list[QTranslator] = []
        self.language = ""

    def use(self, language: str) -> None:
        """From now on texts come in "vi" or "en"; widgets made before keep theirs until they are made again.

        A missing translation file is a broken installation: FileNotFoundError names it.
        """
        if language == self.language:
            return
        self.end()
        self._installed = [self._load(name) for name in FILES[language]]
        QLocale.setDefault(QLocale(_LOCALES[language]))
        self.language = language

    def end(self) -> None:
        """Afterwards no text is translated by this any more."""
        for translator in self._installed:
            self._application.removeTranslator(translator)
            translator.deleteLater()
        self._installed = []
        self.language = ""

    def _load(self, name: str) -> QTranslator:
        path = resources() / "i18n" / f"{name}.qm"
        translator = QTranslator(self._application)
        if not translator.load(str(path)):
            raise FileNotFoundError(path)
        self._application.installTranslator(translator)
        return translator
