#include "test/fuzz/matching.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "match/evaluate/text_under_match.h"
#include "match/explain.h"
#include "match/ruleset.h"
#include "parse/names.h"
#include "parse/parser.h"
#include "test/grammars.h"
#include "test/json.h"

namespace vireon::fuzz {
namespace {

void inOrder(const MatchOutcome& outcome, std::string_view text, size_t rules) {
  uint32_t last = 0;
  for (const Match& match : outcome.matches) {
    require(match.rule < rules, "a match of no rule");
    require(match.startByte <= match.endByte && match.endByte <= text.size(), "a match outside of the text");
    require(last <= match.startByte, "matches out of order");
    last = match.startByte;
    for (const MatchStep& step : match.trace)
      require(step.startByte <= step.endByte && step.endByte <= text.size(), "a step outside of the text");
  }
}

/** A rule that matched has every literal that it was said to need. */
void prefilterHolds(const RuleSet& rules, const MatchOutcome& outcome, std::string_view text) {
  for (const Match& match : outcome.matches)
    for (const auto& clause : rules.prefilter(match.rule).clauses)
      require(std::any_of(clause.begin(), clause.end(), [&](const Literal& literal) { return occurs(literal, text); }),
              "a rule matched without a literal that it needs");
}

}  // namespace

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

std::optional<MatchCase> matchCaseOf(std::string_view bytes) {
  const std::optional<Value> value = test::JsonReader(bytes).read();
  if (!value) return std::nullopt;
  const Value *rules = value->get("rules"), *language = value->get("language"), *text = value->get("text");
  if (!rules || !rules->list() || !language || !language->string() || !text || !text->string()) return std::nullopt;
  return MatchCase{*rules->list(), *language->string(), *text->string()};
}

std::string written(const MatchCase& matchCase) {
  return "{\"rules\":" + test::written({matchCase.rules}) + ",\"language\":" + test::quoted(matchCase.language) +
         ",\"text\":" + test::quoted(matchCase.text) + "}";
}

/** Without rules, what is made of the text alone. */
void fuzzReading(const MatchCase& matchCase) {
  const auto tree = parseText(matchCase.text, canonicalLanguage(matchCase.language));
  if (!tree) return;
  resolveNames(*tree);
  propagateConstants(*tree);
  const NodeIndex index(*tree);
}

void fuzzMatching(const MatchCase& matchCase) {
  if (matchCase.rules.empty()) return fuzzReading(matchCase);
  std::vector<CompileIssue> issues;
  const auto rules = RuleSet::compile(matchCase.rules, issues);
  for (const CompileIssue& issue : issues) require(issue.rule < rules->size() && !issue.message.empty(), "an issue of no rule");
  static const std::string path = "src/a/b.c";
  const MatchOutcome outcome = rules->match(matchCase.text, matchCase.language, nullptr, nullptr);
  inOrder(outcome, matchCase.text, rules->size());
  prefilterHolds(*rules, outcome, matchCase.text);
  for (size_t rule = 0; rule < rules->size(); ++rule) {
    rules->reach(rule, matchCase.language);
    rules->explain(rule, matchCase.text, matchCase.language, &path);
  }
}

}  // namespace vireon::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const bool loaded = (vireon::test::loadGrammars(), true);
  const std::string_view bytes(reinterpret_cast<const char*>(data), loaded ? size : 0);
  if (bytes.empty()) return 0;
  if (bytes.front() != '{') {
    vireon::fuzz::fuzzFrame(bytes);
  } else if (const auto matchCase = vireon::fuzz::matchCaseOf(bytes)) {
    vireon::fuzz::fuzzMatching(*matchCase);
  }
  return 0;
}
