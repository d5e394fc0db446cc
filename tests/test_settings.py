import pytest
from pydantic import BaseModel, ValidationError

from planner.settings import Appearance, Settings, Theme


def rows(group: type[BaseModel]) -> list[tuple[str | None, str | None]]:
    """Label and help of every setting below a group."""
    found = []
    for field in group.model_fields.values():
        found.append((field.title, field.description))
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            found += rows(field.annotation)
    return found


def test_every_setting_has_a_label_and_a_help() -> None:
    assert all(title and description for title, description in rows(Settings))
    assert len({title for title, _ in rows(Settings)}) == len(rows(Settings))


def test_a_new_program_is_dark_and_of_normal_size() -> None:
    assert Settings().appearance == Appearance(theme=Theme.DARK, text_scale=1)


@pytest.mark.parametrize("scale", [0.79, 2.01, float("nan"), float("inf")])
def test_text_stays_readable(scale: float) -> None:
    with pytest.raises(ValidationError):
        Appearance(text_scale=scale)


def test_settings_are_values() -> None:
    with pytest.raises(ValidationError):
        Settings().version = 2
