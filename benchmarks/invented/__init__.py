"""The parts of the generator of invented policies."""
