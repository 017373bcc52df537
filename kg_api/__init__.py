"""Privacy policies as a knowledge graph."""
