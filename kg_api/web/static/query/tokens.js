// SPARQL cut into tokens for colours and for completion: [kind, text] pairs that together are the whole text.
// A string or IRI that is not closed is what is typed at the moment, and ends with its line.

const KINDS = [
  ["iri", /<[^<>"{}|^`\\\s]*>|<[A-Za-z][A-Za-z0-9+.-]*:\/\/[^<>"{}|^`\\\s]*/],
  ["comment", /#[^\n]*/],
  ["string", /"""(?:(?!""")(?:\\[\s\S]|[^\\]))*(?:"""|$)|'''(?:(?!''')(?:\\[\s\S]|[^\\]))*(?:'''|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?/],
  ["variable", /[?$][\p{L}\p{N}_]*/u],
  ["name", /(?:[\p{L}][\p{L}\p{N}_.-]*|_)?:(?:[\p{L}\p{N}_:%-]|\.(?=[\p{L}\p{N}_-]))*/u],
  ["tag", /@[A-Za-z]+(?:-[A-Za-z0-9]+)*/],
  ["number", /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/],
  ["word", /[\p{L}_][\p{L}\p{N}_-]*/u],
  ["space", /\s+/],
  ["other", /[\s\S]/u],
];
const ONE = new RegExp(KINDS.map(([kind, pattern]) => `(?<${kind}>${pattern.source})`).join("|"), "gu");

export const KEYWORDS = new Set(
  `SELECT CONSTRUCT ASK DESCRIBE WHERE FROM NAMED PREFIX BASE DISTINCT REDUCED ORDER BY ASC DESC LIMIT OFFSET GROUP
  HAVING VALUES UNDEF UNION OPTIONAL MINUS FILTER EXISTS NOT IN BIND AS GRAPH SERVICE SILENT COUNT SUM MIN MAX AVG
  SAMPLE GROUP_CONCAT SEPARATOR STR LANG LANGMATCHES DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND CONCAT
  STRLEN UCASE LCASE ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER SUBSTR REPLACE REGEX YEAR MONTH DAY
  HOURS MINUTES SECONDS TIMEZONE TZ NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF STRLANG STRDT SAMETERM
  ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC TRUE FALSE A`.split(/\s+/),
);

export function tokens(text) {
  const found = [];
  for (const match of text.matchAll(ONE)) {
    let kind = Object.keys(match.groups).find((name) => match.groups[name] !== undefined);
    if (kind === "word" && KEYWORDS.has(match[0].toUpperCase())) kind = "keyword";
    found.push([kind, match[0]]);
  }
  return found;
}

// The token that ends at or spans the caret, with where it starts; null where there is none.
export function tokenBefore(text, caret) {
  let start = 0;
  for (const [kind, value] of tokens(text)) {
    if (start < caret && caret <= start + value.length) return { kind, start, text: value };
    start += value.length;
  }
  return null;
}

// The stretch of the text that is at fault: from its line and column, which count from 1 and columns in code points, to the
// end of the token there, else of the line. `row` is where the line begins.
export function stretch(text, line, column) {
  const rows = text.split("\n");
  const row = rows.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  const here = rows[line - 1] ?? "";
  const place = Math.min([...here].slice(0, column - 1).join("").length, Math.max(here.length - 1, 0));
  const token = tokenBefore(here, place + 1);
  return { row, start: row + place, end: row + (token ? token.start + token.text.length : here.length) };
}

// Prefixes that the text declares itself: name to namespace.
export function declared(text) {
  const found = new Map();
  for (const [, name, iri] of text.matchAll(/\bPREFIX\s+([\w.-]*):\s*<([^<>\s]*)>/gi)) found.set(name, iri);
  return found;
}
