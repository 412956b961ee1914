// Why a rule matches or does not: each operator's part in it.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "match/ruleset.h"

namespace vireon {

/** A place of the text, and what metavariables stand for in it. */
struct ExplainedRange {
  uint32_t startByte, endByte;
  std::vector<std::pair<std::string, std::string>> metavariables;
};

/** The first few places, and how many there are. */
struct ExplainedRanges {
  size_t count = 0;
  std::vector<ExplainedRange> first;
};

/** One operator of a rule. */
struct ExplainedStep {
  std::string operation;
  Pointer pointer;
  /** False where nothing was left for it to look at. */
  bool reached = false;
  /** What the operator itself matched; of a condition nothing. */
  ExplainedRanges found;
  /** Ranges that this operator took away, of those that came to it. */
  ExplainedRanges dropped;
  /** What was left after it. */
  ExplainedRanges left;
  /** In the order in which they were looked at. */
  std::vector<ExplainedStep> steps;
};

/** One rule before one text. */
struct Explanation {
  /** One of the rule's languages is the text's, or any text's. */
  bool runs = false;
  /** The glob of `paths.exclude` that the text's path fits. */
  std::optional<std::string> excludedBy;
  /** There are globs in `paths.include`, and none fits. */
  bool notIncluded = false;
  /** Of each list one literal would have to stand in the text. */
  std::vector<std::vector<std::string>> missing;
  /** Empty where the rule does not run. */
  std::vector<ExplainedStep> steps;
  /** What the rule as a whole gave, before comments take findings back. */
  ExplainedRanges ranges;
  std::vector<BoundHit> bounds;
  bool partial = false;
};

}  // namespace vireon
