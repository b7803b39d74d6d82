"""The version of the engine, as results and files state it."""

__version__ = "0.1.0"
