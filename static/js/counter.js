// Counts a text as a network will. The twin of networks/text.py: both run tests/networks/vectors/text.json, so a
// change here is a change there. The server's count is the one that decides; this one is only quicker.
export const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

const EMOJI = /[\p{Emoji_Presentation}\p{Regional_Indicator}\uFE0F\u20E3]/u;
// bounded labels: an unbounded one would let a hostile text cost quadratic time
const LABEL = String.raw`[\p{L}\p{N}](?:[\p{L}\p{N}_-]{0,61}[\p{L}\p{N}])?`;
const LINK = new RegExp(
  String.raw`(?<![\p{L}\p{N}@#$_/])https?://(?:${LABEL}\.)+(?:xn--[a-z0-9-]{2,59}|\p{L}{2,63})` +
    String.raw`(?![\p{L}\p{N}])(?::\d{1,5})?(?:[/?#][^\s<>"]*)?`,
  "giu",
);
const LINK_END = /[\p{L}\p{N}=_#/+&-]/u;
const MENTION =
  /(?<![\p{L}\p{N}_=/.@])@([a-z0-9_]+(?:[a-z0-9_.-]{0,60}[a-z0-9_])?)(?:@([\p{L}\p{N}_]+(?:[.-]+[\p{L}\p{N}_]+)*))?/giu;
// twitter-text v3: these ranges weigh one, all else two
const LIGHT = [
  [0, 4351],
  [8192, 8205],
  [8208, 8223],
  [8242, 8247],
];

/**
 * How long `text` is by `rule`: {method: "mastodon"|"graphemes"|"utf16"|"chars"|"weighted"|"bytes", url_chars: 23},
 * or the method alone. An unknown method throws: a wrong count would be worse than none.
 */
export function count(text, rule) {
  const { method, url_chars: linkLength = 23 } = typeof rule === "string" ? { method: rule } : rule;
  const plain = text.replace(/\r\n?/g, "\n");
  switch (method) {
    case "mastodon":
      return betweenLinks(plain, linkLength, (piece) => graphemes(shortenMentions(piece)));
    case "graphemes":
      return graphemes(plain);
    case "utf16":
      return plain.length;
    case "chars":
      return [...plain].length;
    case "weighted":
      return betweenLinks(plain.normalize("NFC"), linkLength, weigh);
    case "bytes":
      return new TextEncoder().encode(plain.normalize("NFC")).length;
    default:
      throw new Error(`no counting rule ${method}`);
  }
}

/** Links as [start, end) in code units, without punctuation that only ends the sentence around them. */
export function links(text) {
  return [...text.matchAll(LINK)].map((match) => [match.index, match.index + trimmed(match[0]).length]);
}

/** Every @user@host as @user, which is what Mastodon counts and shows. */
export function shortenMentions(text) {
  let short = "";
  let at = 0;
  for (const [start, end] of hosts(text)) {
    short += text.slice(at, start);
    at = end;
  }
  return short + text.slice(at);
}

/** The "@host" of every @user@host that is no link's, as [start, end) in code units. */
export function hosts(text) {
  const taken = links(text);
  return [...text.matchAll(MENTION)]
    .filter(({ index }) => !taken.some(([start, end]) => start <= index && index < end))
    .map(({ 0: whole, 1: user, index }) => [index + 1 + user.length, index + whole.length]);
}

function betweenLinks(text, linkLength, measure) {
  let total = 0;
  let at = 0;
  for (const [start, end] of links(text)) {
    total += measure(text.slice(at, start)) + linkLength;
    at = end;
  }
  return total + measure(text.slice(at));
}

function graphemes(text) {
  let total = 0;
  for (const _ of segmenter.segment(text)) total += 1;
  return total;
}

function weigh(text) {
  let total = 0;
  for (const { segment } of segmenter.segment(text)) {
    if (EMOJI.test(segment)) {
      total += 2;
      continue;
    }
    for (const char of segment) {
      const point = char.codePointAt(0);
      total += LIGHT.some(([low, high]) => low <= point && point <= high) ? 1 : 2;
    }
  }
  return total;
}

function trimmed(link) {
  let rest = link;
  for (;;) {
    const last = [...rest].at(-1);
    const closes = last === ")" && rest.split("(").length >= rest.split(")").length;
    if (LINK_END.test(last) || closes) return rest;
    rest = rest.slice(0, -last.length);
  }
}
