"""From a policy text to draft facts: so far the curator's own marks; readers and rules come later."""
