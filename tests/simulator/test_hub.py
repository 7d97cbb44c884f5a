"""Templates are read from the configuration that the application sends by."""

from botapp.simulator.hub import read_templates
from botapp.simulator.platform.field import RULES


def test_every_configured_template_has_typed_fields_with_a_label() -> None:
    templates = read_templates()
    assert templates
    for known in templates.values():
        assert known.fields
        assert {key.rstrip("0123456789") for key in known.fields} <= set(RULES)
        assert all(known.fields.values())
