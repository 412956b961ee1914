// Tries a pattern at each node where it may match, and keeps its matches.
#include <algorithm>

#include "match/live_matches.h"
#include "match/matcher/candidates.h"
#include "match/matcher/kinds.h"
#include "match/matcher/matcher.h"

namespace vireon {
namespace {

// One pattern at one place may look at so many pairs of nodes, one pattern in one text at so many.
constexpr uint64_t kStepsAtRoot = 200'000, kStepsInText = 30'000'000;
constexpr size_t kMaxResults = 20'000;

// A later clause of one function (Elixir), which a pattern that says nothing of parameters finds at the first.
bool continuesClauses(const Node* pattern, const Node* function) {
  const Node *name = function->child(Role::Name), *block = function->parent;
  const auto& asked = pattern->all(Role::Param);
  const bool any = std::all_of(asked.begin(), asked.end(), [](const Node* param) { return param->kind == Kind::Ellipsis; });
  if (!any || !name || !block) return false;
  const Node* before = nullptr;
  for (const Node* each : block->children()) {
    if (each == function) break;
    before = each;
  }
  const Node* earlier = before && before->kind == Kind::Function ? before->child(Role::Name) : nullptr;
  return earlier && earlier->text == name->text && before->all(Role::Param).size() == function->all(Role::Param).size();
}

bool sameBounds(const Bindings& known, const Bindings& now) {
  return std::equal(known.begin(), known.end(), now.begin(), now.end(), [](const Bound& a, const Bound& b) {
    return a.id == b.id && a.start == b.start && a.end == b.end && a.text == b.text;
  });
}

}  // namespace

bool Matcher::record(uint32_t start, uint32_t end) {
  if (results_->size() >= kMaxResults) {
    exhausted_ = true;
    return true;
  }
  for (size_t i = results_->size(); i-- > 0;) {
    const PatternMatch& known = (*results_)[i];
    if (known.start != start) break;
    if (known.end == end && sameBounds(known.bindings, bindings_)) return false;
  }
  results_->push_back({start, end, bindings_});
  return false;
}

void Matcher::matchRoot(const Pattern& pattern, const Node* at) {
  stepLimit_ = steps_ + kStepsAtRoot;
  const Node* p = pattern.root;
  auto done = [&] { return record(at->start, at->end); };
  if (pattern.sort == Pattern::Sort::Expression && !isStatementNode(p))
    any(p, at, done);
  else
    statement(p, at, done);
}

void Matcher::matchSequence(const Pattern& pattern, const Node* block, size_t index) {
  stepLimit_ = steps_ + kStepsAtRoot;
  sequenceEnd_ = 0;
  uint32_t start = block->items[index]->start;
  Nodes ps(const_cast<Node* const*>(pattern.statements.data()), pattern.statements.size());
  sequenceDeep(ps, 0, block, index, true, [&] { return record(start, std::max(sequenceEnd_, start)); });
}

std::vector<PatternMatch> Matcher::findAt(const Pattern& pattern, const MatchOptions& options, const Node* at, const Bindings& given) {
  options_ = options;
  bindings_ = given;
  exhausted_ = false;
  std::vector<PatternMatch> results;
  results_ = &results;
  if (pattern.sort != Pattern::Sort::Statements) matchRoot(pattern, at);
  return results;
}

void Matcher::tryEach(const Pattern& pattern, NodeIndex::List nodes, const Within* within) {
  const bool clauses = !inside_ && tree_.language == "elixir" && pattern.root->kind == Kind::Function;
  for (const Node* node : nodes) {
    if (pattern.sort == Pattern::Sort::Statements) {
      for (size_t i = 0; i < node->count && steps_ <= budget_; i++) matchSequence(pattern, node, i);
    } else {
      if (node->has(kNotExpression) && pattern.sort == Pattern::Sort::Expression && isExpressionKind(node->kind)) continue;
      if (within && !within->holds(node->start, node->end)) continue;
      if (clauses && node->kind == Kind::Function && continuesClauses(pattern.root, node)) continue;
      matchRoot(pattern, node);
    }
    if (steps_ > budget_) {
      exhausted_ = true;
      return;
    }
  }
}

std::vector<PatternMatch> Matcher::find(const Pattern& pattern, const MatchOptions& options, const Bindings& given,
                                        const Within* within, bool inside) {
  inside_ = inside;
  options_ = options;
  bindings_ = given;
  exhausted_ = false;
  budget_ = steps_ + kStepsInText;
  std::vector<PatternMatch> results;
  results_ = &results;
  if (live_ && given.empty() && !within) {
    if (!findLive(pattern)) return find(pattern, options, given, within, inside);
  } else {
    for (size_t list : candidatesOf(pattern, tree_.language)) tryEach(pattern, index_.all(list), within);
  }
  return results;
}

// False where more of the text is to be looked at: bounds count over all of it.
bool Matcher::findLive(const Pattern& pattern) {
  const uint64_t begun = steps_;
  LiveMatches::Seen& seen = live_->of(pattern, inside_);
  const bool whole = seen.version == 0;
  const std::vector<uint32_t> tried = live_->toTry(seen);
  std::vector<bool> matched(tried.size());
  for (size_t list : candidatesOf(pattern, tree_.language)) {
    tryEach(pattern, index_.head(list), nullptr);
    for (size_t i = 0; i < tried.size(); i++) {
      const size_t before = results_->size();
      tryEach(pattern, index_.ofPart(list, tried[i]), nullptr);
      if (results_->size() != before) matched[i] = true;
    }
  }
  seen.steps += steps_ - begun;
  if (!exhausted_ && seen.steps <= kStepsInText / 2) {
    live_->keep(seen, tried, matched);
    return true;
  }
  live_->forget(pattern, inside_);
  return whole;
}

}  // namespace vireon
