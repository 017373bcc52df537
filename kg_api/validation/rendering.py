"""A report as text for a terminal, JSON for a program, Turtle for a graph and HTML for a browser."""

from __future__ import annotations

import html
import json
import textwrap
from collections.abc import Callable, Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from kg_api.errors import ParameterError
from kg_api.validation.report import Report, Result, Term
from kg_api.validation.words import words_in
from kg_api.vocabulary import DATA, PREFIXES, RDF, SH, curie

_WIDTH = 100
_LONGEST = 80
_CSS = """body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
caption { font-weight: bold; padding: .5rem 0; text-align: left }
th, td { border-bottom: 1px solid #888; padding: .4rem .6rem; text-align: left; vertical-align: top }
code { overflow-wrap: anywhere }"""


def render(report: Report, form: str, language: str = "en") -> str:
    """The report in one of :data:`FORMS`; ``language`` is that of the messages in text and HTML.

    Raises :class:`~kg_api.errors.ParameterError` for a form that there is not.
    """
    if form not in _RENDERERS:
        raise ParameterError(f"There is no form “{form}”: choose {', '.join(FORMS)}.")
    return _RENDERERS[form](report, language)


def as_text(report: Report, language: str) -> str:
    """A verdict, then a block a result; nothing in it can steer a terminal."""
    blocks = ["\n".join(_lines(result, language)) for result in report.results]
    return "\n\n".join([f"{_verdict(report, language)} {_checked(report, language)}", *blocks]) + "\n"


def _lines(result: Result, language: str) -> Iterator[str]:
    words = words_in(language)
    yield f"{_local(result.severity)}: {_local(result.shape)} ({result.file})"
    facts = {
        words.where: short(result.focus_node),
        words.path: result.path_text,
        words.value: short(result.value),
    }
    widest = max(len(label) for label in facts)
    for label, text in facts.items():
        if text:
            yield f"  {label:<{widest}}  {text}"
    yield textwrap.fill(
        printable(result.message(language)), _WIDTH, initial_indent="  ", subsequent_indent="  "
    )


def as_json(report: Report) -> str:
    """``{"conforms", "results", "focus_nodes"}``; terms as in SPARQL results, messages in every language."""
    body = {
        "conforms": report.conforms,
        "results": [_json(result) for result in report.results],
        "focus_nodes": dict(sorted(report.focus_nodes.items())),
    }
    return json.dumps(body, ensure_ascii=False, indent=2) + "\n"


def _json(result: Result) -> dict[str, object]:
    return {
        "focus_node": _json_term(result.focus_node),
        "path": result.path_text,
        "value": _json_term(result.value),
        "severity": _local(result.severity),
        "component": _local(result.component),
        "shape": result.shape,
        "file": result.file,
        "messages": result.messages,
    }


def _json_term(term: Term | None) -> dict[str, str] | None:
    if term is None:
        return None
    if isinstance(term, Literal):
        kind = {"xml:lang": term.language} if term.language else {"datatype": term.datatype.value}
        return {"type": "literal", "value": term.value, **kind}
    return {"type": "uri" if isinstance(term, NamedNode) else "bnode", "value": term.value}


def as_turtle(report: Report) -> str:
    """A ``sh:ValidationReport`` (SHACL, section 3.6), with messages in every language."""
    triples = list(report_triples(report))
    used = {name: iri for name, iri in PREFIXES.items() if any(iri in str(triple) for triple in triples)}
    body = serialize(triples, format=RdfFormat.TURTLE, prefixes=used)
    return body.decode("utf-8") if body else ""


def report_triples(report: Report) -> Iterator[Triple]:
    """The report as triples; its blank nodes are ``report`` and ``result<n>``, and those of paths."""
    head = BlankNode("report")
    yield Triple(head, RDF["type"], SH["ValidationReport"])
    yield Triple(head, SH["conforms"], Literal(report.conforms))
    for number, result in enumerate(report.results, 1):
        node = BlankNode(f"result{number}")
        yield Triple(head, SH["result"], node)
        yield from _result_triples(node, result)
    yield from report.path_triples


def _result_triples(node: BlankNode, result: Result) -> Iterator[Triple]:
    yield Triple(node, RDF["type"], SH["ValidationResult"])
    yield Triple(node, SH["focusNode"], result.focus_node)
    if result.path is not None:
        yield Triple(node, SH["resultPath"], result.path)
    if result.value is not None:
        yield Triple(node, SH["value"], result.value)
    yield Triple(node, SH["resultSeverity"], NamedNode(result.severity))
    yield Triple(node, SH["sourceConstraintComponent"], NamedNode(result.component))
    yield Triple(node, SH["sourceShape"], NamedNode(result.shape))
    for language, message in result.messages.items():
        literal = Literal(message, language=language) if language else Literal(message)
        yield Triple(node, SH["resultMessage"], literal)


def as_html(report: Report, language: str) -> str:
    """A page that stands alone: no script, no link, and a policy of the browser's that allows neither."""
    words = words_in(language)
    rows = "\n".join(_row(result, language) for result in report.results)
    counts = "\n".join(
        f"<tr><td><code>{_escape(_local(iri))}</code></td><td>{count}</td></tr>"
        for iri, count in sorted(report.focus_nodes.items())
    )
    heads = "".join(f"<th scope=col>{_escape(word)}</th>" for word in (words.where, words.rule, words.mend))
    return f"""<!doctype html>
<html lang="{_escape(language)}">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{_escape(words.title)}</title>
<style>{_CSS}</style>
<h1>{_escape(words.title)}</h1>
<p>{_escape(_verdict(report, language))} {_escape(_checked(report, language))}</p>
<table><caption>{_escape(_verdict(report, language))}</caption><thead><tr>{heads}</tr></thead><tbody>
{rows}
</tbody></table>
<table><caption>{_escape(words.nodes)}</caption><tbody>
{counts}
</tbody></table>
</html>
"""


def _row(result: Result, language: str) -> str:
    words = words_in(language)
    place = f"<code>{_escape(short(result.focus_node))}</code>"
    for label, text in ((words.path, result.path_text), (words.value, short(result.value))):
        if text:
            place += f"<br>{_escape(label)}: <code>{_escape(text)}</code>"
    rule = f"<code>{_escape(_local(result.shape))}</code>"
    rule += f"<br>{_escape(result.file)}<br>{_escape(_local(result.severity))}"
    message = _escape(printable(result.message(language)))
    return f"<tr><td>{place}</td><td>{rule}</td><td>{message}</td></tr>"


def short(term: Term | None) -> str:
    """A term as a person reads it: a name within ``data/``, a CURIE, or a literal cut at 80 characters."""
    if term is None:
        return ""
    if isinstance(term, NamedNode):
        return term.value.removeprefix(DATA) if term.value.startswith(DATA) else curie(term.value)
    text = printable(str(term))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def printable(text: str) -> str:
    """The text without the control characters that a terminal would obey."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _verdict(report: Report, language: str) -> str:
    words = words_in(language)
    if not any(report.focus_nodes.values()):
        return words.nothing_checked
    if report.conforms:
        return words.good
    return words.one_problem if len(report.results) == 1 else words.problems.format(len(report.results))


def _checked(report: Report, language: str) -> str:
    return words_in(language).checked.format(len(report.focus_nodes), sum(report.focus_nodes.values()))


def _local(iri: str) -> str:
    return iri.rsplit("#", 1)[-1]


def _escape(text: str) -> str:
    return html.escape(text, quote=True)


_RENDERERS: dict[str, Callable[[Report, str], str]] = {
    "text": as_text,
    "json": lambda report, _: as_json(report),
    "turtle": lambda report, _: as_turtle(report),
    "html": as_html,
}
FORMS = tuple(_RENDERERS)
