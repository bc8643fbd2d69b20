"""How a command ends when it cannot go on: one line that names what is wrong, where, and what to change."""


class WrongUsage(Exception):
    """An option, variable, file or topic is not as it must be; the command ends with exit code 2."""


class Failed(Exception):
    """What the command was asked to do could not be done; it ends with exit code 1."""
