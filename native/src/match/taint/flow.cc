// Statements: branches and loops are joined, jumps carry their state to where they lead.
#include <algorithm>
#include <string>

#include "match/taint/run.h"

namespace vireon {
namespace {

constexpr int kMaxRounds = 8;

}  // namespace

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

TaintValue TaintRun::block(const Node* node) {
  TaintValue last;
  for (const Node* child : node->children()) {
    if (!reachable_) {
      // What stands behind a jump still declares.
      if (child->kind == Kind::Function || child->kind == Kind::Label) {
        const Node* label = child->kind == Kind::Label ? child->child(Role::Name) : nullptr;
        reachable_ = label != nullptr;
        // Only what jumped there holds there.
        if (auto from = label ? leaps_.find(label->text) : leaps_.end(); from != leaps_.end()) state_ = from->second;
        if (reachable_)
          eval(child);
        else
          roots_.emplace_back(child, class_);
      }
      continue;
    }
    last = eval(child);
    note();
  }
  return last;
}

// Inside of `try`, what holds after each statement may hold where it is caught.
void TaintRun::note() {
  size_t base = frames_.empty() ? 0 : frames_.back().throws;
  if (!reachable_ || throws_.size() <= base) return;
  Thrown& thrown = throws_.back();
  steps_ += state_.size();
  if (thrown.any)
    joinInto(thrown.state, state_);
  else
    thrown.state = state_;
  thrown.any = true;
}

void TaintRun::loop(const Node* node, std::string_view label) {
  const Node *body = node->child(Role::Body), *target = node->child(Role::Target);
  for (const Node* init : node->all(Role::Init)) eval(init);
  TaintValue over;
  if (node->kind == Kind::ForEach)
    for (const Node* value : node->all(Role::Value)) over = joined(over, eval(value));
  TaintState entry = state_;
  Jump outcome;
  for (int round = 0; round < kMaxRounds && !exhausted_; round++) {
    state_ = entry;
    steps_ += 4 * entry.size();
    reachable_ = true;
    Jump around;
    around.label = label;
    around.loop = true;
    jumps_.push_back(std::move(around));
    if (node->kind != Kind::DoWhile)
      for (const Node* condition : node->all(Role::Cond)) eval(condition);
    if (node->kind == Kind::ForEach && target) assign(target, over.part(kAnyPart));
    TaintState tested = state_;
    eval(body);
    if (jumps_.back().continued) {
      if (reachable_)
        joinInto(state_, jumps_.back().continues);
      else
        state_ = jumps_.back().continues;
      reachable_ = true;
    }
    if (reachable_) {
      if (node->kind == Kind::DoWhile)
        for (const Node* condition : node->all(Role::Cond)) eval(condition);
      for (const Node* update : node->all(Role::Update)) eval(update);
    }
    outcome = std::move(jumps_.back());
    jumps_.pop_back();
    TaintState next = entry;
    if (reachable_) joinInto(next, state_);
    bool fixed = next == entry;
    // Where it ends without `break`: after the test, or at the bottom.
    if (node->kind == Kind::DoWhile && reachable_) tested = state_;
    joinInto(tested, next);
    entry = std::move(next);
    state_ = node->kind == Kind::DoWhile ? entry : tested;
    if (fixed) break;
  }
  reachable_ = true;
  for (const Node* otherwise : node->all(Role::Else)) eval(otherwise);
  if (outcome.broken) joinInto(state_, outcome.breaks);
}

TaintValue TaintRun::attempt(const Node* node) {
  for (const Node* init : node->all(Role::Init)) eval(init);
  TaintState entry = state_;
  throws_.emplace_back();
  const uint64_t risks = risks_;
  TaintValue value;
  for (const Node* body : node->all(Role::Try)) value = eval(body);
  const bool mayThrow = risks_ != risks;
  Thrown thrown = std::move(throws_.back());
  throws_.pop_back();
  for (const Node* otherwise : node->all(Role::Else))
    if (reachable_) eval(otherwise);
  bool after = reachable_;
  TaintState done = state_;
  TaintState caught = thrown.any ? thrown.state : entry;
  joinInto(caught, entry);
  for (const Node* handler : node->all(Role::Handler)) {
    if (!mayThrow) break;
    state_ = caught;
    reachable_ = true;
    for (const Node* parameter : handler->children())
      if (parameter->role == Role::Param || parameter->role == Role::Alias) {
        auto thrownValue = caught.find(kThrownVariable);
        const Node* name = parameter->kind == Kind::Param ? parameter->child(Role::Name) : parameter;
        if (name && name->kind == Kind::Name && !(language("python") && parameter->role == Role::Param))
          assign(name, thrownValue == caught.end() ? TaintValue() : thrownValue->second);
      }
    for (const Node* body : handler->all(Role::Body)) value = joined(value, eval(body));
    if (!reachable_) continue;
    if (after)
      joinInto(done, state_);
    else
      done = state_;
    after = true;
  }
  const auto& finals = node->all(Role::Finally);
  if (!finals.empty()) {
    // It runs whichever way the rest was left.
    state_ = after ? done : caught;
    if (after) joinInto(state_, caught);
    reachable_ = true;
    for (const Node* last : finals)
      for (const Node* body : last->children()) eval(body);
    bool through = reachable_;
    if (after && through) {
      state_ = done;
      for (const Node* last : finals)
        for (const Node* body : last->children()) eval(body);
      done = state_;
    }
    after = after && through;
  }
  state_ = std::move(done);
  state_.erase(kThrownVariable);
  reachable_ = after;
  return value;
}

void TaintRun::leave(const Node* node) {
  TaintValue value;
  uint32_t count = 0;
  for (const Node* child : node->children()) {
    TaintValue each = eval(child);
    if (node->count == 1)
      value = std::move(each);
    else
      value.setPart({hashOf(std::to_string(count++)), true}, std::move(each));
  }
  marked(node, value);
  if (!reachable_) return;
  if (node->kind == Kind::Return) checkExit(node);
  if (node->kind == Kind::Throw) {
    risks_++;
    if (!value.plain()) state_[kThrownVariable] = value;
    note();
    reachable_ = false;
    return;
  }
  note();
  if (!frames_.empty()) {
    Frame& frame = frames_.back();
    frame.result = joined(frame.result, value);
    if (frame.returned)
      joinInto(frame.returns, state_);
    else
      frame.returns = state_;
    frame.returned = true;
  }
  reachable_ = false;
}

void TaintRun::jump(const Node* node) {
  const Node* label = node->child(Role::Name);
  bool again = node->kind == Kind::Continue;
  size_t base = frames_.empty() ? 0 : frames_.back().jumps;
  for (size_t i = jumps_.size(); i-- > base;) {
    Jump& around = jumps_[i];
    if (label && label->kind == Kind::Name && around.label != label->text) continue;
    if (again && !around.loop) continue;
    TaintState& state = again ? around.continues : around.breaks;
    bool& any = again ? around.continued : around.broken;
    if (any)
      joinInto(state, state_);
    else
      state = state_;
    any = true;
    break;
  }
  reachable_ = false;
}

// `goto`
void TaintRun::leap(const Node* node) {
  for (const Node* label : node->children())
    if (label->kind == Kind::Name) {
      auto [at, added] = leaps_.try_emplace(label->text, state_);
      if (!added) joinInto(at->second, state_);
    }
  reachable_ = false;
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
  if (frames_.size() > 60) return;
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

}  // namespace vireon
