// Taint rules: sources, sinks, sanitizers and propagators, and the run that joins them over one text.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "match/evaluate/text_under_match.h"
#include "match/formula.h"

namespace vireon {

/** A boolean expression over labels. */
struct Requirement {
  enum class Sort : uint8_t { Label, And, Or, Not, True, False } sort = Sort::True;
  uint16_t label = 0;
  std::vector<Requirement> parts;

  template <class F>
  bool holds(const F& has) const {
    switch (sort) {
      case Sort::Label:
        return has(label);
      case Sort::And:
        return parts[0].holds(has) && parts[1].holds(has);
      case Sort::Or:
        return parts[0].holds(has) || parts[1].holds(has);
      case Sort::Not:
        return !parts[0].holds(has);
      case Sort::True:
        return true;
      case Sort::False:
        return false;
    }
    return false;
  }
};

enum class SideEffect : uint8_t { No, Yes, Only };

/** One item of a taint rule's lists; what does not belong to its list keeps its default. */
struct TaintItem {
  Formula formula;
  bool exact = false;
  bool control = false;
  bool atExit = false;
  bool focused = false;
  /** A sanitizer that counts only where no source or sink has the same range. */
  bool notConflicting = false;
  SideEffect bySideEffect = SideEffect::No;
  uint16_t label = 0;
  std::optional<Requirement> requires_;
  /** Each is asked of one metavariable of the sink alone. */
  std::vector<std::pair<MetaId, Requirement>> requiresEach;
  std::vector<uint16_t> replaceLabels;
  /** Of a propagator. */
  MetaId from = 0, to = 0;
};

struct TaintOptions {
  bool safeFunctions = false;
  bool safeIndexes = false;
  bool safeComparisons = false;
  bool safeBooleans = false;
  bool safeNumbers = false;
  bool onlyAssignments = false;
  bool unifyMetavariables = false;
  bool focusOnSource = false;
  /** A branch whose condition the caller has decided is not taken. */
  bool guarded = false;
  /** Follow calls into the functions of the same text. */
  bool acrossFunctions = true;
};

struct TaintRule {
  std::vector<TaintItem> sources, sinks, sanitizers, propagators;
  TaintOptions options;
  /** Label 0 is the one of sources that name none. */
  std::vector<std::string> labels{"__SOURCE__"};
};

/** What the rule's compiler lends to the parser of taint rules. */
struct TaintCompilation {
  std::function<Formula(const Value&)> formula;
  std::function<Formula(const Value&)> newFormula;
  std::function<void(std::string)> issue;
  std::function<void(PointerStep, const std::function<void()>&)> at;
  MetaNames* names = nullptr;
};

std::shared_ptr<TaintRule> compileTaint(const Value& rule, TaintCompilation& compilation);
/** A formula that holds only where some source and some sink are found. */
Formula taintNecessary(const TaintRule& rule);

struct TraceStep {
  enum class Role : uint8_t { Source, Step, Sink } role = Role::Step;
  uint32_t start = 0, end = 0;
};

struct TaintFinding {
  Range range;
  std::vector<TraceStep> trace;
};

/** The findings of one rule; `text.exhausted` is set where the run was cut short. */
std::vector<TaintFinding> runTaint(TextUnderMatch& text, const CompiledRule& rule);

}  // namespace vireon
