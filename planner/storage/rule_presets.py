"""Shipped rule tables: one file each, numbers as text."""

from pathlib import Path

from planner.domain.rule_presets import RulePreset
from planner.storage.records import load_record


def load_rule_presets(folder: Path) -> tuple[RulePreset, ...]:
    """All rule tables of a folder by name; raises `FaultError` where one cannot be read."""
    found = (load_record(path, RulePreset) for path in folder.glob("*.json"))
    return tuple(sorted(found, key=lambda preset: (preset.name, preset.id)))
