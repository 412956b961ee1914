// What a text only speaks of: quoted where attacks are discussed, a literal of a test, a cell of a table of examples.

/** Words of those who talk about instructions instead of giving them. */
const TALK =
  /\b(?:examples?|e\.g|phrases?|quot(?:es?|ed|ing)|fixtures?|samples?|detect\w*|training|trainer|awareness|articles?|guidance|owasp|nist|mitre|describ\w+|benchmarks?|classif\w+|changelog|changed|post-?mortem|workshop|quiz|learners?|students?|analysts?|regression|explain\w*|mention\w*|flag(?:s|ged)?|recogni[sz]e|attacks?|attackers?|malicious|blocklist|allowlist|false\s+positives?|red[- ]team\w*|research\w*|paper|blog|writeup|discuss\w*|historical|unsafe|lesson|glossary|defin\w+|such\s+as|like|says?|said|saying|told|tells?|telling|asks?|asked|wrote|writes|writing|called|titled|literal|constant|assert\w*|expect\w*|tests?|injections?|jailbreak\w*|exploits?|payload|contains?|patterns?|regex\w*|re\.|search|match\w*|rules?|filter\w*|guard|blocked|blocks|revert|may say|might say|such|word(?:s|ing)|sentence|string|typisch\w*|beispiel\w*|sätze|exemple\w*|classique|ejemplo\w*|esempio|пример\w*|reasons?|prompts?|heading|note|instead of|system_?\w*|template\w*|const|let|var|def|return)\b|例|攻击|攻擊|注入/iu;
/** Of a whole text that is about attacks: what it sets apart is an example. */
const ABOUT_ATTACKS =
  /\bprompt[- ]injections?\b|\bjailbreak(?:s|ing)\b|\bred[- ]team|\bOWASP\b|\badversar(?:y|ies|ial)\b|\ban attacker\b|\bthe attacker\b|\bindirect injection|提示词注入|\bthreat model/iu;
const QUOTED =
  /(?<![\p{L}\p{N}])(?:"[^"\n]{2,600}"|'[^'\n]{2,600}'(?![\p{L}\p{N}])|`[^`\n]{2,600}`)|“[^”\n]{2,600}”|‘[^’\n]{2,600}’|«[^»\n]{2,600}»|「[^」\n]{2,600}」|\*"[^"\n]{2,600}"\*/gu;
const INNER = /(?<![\p{L}\p{N}])(?:'[^'"\n]{2,600}'(?![\p{L}\p{N}])|`[^`"\n]{2,600}`)/gu;
/** A line that is nothing but a literal, as in a list of them. */
const ONLY_LITERAL = /^\s*[rbuf]{0,2}(["'`]).{2,600}\1[,;)\]]*\s*$/u;
/** Written for a machine that searches texts: no reader is told anything. */
const EXPRESSION = /\(\?[a-z]*[i:=!<]|\\[sbwd][+*{)]|\[\^|\.\*|\([a-z ]+\|[a-z ]+\)/iu;
const ROW = /^\s*\|.*\|\s*$/u;
const FENCE = /^\s*(?:```|~~~)/u;
const QUOTE_LINE = /^\s*>/u;

/** The lines of a text, without what stands in them as an example; each is still in its place. */
export function saidIn(lines: readonly string[]): string[] {
  const isAbout = ABOUT_ATTACKS.test(lines.join('\n').replaceAll(QUOTED, ' '));
  let lead = '';
  let isFenced = false;
  let headOfList = '';
  let inTable = false;
  return lines.map((line) => {
    if (FENCE.test(line)) {
      isFenced = !isFenced;
      return '';
    }
    if (EXPRESSION.test(line)) return '';
    const bare = line.replaceAll(QUOTED, ' ');
    const outer = line.replaceAll(INNER, ' ');
    if (!ONLY_LITERAL.test(line) && line.trim() !== '') headOfList = bare;
    if (ROW.test(line) && !inTable) lead = `${lead} ${line}`;
    inTable = ROW.test(line);
    const isApart = isFenced || QUOTE_LINE.test(line) || ROW.test(line);
    if (isApart) return isAbout || TALK.test(lead) ? '' : line;
    const context = ONLY_LITERAL.test(line) ? headOfList : bare;
    if (line.trim() !== '') lead = bare;
    if (isAbout || TALK.test(context)) return line.replaceAll(QUOTED, withoutWords);
    return outer !== line && TALK.test(outer) ? line.replaceAll(INNER, withoutWords) : line;
  });
}

/** What was found to destroy or to fetch and run is told of all the same. */
function withoutWords(quote: string): string {
  return ` ~quoted ${(quote.match(/~(?:piped|destroys|ruins|statement|leaks)\b/gu) ?? []).join(' ')} `;
}
