#include "scan/program.h"

#include <algorithm>
#include <mutex>

#include "parse/language.h"

namespace vireon {
namespace {

/** Under this name the filter over the rules of all languages is kept. */
constexpr std::string_view kEveryLanguage = "*";

/** Rules for any text still run where the language is none that rules can name. */
std::string_view runnable(std::string_view language) {
  const std::string_view known = canonicalLanguage(language);
  return known.empty() ? "regex" : known;
}

void serialize(const Value& value, std::string& out) {
  const auto counted = [&](char kind, const std::string& text) {
    out += kind;
    out += std::to_string(text.size());
    out += ':';
    out += text;
  };
  if (value.isNull()) {
    out += 'n';
  } else if (const bool* boolean = value.boolean()) {
    out += *boolean ? 't' : 'f';
  } else if (const double* number = value.number()) {
    out += 'd';
    out.append(reinterpret_cast<const char*>(number), sizeof *number);
  } else if (const std::string* text = value.string()) {
    counted('s', *text);
  } else if (const ValueList* list = value.list()) {
    out += '[';
    for (const Value& item : *list) serialize(item, out);
    out += ']';
  } else if (const ValueMap* map = value.map()) {
    out += '{';
    for (const auto& [key, item] : *map) {
      counted('k', key);
      serialize(item, out);
    }
    out += '}';
  }
}

Hash128 hashOfRules(const std::vector<Value>& rules) {
  std::string bytes;
  for (const Value& rule : rules) serialize(rule, bytes);
  return hashOf(bytes);
}

}  // namespace

Program::Program(const std::vector<Value>& rules)
    : rules_(RuleSet::compile(rules, issues_)), hash_(hashOfRules(rules)) {}

std::vector<size_t> Program::rulesOf(std::string_view language) const {
  std::vector<size_t> numbers;
  for (size_t rule = 0; rule < rules_->size(); ++rule) {
    const bool fits = language == kEveryLanguage ? !rules_->languages(rule).empty() : rules_->runsOn(rule, language);
    if (fits) numbers.push_back(rule);
  }
  return numbers;
}

const RuleFilter& Program::filterOf(std::string_view language) const {
  {
    std::shared_lock lock(filtersLock_);
    if (const auto found = filters_.find(language); found != filters_.end()) return *found->second;
  }
  std::unique_lock lock(filtersLock_);
  auto& filter = filters_[std::string(language)];
  if (!filter) filter = std::make_unique<RuleFilter>(*rules_, rulesOf(language));
  return *filter;
}

const Focuser& Program::focuserOf(std::string_view language) const {
  const RuleFilter& filter = filterOf(language);
  {
    std::shared_lock lock(filtersLock_);
    if (const auto found = focusers_.find(language); found != focusers_.end()) return *found->second;
  }
  std::unique_lock lock(filtersLock_);
  auto& focuser = focusers_[std::string(language)];
  if (!focuser) focuser = std::make_unique<Focuser>(*rules_, rulesOf(language), language, filter.literals());
  return *focuser;
}

bool Program::wants(std::string_view language) const { return !filterOf(runnable(language)).empty(); }

TextOutcome Program::run(std::string_view text, std::string_view language, const std::string* path,
                         const std::vector<size_t>& rules, LiveText* live, const std::function<bool()>& isSuperseded) const {
  if (rules.empty()) return {};
  return runSeen(text, language, path, live ? Sighting{rules, std::nullopt} : focuserOf(language).look(text, rules), live, isSuperseded);
}

TextOutcome Program::runSeen(std::string_view text, std::string_view language, const std::string* path, const Sighting& seen,
                             LiveText* live, const std::function<bool()>& isSuperseded) const {
  TextOutcome located;
  if (seen.rules.empty()) return located;
  MatchOutcome outcome = rules_->match(text, language, path, &seen.rules, seen.focus ? &*seen.focus : nullptr, live, isSuperseded);
  located.bounds = std::move(outcome.bounds);
  located.partial = outcome.partial;
  if (outcome.matches.empty()) return located;
  const LineIndex lines(text);
  for (Match& match : outcome.matches) {
    const Span span = lines.span(match.startByte, match.endByte);
    std::vector<Span> steps;
    for (const MatchStep& step : match.trace) steps.push_back(lines.span(step.startByte, step.endByte));
    located.matches.push_back({std::move(match), span, std::move(steps)});
  }
  return located;
}

TextOutcome Program::match(std::string_view text, std::string_view language, const std::string* path,
                           const std::vector<size_t>* only, LiveText* live,
                           const std::function<bool()>& isSuperseded) const {
  language = runnable(language);
  if (const Focuser& focuser = focuserOf(language); !only && !live && focuser.searchesForBoth()) {
    Focuser::Found found = focuser.search(text);
    std::vector<size_t> rules = filterOf(language).chosen(focuser.occurring(found), path);
    if (rules.empty()) return {};
    return runSeen(text, language, path, focuser.look(text, std::move(rules), std::move(found)), live, isSuperseded);
  }
  std::vector<size_t> rules = filterOf(language).candidates(text, path);
  if (only) {
    std::vector<size_t> wanted = *only;
    std::sort(wanted.begin(), wanted.end());
    std::erase_if(rules, [&](size_t rule) { return !std::binary_search(wanted.begin(), wanted.end(), rule); });
  }
  return run(text, language, path, rules, live, isSuperseded);
}

Explanation Program::explain(size_t rule, std::string_view text, std::string_view language, const std::string* path) const {
  return rules_->explain(rule, text, runnable(language), path);
}

std::string_view Program::ownLanguage(size_t rule, std::string_view language) const {
  return rules_->runsOn(rule, language) ? language : std::string_view(rules_->languages(rule).front());
}

std::vector<LanguageOutcome> Program::matchInOwnLanguages(std::string_view text, std::string_view language,
                                                          const std::string& path) const {
  language = runnable(language);
  std::map<std::string_view, std::vector<size_t>> byLanguage;
  for (const size_t rule : filterOf(kEveryLanguage).candidates(text, &path))
    byLanguage[ownLanguage(rule, language)].push_back(rule);
  std::vector<LanguageOutcome> outcomes;
  for (const auto& [own, rules] : byLanguage) {
    TextOutcome outcome = run(text, own, &path, rules);
    if (!outcome.empty()) outcomes.push_back({std::string(own), std::move(outcome)});
  }
  return outcomes;
}

}  // namespace vireon
