// Choices between several clauses: which of them takes a value, and what holds behind them.
#include "match/taint/run.h"
#include "parse/word.h"

namespace vireon {
namespace {

constexpr int kMaxNesting = 8;

}  // namespace

// Whether a clause takes a value that is known.
std::optional<bool> TaintRun::takes(const Node* clause, const Known& subject) const {
  const auto& heads = clause->all(Role::Cond);
  if (!subject.any() || heads.empty()) return std::nullopt;
  std::optional<bool> any = false;
  for (const Node* head : heads) {
    std::optional<bool> one = fits(head, subject);
    if (one && *one) any = true;
    if (!one && !(any && *any)) any = std::nullopt;
    if (!any) return std::nullopt;
  }
  if (any && *any && clause->child(Role::Update)) return std::nullopt;
  return any;
}

std::optional<bool> TaintRun::fits(const Node* head, const Known& subject, int depth) const {
  if (depth > kMaxNesting) return std::nullopt;
  if (head->kind == Kind::Name && head->text == "_") return true;
  const Node *left = head->child(Role::Left), *right = head->child(Role::Right), *operand = head->child(Role::Operand);
  if (!operand && head->count == 1) operand = head->items[0];
  auto of = [&](const Known& known) { return truthOf(known, tree_.language); };
  if (head->kind == Kind::Binary && left && right && oneOf(head->text, {"and", "or"})) {
    std::optional<bool> a = fits(left, subject, depth + 1), b = fits(right, subject, depth + 1);
    auto known = [](std::optional<bool> value) { return value ? Known::boolean(*value) : Known(); };
    return of(foldBinary(head->text, known(a), known(b), tree_.language));
  }
  if (head->kind == Kind::Unary && operand && head->text == "not") {
    std::optional<bool> inner = fits(operand, subject, depth + 1);
    return inner ? std::optional(!*inner) : std::nullopt;
  }
  if (head->kind == Kind::Unary && operand && oneOf(head->text, {"<", ">", "<=", ">="}))
    return of(foldBinary(head->text, subject, Known::literal(operand), tree_.language));
  return of(foldBinary("==", subject, Known::literal(head), tree_.language));
}

// What the head of a clause does; true where nothing is left for those behind it. `entry`: what holds before the next.
bool TaintRun::takesAll(const Node* clause, const TaintValue* subject, TaintState& entry) {
  bool all = true;
  for (const Node* condition : clause->all(Role::Cond)) {
    all = false;
    if (patternCases_ && subject) {
      assignPattern(condition, *subject);
      marked(condition, *subject);
      all = condition->kind == Kind::Name && (language("python") || condition->text == "_");
    } else {
      eval(condition);
      // One condition is asked after the other.
      if (!subject) entry = state_;
    }
  }
  for (const Node* guard : clause->all(Role::Update)) {
    eval(guard);
    all = false;
  }
  return all;
}

TaintValue TaintRun::choice(const Node* node) {
  for (const Node* init : node->all(Role::Init)) eval(init);
  TaintValue subject;
  const Node* around = node->parent;
  const bool hasSubject = node->child(Role::Cond) || around->kind == Kind::Try || (around->parent && around->role == Role::Else && around->parent->kind == Kind::Try);
  Known known;
  for (const Node* condition : node->all(Role::Cond)) {
    TaintValue one = eval(condition);
    known = one.known;
    subject = joined(subject, one);
  }
  if (const Node* alias = node->child(Role::Target)) assign(alias, subject);
  jumps_.emplace_back();
  TaintState entry = state_, below;
  Way done;
  bool complete = false, fallen = false, decided = false;
  TaintValue value;
  for (const Node* clause : node->all(Role::Case)) {
    const std::optional<bool> taken = fallen || decided ? std::nullopt : takes(clause, known);
    if (!fallen && (decided || (taken && !*taken))) continue;
    decided |= taken && *taken;
    state_ = entry;
    reachable_ = true;
    complete |= takesAll(clause, hasSubject ? &subject : nullptr, entry);
    if (fallen) joinInto(state_, below);
    TaintValue result;
    for (const Node* body : clause->all(Role::Body)) result = eval(body);
    for (const Node* body : clause->all(Role::Item)) result = eval(body);
    value = joined(value, result);
    fallen = reachable_ && fallsThrough_;
    if (fallen)
      below = state_;
    else if (reachable_)
      done.add(state_);
  }
  if (fallen) done.add(below);
  if (const Node* otherwise = node->child(Role::Else); otherwise && !decided) {
    state_ = entry;
    reachable_ = true;
    value = joined(value, eval(otherwise));
    if (reachable_) done.add(state_);
    complete = true;
  }
  if (!complete && !decided) done.add(entry);
  Jump outcome = std::move(jumps_.back());
  jumps_.pop_back();
  if (outcome.breaks.taken) done.add(outcome.breaks.state);
  reachable_ = done.taken;
  state_ = done.taken ? std::move(done.state) : std::move(entry);
  return value;
}

}  // namespace vireon
