"""Templates of the account: which letters each serves, and its typed fields filled with what we say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from botapp.lib.field import fit

TEMPLATE, SUBSCRIPTION = "template", "subscription"


@dataclass(frozen=True, slots=True)
class Template:
    """A template message or a subscription message of the account.

    `id`: the platform's template id; `fields`: what we say to the key that says it, such as `thing1`; `via`:
    template or subscription; `long_term`: one yes opens it for good; `serves`: kinds of letters, empty for
    all that have a notice.
    """

    id: str
    fields: Mapping[str, str]
    via: str = TEMPLATE
    long_term: bool = False
    serves: frozenset[str] = frozenset()

    @classmethod
    def of(cls, row: Mapping[str, Any], id_: str) -> "Template":
        """From a table of config/templates.toml. Raises ValueError for an unknown `via`."""
        via = row.get("via", TEMPLATE)
        if via not in (TEMPLATE, SUBSCRIPTION):
            raise ValueError(f"templates.toml: via = {via!r} is neither {TEMPLATE} nor {SUBSCRIPTION}")
        serves = frozenset(row.get("serves", ()))
        return cls(id_, row["fields"], via, bool(row.get("long_term")), serves)

    def suits(self, kind: str) -> bool:
        """Whether letters of this kind may leave by it."""
        return not self.serves or kind in self.serves

    def fill(self, facts: Mapping[str, str]) -> dict[str, str]:
        """What it says of the facts, shortened to its fields. Raises ValueError when one cannot be said."""
        return {name: fit(key, facts.get(name, "")) for name, key in self.fields.items()}

    def content(self, facts: Mapping[str, str]) -> dict[str, dict[str, str]]:
        """Filled facts as the platform wants them: key to value."""
        return {self.fields[name]: {"value": value} for name, value in facts.items()}
