"""The catalogue of questions: one SPARQL file each, bound without splicing, answered with evidence."""
