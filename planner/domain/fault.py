"""What is wrong with an input, as data. The sentence a trader reads is made from it in `report.sentences`."""

from collections.abc import Mapping

from msgspec import Struct, field


class Fault(Struct, frozen=True):
    """A named objection with the facts its sentence needs."""

    code: str
    facts: Mapping[str, str] = field(default_factory=dict)


class FaultError(ValueError):
    """Raised where an input cannot be taken; carries the fault."""

    def __init__(self, code: str, **facts: str) -> None:
        """Make the error of fault `code`."""
        super().__init__(code)
        self.fault = Fault(code, facts)


def shown(text: str) -> str:
    """Text from outside with everything invisible spelled out: line ends, direction marks, bytes that are no text."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
