"""Every setting, declared once: the title is its label, the description its help, its limits the limits."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class Theme(StrEnum):
    """Colours of the window."""

    SYSTEM = "system"
    DARK = "dark"
    LIGHT = "light"


class Palette(StrEnum):
    """Colours of levels, tones and candles."""

    USUAL = "usual"
    COLOUR_BLIND_SAFE = "colour_blind_safe"


class Language(StrEnum):
    """Language of all texts; each but the first is called by its own name."""

    SYSTEM = "system"
    ENGLISH = "english"


class Group(BaseModel):
    """Settings that belong together. Every field has a default; unknown fields are another version's."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class Appearance(Group):
    """Look of the window."""

    theme: Theme = Field(default=Theme.DARK, title="Theme", description="System follows the desktop.")
    palette: Palette = Field(
        default=Palette.USUAL,
        title="Colours",
        description="Colour-blind safe: levels are told apart without red or green.",
    )
    language: Language = Field(
        default=Language.SYSTEM,
        title="Language",
        description="Holds from the next start. English is read where a text is not translated.",
    )
    text_scale: float = Field(
        default=1.0,
        title="Text size",
        description="1 is the size of the desktop's own text.",
        ge=0.8,
        le=2.0,
        allow_inf_nan=False,
        json_schema_extra={"step": 0.1},
    )

    hide_money: bool = Field(
        default=False,
        title="Hide money",
        description="Amounts become dots on screen; prices, percent, R and quantities stay. Reports tell all.",
    )


class Book(Group):
    """Where accounts, trades and rules are kept."""

    address: str = Field(
        default="",
        title="Address",
        description="Empty: a file of the planner's own. Else another file, or postgresql://USER@HOST/DATABASE; the "
        "password is taken from PGPASSWORD, never kept.",
        max_length=500,
    )


class Settings(Group):
    """All settings, grouped as the dialog shows them."""

    version: int = Field(default=1, title="Version", description="Of the settings file; no setting itself.")
    appearance: Appearance = Field(
        default_factory=Appearance, title="Appearance", description="Colours and size of text."
    )
    book: Book = Field(default_factory=Book, title="Book", description="Where accounts and trades are kept.")
