// Statements: loops are joined, jumps carry their state to where they lead.
#include <string>

#include "match/taint/run.h"

namespace vireon {
namespace {

constexpr int kMaxRounds = 8;

bool isLoop(const Node* node) { return node->kind == Kind::While || node->kind == Kind::DoWhile || node->kind == Kind::For || node->kind == Kind::ForEach; }

}  // namespace

TaintValue TaintRun::statement(const Node* node) {
  switch (node->kind) {
    case Kind::Block:
      return block(node);
    case Kind::ExprStmt: {
      TaintValue value;
      for (const Node* child : node->children()) value = eval(child);
      note();
      return value;
    }
    case Kind::VarDef:
      return variable(node);
    case Kind::Function:
      declare(node);
      return {};
    case Kind::Class:
      classBody(node);
      return {};
    case Kind::If:
      return branch(node);
    case Kind::While:
    case Kind::DoWhile:
    case Kind::For:
    case Kind::ForEach:
      loop(node, {});
      return {};
    case Kind::Switch:
      return choice(node);
    case Kind::Try:
      return attempt(node);
    case Kind::Return:
    case Kind::Throw:
      leave(node);
      return {};
    case Kind::Break:
    case Kind::Continue:
      jump(node);
      return {};
    case Kind::Label:
      label(node);
      return {};
    case Kind::Import:
    case Kind::Package:
    case Kind::Attribute:
    case Kind::Modifier:
    case Kind::TypeParam:
    case Kind::FunctionType:
    case Kind::ArrayType:
    case Kind::PointerType:
      return {};
    default:
      break;
  }
  static constexpr uint32_t kGoto = hashOf("goto_statement");
  if (node->kind != Kind::Other || node->hash != kGoto) return marked(node, other(node));
  leap(node);
  return {};
}

TaintValue TaintRun::block(const Node* node) {
  TaintValue last;
  for (const Node* child : node->children()) {
    if (!reachable_) {
      passOver(child);
      continue;
    }
    last = eval(child);
    note();
  }
  return last;
}

// What stands behind a jump still declares, and something may have jumped to a label.
void TaintRun::passOver(const Node* statement) {
  if (statement->kind != Kind::Function && statement->kind != Kind::Label) return;
  const Node* label = statement->kind == Kind::Label ? statement->child(Role::Name) : nullptr;
  if (!label) {
    roots_.emplace_back(statement, class_);
    return;
  }
  reachable_ = true;
  // Only what jumped there holds there.
  if (auto from = leaps_.find(label->text); from != leaps_.end()) state_ = from->second;
  eval(statement);
}

void TaintRun::label(const Node* node) {
  const Node *label = node->child(Role::Name), *body = node->child(Role::Body);
  if (body && isLoop(body)) return loop(body, label ? label->text : std::string_view());
  if (auto from = label ? leaps_.find(label->text) : leaps_.end(); from != leaps_.end()) joinInto(state_, from->second);
  forgetAll();
  eval(body);
}

// Inside of `try`, what holds after each statement may hold where it is caught.
void TaintRun::note() {
  size_t base = frames_.empty() ? 0 : frames_.back().throws;
  if (!reachable_ || throws_.size() <= base) return;
  steps_ += state_.size();
  throws_.back().add(state_);
}

// What went that way goes on here.
void TaintRun::rejoin(const Way& way) {
  if (!way.taken) return;
  if (reachable_)
    joinInto(state_, way.state);
  else
    state_ = way.state;
  reachable_ = true;
}

void TaintRun::loop(const Node* node, std::string_view label) {
  for (const Node* init : node->all(Role::Init)) eval(init);
  TaintValue over;
  if (node->kind == Kind::ForEach)
    for (const Node* value : node->all(Role::Value)) over = joined(over, eval(value));
  const bool testsLast = node->kind == Kind::DoWhile;
  TaintState entry = state_;
  Jump outcome;
  for (int round = 0; round < kMaxRounds && !exhausted_; round++) {
    state_ = entry;
    steps_ += 4 * entry.size();
    reachable_ = true;
    TaintState tested = loopRound(node, label, over, outcome);
    TaintState next = entry;
    if (reachable_) joinInto(next, state_);
    bool fixed = next == entry;
    // Where it ends without `break`: after the test, or at the bottom.
    if (testsLast && reachable_) tested = state_;
    joinInto(tested, next);
    entry = std::move(next);
    state_ = testsLast ? entry : tested;
    if (fixed) break;
  }
  reachable_ = true;
  for (const Node* otherwise : node->all(Role::Else)) eval(otherwise);
  if (outcome.breaks.taken) joinInto(state_, outcome.breaks.state);
}

// What holds after the test; how it was left goes to `outcome`.
TaintState TaintRun::loopRound(const Node* node, std::string_view label, const TaintValue& over, Jump& outcome) {
  const Node* target = node->child(Role::Target);
  Jump around;
  around.label = label;
  around.loop = true;
  jumps_.push_back(std::move(around));
  auto test = [&] {
    for (const Node* condition : node->all(Role::Cond)) eval(condition);
  };
  if (node->kind != Kind::DoWhile) test();
  if (node->kind == Kind::ForEach && target) assign(target, over.part(kAnyPart));
  TaintState tested = state_;
  eval(node->child(Role::Body));
  rejoin(jumps_.back().continues);
  if (reachable_) {
    if (node->kind == Kind::DoWhile) test();
    for (const Node* update : node->all(Role::Update)) eval(update);
  }
  outcome = std::move(jumps_.back());
  jumps_.pop_back();
  return tested;
}

TaintValue TaintRun::attempt(const Node* node) {
  for (const Node* init : node->all(Role::Init)) eval(init);
  TaintState entry = state_;
  throws_.emplace_back();
  const uint64_t risks = risks_;
  TaintValue value;
  for (const Node* body : node->all(Role::Try)) value = eval(body);
  const bool mayThrow = risks_ != risks;
  Way thrown = std::move(throws_.back());
  throws_.pop_back();
  for (const Node* otherwise : node->all(Role::Else))
    if (reachable_) eval(otherwise);
  Way done{reachable_, state_};
  TaintState caught = thrown.taken ? thrown.state : entry;
  joinInto(caught, entry);
  if (mayThrow)
    for (const Node* handler : node->all(Role::Handler)) {
      state_ = caught;
      reachable_ = true;
      handle(handler, value);
      if (reachable_) done.add(state_);
    }
  if (!node->all(Role::Finally).empty()) finish(node, caught, done);
  state_ = std::move(done.state);
  state_.erase(kThrownVariable);
  reachable_ = done.taken;
  return value;
}

void TaintRun::handle(const Node* handler, TaintValue& value) {
  auto thrown = state_.find(kThrownVariable);
  const TaintValue caught = thrown == state_.end() ? TaintValue() : thrown->second;
  for (const Node* parameter : handler->children())
    if (parameter->role == Role::Param || parameter->role == Role::Alias) {
      const Node* name = parameter->kind == Kind::Param ? parameter->child(Role::Name) : parameter;
      if (name && name->kind == Kind::Name && !(language("python") && parameter->role == Role::Param)) assign(name, caught);
    }
  for (const Node* body : handler->all(Role::Body)) value = joined(value, eval(body));
}

// It runs whichever way the rest was left.
void TaintRun::finish(const Node* attempt, const TaintState& caught, Way& done) {
  auto run = [&] {
    for (const Node* last : attempt->all(Role::Finally))
      for (const Node* body : last->children()) eval(body);
  };
  state_ = done.taken ? done.state : caught;
  if (done.taken) joinInto(state_, caught);
  reachable_ = true;
  run();
  const bool through = reachable_;
  if (done.taken && through) {
    state_ = done.state;
    run();
    done.state = state_;
  }
  done.taken = done.taken && through;
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
  }
  note();
  if (node->kind == Kind::Return && !frames_.empty()) {
    Frame& frame = frames_.back();
    frame.result = joined(frame.result, value);
    frame.returns.add(state_);
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
    (again ? around.continues : around.breaks).add(state_);
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

}  // namespace vireon
