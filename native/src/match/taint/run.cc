// The run over one text: the text itself, then each of its functions as if anybody might call it.
#include "match/taint/run.h"

#include <algorithm>

#include "parse/word.h"

namespace vireon {
namespace {

constexpr uint64_t kMaxSteps = 1'000'000;

constexpr size_t kMaxDeclarations = 60;

}  // namespace

TaintRun::TaintRun(TextUnderMatch& text, const CompiledRule& rule, const TaintMarks& marks)
    : text_(text), tree_(*text.tree()), rule_(*rule.taint), marks_(marks) {
  implicitReturn_ = oneOf(tree_.language, {"ruby", "clojure", "elixir", "ocaml", "julia", "rust", "scala", "kotlin", "swift"});
  patternCases_ = oneOf(tree_.language, {"python", "rust", "scala", "kotlin", "swift", "ruby", "c-sharp", "csharp", "elixir"});
  fallsThrough_ = oneOf(tree_.language, {"c", "cpp", "java", "javascript", "typescript", "tsx", "php", "c-sharp", "csharp"});
  closedFunctions_ = oneOf(tree_.language, {"php", "ruby"});
}

bool TaintRun::tick() {
  if (++steps_ <= kMaxSteps) return true;
  exhausted_ = true;
  return false;
}

std::vector<TaintFinding> TaintRun::run() {
  for (const TaintItem& sink : rule_.sinks)
    if (!sink.requiresEach.empty())
      for (uint32_t id = 0; marks_.sinkCount() > id; id++)
        for (const Bound& bound : marks_.sink(id).range.bindings) measured_[{bound.start, bound.end}];
  indexDefinitions(tree_.root, nullptr);
  watch(tree_.root, nullptr, false);
  frames_.push_back({});
  eval(tree_.root);
  frames_.clear();
  TaintState globals = state_;
  if (closedFunctions_) globals.clear();
  // What a constructor leaves in an object is known to its methods.
  std::stable_partition(roots_.begin(), roots_.end(), [&](const auto& root) { return root.second && isConstructor(root.first, root.second); });
  for (size_t i = 0; i < roots_.size() && !exhausted_; i++) runRoot(roots_[i].first, roots_[i].second, globals);
  return std::move(findings_);
}

void TaintRun::runRoot(const Node* function, const Node* owner, const TaintState& globals) {
  if (!rooted_.insert(function).second) return;
  state_ = globals;
  state_.erase(kThisVariable);
  TaintValue self;
  if (owner) {
    if (auto init = classInit_.find(owner); init != classInit_.end()) self = init->second;
    self.type = owner;
    state_[kThisVariable] = self;
  }
  control_ = {};
  reachable_ = true;
  const Node* outer = class_;
  class_ = owner;
  Frame frame;
  frame.function = function;
  frames_.push_back(std::move(frame));
  bindParams(function, nullptr, owner ? &self : nullptr);
  body(function);
  frames_.pop_back();
  class_ = outer;
  if (!owner || !rule_.options.acrossFunctions || !isConstructor(function, owner)) return;
  TaintValue made = selfAfter(function);
  made.type = nullptr;
  TaintValue& init = classInit_[owner];
  init = joined(init, made);
}

void TaintRun::classBody(const Node* node) {
  const Node* outer = class_;
  class_ = node;
  TaintState saved = state_;
  state_.erase(kThisVariable);
  const Node* body = node->child(Role::Body);
  if (body)
    for (const Node* member : body->children()) {
      if (member->kind == Kind::Function)
        roots_.emplace_back(member, node);
      else
        eval(member);
    }
  if (auto self = state_.find(kThisVariable); self != state_.end()) classInit_[node] = self->second;
  auto self = saved.find(kThisVariable);
  if (self != saved.end())
    state_[kThisVariable] = self->second;
  else
    state_.erase(kThisVariable);
  class_ = outer;
}

// A function that stands inside of another sees what holds where it stands; one of the text itself what holds at its end.
void TaintRun::declare(const Node* function) {
  bool top = frames_.size() == 1 && !frames_.back().function;
  if (function->kind == Kind::Function && top) {
    roots_.emplace_back(function, class_);
    return;
  }
  TaintState saved = state_;
  steps_ += 2 * state_.size();
  Frame frame;
  frame.function = function;
  frame.jumps = jumps_.size();
  frame.throws = throws_.size();
  if (frames_.size() > kMaxDeclarations) return;
  frames_.push_back(std::move(frame));
  forgetCaptured(function);
  bindParams(function, nullptr, nullptr);
  body(function);
  frames_.pop_back();
  reachable_ = true;
  // What a lambda changes it changes when it is called; one that is handed on may be.
  const bool kept = function->parent && (function->parent->kind == Kind::VarDef || function->parent->kind == Kind::Assign);
  if (function->kind == Kind::Lambda && !kept) {
    std::erase_if(state_, [&](const auto& entry) { return functionOf(entry.first) == function; });
    joinInto(state_, saved);
  } else
    state_ = std::move(saved);
}

std::vector<TaintFinding> runTaint(TextUnderMatch& text, const CompiledRule& rule) {
  if (!text.tree()) return {};
  TaintMarks marks(text, rule);
  if (marks.idle()) return {};
  TaintRun run(text, rule, marks);
  std::vector<TaintFinding> findings = run.run();
  if (run.exhausted()) text.exhausted = true;
  return findings;
}

}  // namespace vireon
