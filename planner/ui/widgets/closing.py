"""The way out of a dialog whose fields hold at once."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox


def closing_buttons(dialog: QDialog) -> QDialogButtonBox:
    """Close, and room for more: it is what Enter in a field presses, where else the first button there is would be."""
    close = QDialogButtonBox.StandardButton.Close
    buttons = QDialogButtonBox(close, dialog)
    buttons.button(close).setDefault(True)
    buttons.rejected.connect(dialog.reject)
    return buttons
