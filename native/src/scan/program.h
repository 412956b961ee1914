// A rule set made ready to run: what matches, what is filtered before, and what names it in a cache.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "match/explain.h"
#include "match/ruleset.h"
#include "scan/filter.h"
#include "scan/focuser.h"
#include "scan/hash.h"
#include "scan/lines.h"

namespace vireon {

struct LocatedMatch {
  Match match;
  Span span;
  /** Of the match's trace, one for one. */
  std::vector<Span> steps;
  /** What stands there, with lines ended by `\n`; empty where it has not been looked at. */
  std::optional<std::string> quote = std::nullopt;
};

struct TextOutcome {
  std::vector<LocatedMatch> matches;
  std::vector<BoundHit> bounds;
  bool partial = false;

  bool empty() const { return matches.empty() && bounds.empty() && !partial; }
};

/** What one language's rules found in a file. */
struct LanguageOutcome {
  std::string language;
  TextOutcome outcome;
};

/** Immutable to its users; safe to use from many threads. */
class Program {
 public:
  /** The languages that the rules need must be registered. */
  explicit Program(const std::vector<Value>& rules);

  const std::vector<CompileIssue>& issues() const { return issues_; }
  size_t size() const { return rules_->size(); }
  /** Names the rules as they were written. */
  const Hash128& hash() const { return hash_; }

  /** Some rule could match in a text of this language. */
  bool wants(std::string_view language) const;

  /** `only` = nullptr: all rules of the language; `path` = nullptr: the rules' `paths` are not looked at; `live` and `isSuperseded` as in `RuleSet::match`. */
  TextOutcome match(std::string_view text, std::string_view language, const std::string* path,
                    const std::vector<size_t>* only, LiveText* live = nullptr,
                    const std::function<bool()>& isSuperseded = nullptr) const;

  Explanation explain(size_t rule, std::string_view text, std::string_view language, const std::string* path) const;

  /** As `match`, but each rule runs with a language of its own: the text's where it is one of the rule's, else the rule's first. */
  std::vector<LanguageOutcome> matchInOwnLanguages(std::string_view text, std::string_view language,
                                                   const std::string& path) const;

 private:
  TextOutcome run(std::string_view text, std::string_view language, const std::string* path,
                  const std::vector<size_t>& rules, LiveText* live = nullptr,
                  const std::function<bool()>& isSuperseded = nullptr) const;
  TextOutcome runSeen(std::string_view text, std::string_view language, const std::string* path, const Sighting& seen,
                      LiveText* live, const std::function<bool()>& isSuperseded) const;
  const Focuser& focuserOf(std::string_view language) const;
  const RuleFilter& filterOf(std::string_view language) const;
  std::vector<size_t> rulesOf(std::string_view language) const;
  std::string_view ownLanguage(size_t rule, std::string_view language) const;

  std::vector<CompileIssue> issues_;
  std::unique_ptr<RuleSet> rules_;
  Hash128 hash_;
  mutable std::shared_mutex filtersLock_;
  mutable std::map<std::string, std::unique_ptr<RuleFilter>, std::less<>> filters_;
  mutable std::map<std::string, std::unique_ptr<Focuser>, std::less<>> focusers_;
};

}  // namespace vireon
