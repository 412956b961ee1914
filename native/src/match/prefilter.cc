// What a text must hold, worked out from patterns. A literal counts only where no alias, constant or other spelling
// can stand for it.
#include "match/prefilter.h"

#include <algorithm>
#include <cctype>

#include "match/focus.h"
#include "match/formula.h"
#include "match/generic.h"

namespace vireon {
namespace {

using Clauses = std::vector<std::vector<Literal>>;
constexpr size_t kMinLiteral = 3, kMinWord = 2, kMaxClauses = 8, kMaxAlternatives = 512;

void add(Literal literal, Clauses& out) {
  std::vector<Literal> clause{std::move(literal)};
  if (std::find(out.begin(), out.end(), clause) == out.end()) out.push_back(std::move(clause));
}

void addAll(Clauses found, Clauses& out) {
  for (auto& clause : found)
    if (std::find(out.begin(), out.end(), clause) == out.end()) out.push_back(std::move(clause));
}

/** A name of a tree: it is read whole and as it is spelled. */
void addWord(std::string_view text, Clauses& out) {
  const bool plain = std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x80; });
  if (text.size() >= kMinWord && plain) add({std::string(text), true}, out);
}

/** A piece of text, of which only so much is known that it stands somewhere. */
void addPiece(std::string_view text, Clauses& out) {
  if (text.size() < kMinLiteral) return;
  std::string lower(text);
  for (char& c : lower) {
    if (static_cast<unsigned char>(c) >= 0x80) return;
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  add({std::move(lower), false}, out);
}

Clauses patternClauses(const Pattern& pattern, std::string_view language) {
  Clauses out;
  for (Literal& sign : signsOf(pattern, language)) add(std::move(sign), out);
  for (const std::string& word : pattern.words) addWord(word, out);
  for (const std::string& word : pattern.shellWords) addAll({{{word, true}, {"$", false}}}, out);
  if (out.size() > kMaxClauses) {
    std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a[0].text.size() > b[0].text.size(); });
    out.resize(kMaxClauses);
  }
  return out;
}

/** What a match of the expression holds; `least`: shorter pieces say too little to be looked for. */
Clauses piecesOf(const Regex& regex, size_t least) {
  Clauses out;
  for (const auto& clause : regex.required()) {
    if (std::any_of(clause.begin(), clause.end(), [&](const std::string& piece) { return piece.size() < least; })) continue;
    std::vector<Literal>& pieces = out.emplace_back();
    for (const std::string& piece : clause) pieces.push_back({piece, false});
  }
  return out;
}

// The clause that says most.
const std::vector<Literal>* strongest(const Clauses& clauses) {
  const std::vector<Literal>* best = nullptr;
  auto weight = [](const std::vector<Literal>& clause) {
    size_t shortest = SIZE_MAX;
    for (const Literal& literal : clause) shortest = std::min(shortest, literal.text.size());
    return shortest * 8 / (clause.size() + 7);
  };
  for (const auto& clause : clauses)
    if (!best || weight(clause) > weight(*best)) best = &clause;
  return best;
}

Clauses eitherOf(const std::vector<Clauses>& options) {
  std::vector<Literal> together;
  for (const Clauses& option : options) {
    const auto* best = strongest(option);
    if (!best) return {};
    for (const Literal& literal : *best)
      if (std::find(together.begin(), together.end(), literal) == together.end()) together.push_back(literal);
  }
  if (together.empty() || together.size() > kMaxAlternatives) return {};
  return {together};
}

/** Metavariables of the patterns stand for what is written there: nothing is imported, and no text is put together. */
bool bindsWhatIsWritten(const Formula& formula) {
  auto isPlain = [](const auto& pattern) { return pattern.first == "bash" || pattern.first == "json"; };
  auto reads = [](const Condition& condition) { return condition.sort == Condition::Sort::Pattern; };
  return std::all_of(formula.patterns.begin(), formula.patterns.end(), isPlain) &&
         std::none_of(formula.conditions.begin(), formula.conditions.end(), reads) &&
         std::all_of(formula.children.begin(), formula.children.end(), bindsWhatIsWritten);
}

/** What expressions over metavariables need. A metavariable is a word or two, so that short pieces say something. */
Clauses conditionClauses(const Formula& formula) {
  Clauses out;
  if (!bindsWhatIsWritten(formula)) return out;
  for (const Condition& condition : formula.conditions)
    if (condition.sort == Condition::Sort::Regex && !condition.constants && condition.regex) addAll(piecesOf(*condition.regex, kMinWord), out);
  return out;
}

Clauses operatorClauses(const Formula& formula);

Clauses clausesOf(const Formula& formula) {
  if (formula.sort == Formula::Sort::Not) return {};
  Clauses all = operatorClauses(formula);
  addAll(conditionClauses(formula), all);
  if (all.size() > kMaxClauses) {
    std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.size() < b.size(); });
    all.resize(kMaxClauses);
  }
  return all;
}

Clauses operatorClauses(const Formula& formula) {
  switch (formula.sort) {
    case Formula::Sort::Pattern: {
      std::vector<Clauses> options;
      for (const auto& [language, pattern] : formula.patterns) options.push_back(patternClauses(*pattern, language));
      if (formula.generic) {
        Clauses words;
        for (const std::string& word : genericWords(*formula.generic)) addPiece(word, words);
        options.push_back(words);
      }
      if (options.size() == 1) return options[0];
      bool same = true;
      for (const Clauses& option : options) same &= option == options[0];
      if (same && !options.empty()) return options[0];
      return eitherOf(options);
    }
    case Formula::Sort::Regex:
      return formula.regex ? piecesOf(*formula.regex, kMinLiteral) : Clauses();
    case Formula::Sort::Any: {
      std::vector<Clauses> options;
      for (const Formula& child : formula.children) options.push_back(clausesOf(child));
      return eitherOf(options);
    }
    case Formula::Sort::All: {
      Clauses all;
      for (const Formula& child : formula.children) addAll(clausesOf(child), all);
      return all;
    }
    case Formula::Sort::Inside:
    case Formula::Sort::Anywhere:
      return formula.children.empty() ? Clauses() : clausesOf(formula.children[0]);
    case Formula::Sort::Not:
      return {};
  }
  return {};
}

}  // namespace

bool isWordByte(unsigned char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '_';
}

namespace {

// `0x1fname` is a number and a name where a grammar recovers, `$1name` where a shell reads it: digits need no end.
bool splitsBefore(std::string_view text, size_t at) {
  constexpr size_t kLongestNumber = 64;
  size_t from = at;
  while (from > 0 && isWordByte(text[from - 1])) {
    if (at - --from > kLongestNumber) return true;
  }
  return from == at || (text[from] >= '0' && text[from] <= '9');
}

}  // namespace

bool isWordAt(std::string_view text, size_t at, size_t size) {
  const size_t end = at + size;
  if (isWordByte(text[at]) && !splitsBefore(text, at)) return false;
  return end == text.size() || !isWordByte(text[end - 1]) || !isWordByte(text[end]);
}

bool occurs(const Literal& literal, std::string_view text) {
  const std::string& wanted = literal.text;
  if (!literal.word) {
    auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; };
    return std::search(text.begin(), text.end(), wanted.begin(), wanted.end(), same) != text.end();
  }
  for (size_t at = text.find(wanted); at != text.npos; at = text.find(wanted, at + 1)) {
    if (isWordAt(text, at, wanted.size())) return true;
  }
  return false;
}

Prefilter prefilterOf(const CompiledRule& rule) { return {clausesOf(rule.formula)}; }

}  // namespace vireon
