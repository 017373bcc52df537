"""What follows from the facts: the closure of the concepts, where countries lie, which statement is a fact."""
