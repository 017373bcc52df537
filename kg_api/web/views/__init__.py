"""Pages: what each shows, from questions and engine to a template."""
