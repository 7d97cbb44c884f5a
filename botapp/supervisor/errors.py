"""The two ways in which a start or a run ends early."""


class CannotStart(Exception):
    """The town cannot start; its text is one line for the operator that says what to do."""


class Stopped(Exception):
    """A stop signal arrived; its text is the signal's name."""
