#include "match/ruleset.h"

#include <algorithm>

#include "match/regex.h"
#include "parse/language.h"

namespace vireon {
namespace {

struct Rule {
  std::vector<std::string> languages;
  std::unique_ptr<Regex> regex;
  std::string message;
  Prefilter prefilter;
};

Rule compileRule(const Value& value, size_t index, std::vector<CompileIssue>& issues) {
  Rule rule;
  const Value* pattern = value.get("pattern-regex");
  if (!pattern || !pattern->string()) {
    issues.push_back({index, {}, "only pattern-regex is supported"});
    return rule;
  }
  std::string error;
  rule.regex = Regex::compile(*pattern->string(), {}, error);
  if (!rule.regex) {
    issues.push_back({index, {"pattern-regex"}, error});
    return rule;
  }
  if (const Value* message = value.get("message"); message && message->string()) rule.message = *message->string();
  if (const Value* languages = value.get("languages"); languages && languages->list())
    for (const Value& name : *languages->list())
      if (name.string()) rule.languages.emplace_back(canonicalLanguage(*name.string()));
  return rule;
}

}  // namespace

struct RuleSet::Rules {
  std::vector<Rule> list;
};

RuleSet::RuleSet(std::unique_ptr<Rules> rules) : rules_(std::move(rules)) {}
RuleSet::~RuleSet() = default;

std::unique_ptr<RuleSet> RuleSet::compile(const std::vector<Value>& rules, std::vector<CompileIssue>& issues) {
  auto compiled = std::make_unique<Rules>();
  for (size_t i = 0; i < rules.size(); i++) compiled->list.push_back(compileRule(rules[i], i, issues));
  return std::unique_ptr<RuleSet>(new RuleSet(std::move(compiled)));
}

MatchOutcome RuleSet::match(std::string_view text, std::string_view language, const std::string* path,
                            const std::vector<size_t>* only) const {
  MatchOutcome outcome;
  for (size_t i = 0; i < size(); i++) {
    const Rule& rule = rules_->list[i];
    if (!rule.regex || !runsOn(i, language)) continue;
    if (only && std::find(only->begin(), only->end(), i) == only->end()) continue;
    std::vector<RegexMatch> found;
    rule.regex->findAll(text, found);
    for (const RegexMatch& m : found) outcome.matches.push_back({i, m[0].start, m[0].end, rule.message, {}, {}});
  }
  return outcome;
}

size_t RuleSet::size() const { return rules_->list.size(); }

bool RuleSet::wants(std::string_view language) const {
  for (size_t i = 0; i < size(); i++)
    if (runsOn(i, language)) return true;
  return false;
}

const std::vector<std::string>& RuleSet::languages(size_t rule) const { return rules_->list[rule].languages; }

bool RuleSet::runsOn(size_t rule, std::string_view language) const {
  for (const std::string& name : languages(rule))
    if (name == language || name == "regex" || name == "generic") return true;
  return false;
}

bool RuleSet::allowsPath(size_t, std::string_view) const { return true; }

const Prefilter& RuleSet::prefilter(size_t rule) const { return rules_->list[rule].prefilter; }

}  // namespace vireon
