"""Is an encoded notice well-formed? SHACL shapes, run by pySHACL over a pyoxigraph store.

::

    shapes = load_shapes(resources.shapes / "model")
    report = validate(store, shapes)          # policies, ontology and closure, each in its named graph
    print(render(report, "text"))
"""

from kg_api.validation.rendering import FORMS, render
from kg_api.validation.report import Report, Result
from kg_api.validation.run import validate
from kg_api.validation.shapes import Shape, Shapes, load_shapes

__all__ = ["FORMS", "Report", "Result", "Shape", "Shapes", "load_shapes", "render", "validate"]
