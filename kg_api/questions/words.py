"""The words around an answer or a report. A text is written in English; here stands what it is in other languages.

What the graph has a label for (stances, outcomes, links) is called by that label: a test holds the two together.
"""

from __future__ import annotations

from typing import Final

_NL: Final = {
    # Stances, links, outcomes
    "stated": "gesteld",
    "implied": "impliciet",
    "denied": "ontkend",
    "silent": "zwijgt",
    "conflicting": "tegenstrijdig",
    "hedged": "met voorbehoud",
    "same-sentence": "in dezelfde zin",
    "in the same sentence": "in dezelfde zin",
    "same-row": "in dezelfde rij of alinea",
    "in the same row or paragraph": "in dezelfde rij of alinea",
    "inferred": "afgeleid",
    "met": "voldaan",
    "partly": "deels",
    "not met": "niet voldaan",
    "not applicable": "niet van toepassing",
    "cannot tell": "niet vast te stellen",
    # Answers
    "controller": "verantwoordelijke",
    "stance": "houding",
    "summary": "in één woord",
    "passage": "passage",
    "no heading": "zonder kop",
    "controller name": "naam",
    "link": "verband",
    "review": "nagezien",
    "policy": "verklaring",
    "section": "kop",
    "start": "begin",
    "end": "einde",
    "gloss": "strekking",
    "quote": "citaat",
    "yes": "ja",
    "no": "nee",
    # Assessments
    "Privacy notice assessment": "Beoordeling van de privacyverklaring",
    "judged by the law of": "beoordeeld naar het recht van",
    "the notice's own date": "de datum van de verklaring zelf",
    "not the notice's own date": "niet de datum van de verklaring zelf",
    "Encoded by people and programs, not reviewed by a lawyer. Outcomes are no verdicts of infringement: a notice may "
    "lack what the controller has no need to say.": "Gecodeerd door mensen en programma’s, niet door een jurist "
    "nagezien. Een uitkomst is geen oordeel dat er een overtreding is: in een verklaring mag ontbreken wat de "
    "verwerkingsverantwoordelijke niet hoeft te zeggen.",
    "not in force on that day": "op die dag niet van kracht",
    "assumed to apply": "naar aanname van toepassing",
    "applies": "van toepassing",
    "named by the notice, not assessed": "door de verklaring genoemd, niet beoordeeld",
    "Supervised by": "Toezichthouder:",
    "The law asked for does not apply to this notice, so none of its duties is judged.": "De gevraagde wet is op deze "
    "verklaring niet van toepassing; geen van haar plichten is beoordeeld.",
    "Looked for and not found": "Gezocht en niet gevonden",
    "Falls short here": "Schiet hier tekort",
    "Rests on": "Berust op",
    "those named under duty": "genoemd bij plicht",
    "the same ones under duty": "dezelfde bij plicht",
    "Sums up duties": "Vat samen: de plichten",
    "Clashes with": "Botst met",
    "Findings": "Bevindingen",
    "and": "en",
    "more passages": "passages meer",
    "law": "wet",
    "duty": "plicht",
    "asks for": "vraagt om",
    "outcome": "uitkomst",
    "passages": "passages",
    "to add or to ask": "toe te voegen of te vragen",
    "lacks": "mist",
    "finding": "bevinding",
    "clashes with": "botst met",
    "advice": "advies",
    "duties": "plichten",
    "findings": "bevindingen",
    "none": "geen",
    # Comparisons
    "compared by": "vergeleken naar",
    "basis": "rechtsgrond",
    "purpose": "doel",
    "data": "gegevens",
    "recipient": "ontvanger",
    "transfer": "doorgifte",
    "retention": "bewaring",
    "right": "recht",
    "cookie": "cookie",
    "found": "gevonden",
    "not judged": "niet beoordeeld",
    "may rely on it": "kan erop steunen",
    "one of several": "een van meerdere",
    "days": "dagen",
    "without": "zonder",
    "No rows.": "Geen rijen.",
    "? hedged; the number counts facts. Passages: --format json or csv.": "? met voorbehoud; het getal telt feiten. "
    "Passages: --format json of csv.",
    "There are more rows: go on with --cursor": "Er zijn meer rijen: ga verder met --cursor",
}
# Names that stay put in JSON and CSV, as a person says them.
_EN: Final = {"same-sentence": "in the same sentence", "same-row": "in the same row or paragraph"}
_IN: Final[dict[str, dict[str, str]]] = {"en": _EN, "nl": _NL}


def say(text: str, language: str) -> str:
    """``text``, which is English, in a language of the catalogue; as it is where nothing else is known.

    >>> say("stated", "nl")
    'gesteld'
    """
    return _IN[language].get(text, text)
