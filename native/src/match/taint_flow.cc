// Statements: branches and loops are joined, jumps carry their state to where they lead.
#include <algorithm>
#include <cstdlib>
#include <string>

#include "match/taint_run.h"

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
        reachable_ = child->kind == Kind::Label;
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

const Node* TaintRun::literalOf(const Node* node) {
  switch (node->kind) {
    case Kind::Bool:
    case Kind::Int:
    case Kind::String:
    case Kind::Null:
      return node;
    case Kind::Name:
    case Kind::Member:
    case Kind::Index: {
      Place place;
      if (!rule_.options.guarded || !placeOf(node, place)) return nullptr;
      return read(place).constant;
    }
    default:
      return nullptr;
  }
}

std::optional<bool> TaintRun::truth(const Node* condition, int depth) {
  if (!condition || depth > 8) return std::nullopt;
  const Node *left = condition->child(Role::Left), *right = condition->child(Role::Right);
  if (condition->kind == Kind::Unary && (condition->text == "!" || condition->text == "not")) {
    std::optional<bool> inner = truth(condition->child(Role::Operand), depth + 1);
    return inner ? std::optional(!*inner) : std::nullopt;
  }
  if (condition->kind == Kind::Binary && left && right) {
    bool both = condition->text == "&&" || condition->text == "and", either = condition->text == "||" || condition->text == "or";
    if (both || either) {
      std::optional<bool> a = truth(left, depth + 1), b = truth(right, depth + 1);
      if ((a && *a == either) || (b && *b == either)) return either;
      return a && b ? std::optional(both) : std::nullopt;
    }
    const Node *a = literalOf(left), *b = literalOf(right);
    if (!a || !b) return std::nullopt;
    std::string_view op = condition->text;
    if (op == "==" || op == "===" || op == "is") return a->kind == b->kind && a->text == b->text;
    if (op == "!=" || op == "!==" || op == "is not") return !(a->kind == b->kind && a->text == b->text);
    if (a->kind != Kind::Int || b->kind != Kind::Int) return std::nullopt;
    long long x = std::strtoll(std::string(a->text).c_str(), nullptr, 0), y = std::strtoll(std::string(b->text).c_str(), nullptr, 0);
    if (op == "<") return x < y;
    if (op == ">") return x > y;
    if (op == "<=") return x <= y;
    if (op == ">=") return x >= y;
    return std::nullopt;
  }
  const Node* literal = literalOf(condition);
  if (!literal) return std::nullopt;
  if (literal->kind == Kind::Bool) return literal->text == "true" || literal->text == "True" || literal->text == "TRUE";
  if (!rule_.options.guarded) return std::nullopt;
  if (literal->kind == Kind::Null) return false;
  if (literal->kind == Kind::String) return !literal->text.empty();
  return literal->text.find_first_not_of("0xX_") != literal->text.npos;
}

TaintValue TaintRun::branch(const Node* node) {
  if (const Node* init = node->child(Role::Init)) eval(init);
  for (const Node* condition : node->all(Role::Cond)) eval(condition);
  if (node->all(Role::Cond).size() == 1)
    if (std::optional<bool> sure = truth(node->child(Role::Cond))) {
      TaintValue taken;
      for (const Node* each : node->all(*sure ? Role::Then : Role::Else)) taken = eval(each);
      return taken;
    }
  TaintState before = state_;
  steps_ += 2 * state_.size();
  Taints control = control_;
  TaintValue value;
  for (const Node* then : node->all(Role::Then)) value = eval(then);
  bool thenReachable = reachable_;
  std::swap(before, state_);
  Taints thenControl = control_;
  control_ = control;
  reachable_ = true;
  TaintValue other;
  for (const Node* otherwise : node->all(Role::Else)) other = eval(otherwise);
  value = joined(value, other);
  control_.add(thenControl);
  if (!reachable_) {
    state_ = std::move(before);
    reachable_ = thenReachable;
  } else if (thenReachable) {
    joinInto(state_, before);
  }
  return value;
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

TaintValue TaintRun::choice(const Node* node) {
  for (const Node* init : node->all(Role::Init)) eval(init);
  TaintValue subject;
  for (const Node* condition : node->all(Role::Cond)) subject = joined(subject, eval(condition));
  if (const Node* alias = node->child(Role::Target)) assign(alias, subject);
  jumps_.emplace_back();
  TaintState entry = state_, done;
  bool anyDone = false, complete = false, fallen = false;
  TaintState below;
  TaintValue value;
  auto finish = [&](const TaintState& state) {
    if (anyDone)
      joinInto(done, state);
    else
      done = state;
    anyDone = true;
  };
  for (const Node* clause : node->all(Role::Case)) {
    state_ = entry;
    reachable_ = true;
    bool always = true;
    for (const Node* condition : clause->all(Role::Cond)) {
      always = false;
      if (patternCases_) {
        assignPattern(condition, subject);
        marked(condition, subject);
        if (language("python") && condition->kind == Kind::Name) always = true;
        if (condition->kind == Kind::Name && condition->text == "_") always = true;
      } else {
        eval(condition);
      }
    }
    for (const Node* guard : clause->all(Role::Update)) {
      eval(guard);
      always = false;
    }
    complete |= always;
    if (fallen) joinInto(state_, below);
    TaintValue result;
    for (const Node* body : clause->all(Role::Body)) result = eval(body);
    for (const Node* body : clause->all(Role::Item)) result = eval(body);
    value = joined(value, result);
    fallen = reachable_ && fallsThrough_;
    if (fallen)
      below = state_;
    else if (reachable_)
      finish(state_);
  }
  if (fallen) finish(below);
  if (const Node* otherwise = node->child(Role::Else)) {
    state_ = entry;
    reachable_ = true;
    value = joined(value, eval(otherwise));
    if (reachable_) finish(state_);
    complete = true;
  }
  if (!complete) finish(entry);
  Jump outcome = std::move(jumps_.back());
  jumps_.pop_back();
  if (outcome.broken) finish(outcome.breaks);
  reachable_ = anyDone;
  state_ = anyDone ? std::move(done) : std::move(entry);
  return value;
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
  bindParams(function, nullptr, nullptr);
  body(function);
  frames_.pop_back();
  reachable_ = true;
  if (function->kind == Kind::Lambda)
    joinInto(state_, saved);
  else
    state_ = std::move(saved);
}

}  // namespace vireon
