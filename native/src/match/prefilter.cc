// What a text must hold, worked out from patterns. A literal counts only where no alias, constant or other spelling
// can stand for it.
#include "match/prefilter.h"

#include <algorithm>
#include <cctype>

#include "match/formula.h"
#include "match/generic.h"

namespace vireon {
namespace {

using Clauses = std::vector<std::vector<std::string>>;
constexpr size_t kMinLiteral = 3, kMaxClauses = 8, kMaxAlternatives = 64;

void addWord(std::string_view text, Clauses& out) {
  if (text.size() < kMinLiteral) return;
  std::string lower(text);
  for (char& c : lower) {
    if (static_cast<unsigned char>(c) >= 0x80) return;
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  std::vector<std::string> clause{lower};
  if (std::find(out.begin(), out.end(), clause) == out.end()) out.push_back(clause);
}

Clauses patternClauses(const Pattern& pattern) {
  Clauses out;
  for (const std::string& word : pattern.words) addWord(word, out);
  if (out.size() > kMaxClauses) {
    std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a[0].size() > b[0].size(); });
    out.resize(kMaxClauses);
  }
  return out;
}

// The clause that says most.
const std::vector<std::string>* strongest(const Clauses& clauses) {
  const std::vector<std::string>* best = nullptr;
  auto weight = [](const std::vector<std::string>& clause) {
    size_t shortest = SIZE_MAX;
    for (const std::string& literal : clause) shortest = std::min(shortest, literal.size());
    return shortest * 8 / (clause.size() + 7);
  };
  for (const auto& clause : clauses)
    if (!best || weight(clause) > weight(*best)) best = &clause;
  return best;
}

Clauses eitherOf(const std::vector<Clauses>& options) {
  std::vector<std::string> together;
  for (const Clauses& option : options) {
    const auto* best = strongest(option);
    if (!best) return {};
    for (const std::string& literal : *best)
      if (std::find(together.begin(), together.end(), literal) == together.end()) together.push_back(literal);
  }
  if (together.empty() || together.size() > kMaxAlternatives) return {};
  return {together};
}

Clauses clausesOf(const Formula& formula) {
  switch (formula.sort) {
    case Formula::Sort::Pattern: {
      std::vector<Clauses> options;
      for (const auto& [language, pattern] : formula.patterns) options.push_back(patternClauses(*pattern));
      if (formula.generic) {
        Clauses words;
        for (const std::string& word : genericWords(*formula.generic)) addWord(word, words);
        options.push_back(words);
      }
      if (options.size() == 1) return options[0];
      bool same = true;
      for (const Clauses& option : options) same &= option == options[0];
      if (same && !options.empty()) return options[0];
      return eitherOf(options);
    }
    case Formula::Sort::Regex:
      return formula.regex ? formula.regex->required() : Clauses();
    case Formula::Sort::Any: {
      std::vector<Clauses> options;
      for (const Formula& child : formula.children) options.push_back(clausesOf(child));
      return eitherOf(options);
    }
    case Formula::Sort::All: {
      Clauses all;
      for (const Formula& child : formula.children)
        for (auto& clause : clausesOf(child))
          if (std::find(all.begin(), all.end(), clause) == all.end()) all.push_back(std::move(clause));
      if (all.size() > kMaxClauses) {
        std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.size() < b.size(); });
        all.resize(kMaxClauses);
      }
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

Prefilter prefilterOf(const CompiledRule& rule) { return {clausesOf(rule.formula)}; }

}  // namespace vireon
