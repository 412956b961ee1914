// A compiled set of rules: the door of the match engine.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "match/focus.h"
#include "match/prefilter.h"
#include "match/value.h"

namespace vireon {

using PointerStep = std::variant<std::string, size_t>;
using Pointer = std::vector<PointerStep>;

/** Why one rule (or one of its patterns) cannot run; `pointer` leads from the rule's root to the key at fault. */
struct CompileIssue {
  size_t rule;
  Pointer pointer;
  std::string message;
};

/** A place on the way from a taint rule's source to its sink. */
struct MatchStep {
  enum class Role : uint8_t { Source, Step, Sink } role = Role::Step;
  uint32_t startByte = 0, endByte = 0;
  std::string text;
};

struct Match {
  size_t rule;
  uint32_t startByte, endByte;
  /** The rule's message with its metavariables filled in. */
  std::string message;
  std::optional<std::string> fix;
  /** Names with their `$`. */
  std::vector<std::pair<std::string, std::string>> metavariables;
  /** Of taint rules only. */
  std::vector<MatchStep> trace;
};

struct BoundHit {
  std::optional<size_t> rule;
  std::string message;
};

struct MatchOutcome {
  /** Ordered by place, then rule. */
  std::vector<Match> matches;
  std::vector<BoundHit> bounds;
  /** The text did not parse whole; it was matched where it did. */
  bool partial = false;
};

struct LiveText;     // match/live_matches.h
struct Explanation;  // match/explain.h

/** Immutable once compiled; every method may be called from many threads at once. */
class RuleSet {
 public:
  /** A rule with an issue is left out; the others run. Languages must have been registered (parse/language.h). */
  static std::unique_ptr<RuleSet> compile(const std::vector<Value>& rules, std::vector<CompileIssue>& issues);
  ~RuleSet();

  /** `rules` = nullptr: all whose language fits; `path` = nullptr: the rules' `paths` are not looked at; `live` tells what is known of the text; rules are left out once `isSuperseded`. */
  MatchOutcome match(std::string_view text, std::string_view language, const std::string* path,
                     const std::vector<size_t>* rules, const Focus* focus = nullptr, LiveText* live = nullptr,
                     const std::function<bool()>& isSuperseded = nullptr) const;
  /** How much of a text in this language the rule needs to see; nothing where that may be all of it. */
  std::optional<Reach> reach(size_t rule, std::string_view language) const;
  /** The rule has patterns of this language, so that the text has to be parsed for it. */
  bool parses(size_t rule, std::string_view language) const;

  /** Why a rule matches or does not, operator by operator, whether or not it would have been skipped. */
  Explanation explain(size_t rule, std::string_view text, std::string_view language, const std::string* path) const;

  size_t size() const;
  /** Some rule runs on this language (`regex` and `generic` rules run on every one). */
  bool wants(std::string_view language) const;
  /** Canonical names of the languages that a rule declares; empty where it could not be compiled. */
  const std::vector<std::string>& languages(size_t rule) const;
  bool runsOn(size_t rule, std::string_view language) const;
  /** Whether the rule's `paths` lets it look at this workspace-relative path. */
  bool allowsPath(size_t rule, std::string_view path) const;
  const Prefilter& prefilter(size_t rule) const;

 private:
  struct Rules;
  explicit RuleSet(std::unique_ptr<Rules> rules);
  std::unique_ptr<Rules> rules_;
};

}  // namespace vireon
