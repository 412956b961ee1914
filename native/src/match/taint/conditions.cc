// Conditions: which way they go where that is sure, and what follows of them for the branches.
#include <algorithm>

#include "match/taint/run.h"
#include "parse/word.h"

namespace vireon {
namespace {

constexpr int kMaxNesting = 8;

bool isCondition(const Node* node) {
  return node->role == Role::Cond && node->parent &&
         (node->parent->kind == Kind::If || node->parent->kind == Kind::Ternary || node->parent->kind == Kind::Switch);
}

bool isFunction(const Node* node) { return node->kind == Kind::Function || node->kind == Kind::Lambda; }

}  // namespace

void TaintRun::watch(const Node* node, const Node* function, bool asked) {
  asked = asked || isCondition(node);
  if (isFunction(node)) function = node;
  if (node->kind == Kind::Name && asked) asked_.insert(keyOf(node));
  const Node* target = node->kind == Kind::Assign || node->kind == Kind::AugAssign ? node->child(Role::Left)
                       : node->kind == Kind::Update || (node->kind == Kind::Unary && node->text == "&") ? node->child(Role::Operand)
                                                                                                        : nullptr;
  if (target && target->kind == Kind::Name) {
    const Binding* binding = target->info ? target->info->binding : nullptr;
    if (node->kind == Kind::Unary || !binding || binding->owner != function) shared_.insert(keyOf(target));
  }
  for (const Node* child : node->children()) watch(child, function, asked);
}

bool TaintRun::remembers(const Place& place) const {
  if (place.variable == kThisVariable || shared_.count(place.variable)) return false;
  return rule_.options.guarded || (place.way.empty() && asked_.count(place.variable));
}

void TaintRun::forgetAll() {
  for (auto& [variable, value] : state_) value.forget();
}

// It may run later, when its surroundings have changed.
void TaintRun::forgetCaptured(const Node* function) {
  for (auto& [variable, value] : state_) {
    const bool named = variable > kThrownVariable && !(variable & kUndeclared);
    const Binding* binding = named ? reinterpret_cast<const Binding*>(variable) : nullptr;
    if (!binding || (binding->owner != function && binding->writes > 0)) value.forget();
  }
}

void TaintRun::forgetPassed(const Node* receiver, const std::vector<Given>& arguments) {
  const bool byReference = language("php") || language("cpp") || language("c");
  auto forget = [&](const Node* node, bool onlySizes) {
    if (node->kind == Kind::Unary) onlySizes = false;
    Place place;
    if (!placeOf(node, place)) return;
    auto known = state_.find(place.variable);
    if (known == state_.end()) return;
    known->second.forget(onlySizes);
    if (known->second.plain()) state_.erase(known);
  };
  if (receiver) forget(receiver, true);
  for (const Given& one : arguments) forget(one.node, !byReference);
}

std::optional<bool> TaintRun::decide(const Node* condition) { return truthOf(eval(condition).known, tree_.language); }

void TaintRun::assumeEqual(const Node* node, const Known& known) {
  if (!known.any()) return;
  const Node* callee = node->kind == Kind::Call ? node->child(Role::Callee) : nullptr;
  if (callee && callee->kind == Kind::Name && known.sort == Known::Sort::Int && asksForSize(callee->text) && node->all(Role::Arg).size() == 1)
    return assumeEqual(node->child(Role::Arg), Known::collection(static_cast<size_t>(known.number)));
  const Binding* binding = node->kind == Kind::Name && node->info ? node->info->binding : nullptr;
  if (!binding || !binding->owner || binding->sort == Binding::Sort::Field) return;
  Place place;
  if (!placeOf(node, place) || !remembers(place)) return;
  TaintValue value = read(place);
  value.known = known;
  write(place, std::move(value));
}

void TaintRun::assume(const Node* condition, bool holds, int depth) {
  if (!condition || depth > kMaxNesting) return;
  if (condition->kind == Kind::Unary && oneOf(condition->text, {"!", "not"})) return assume(condition->child(Role::Operand), !holds, depth + 1);
  const Node *left = condition->child(Role::Left), *right = condition->child(Role::Right);
  if (condition->kind != Kind::Binary || !left || !right) return;
  if (oneOf(condition->text, holds ? std::initializer_list<std::string_view>{"&&", "and"} : std::initializer_list<std::string_view>{"||", "or"})) {
    assume(left, holds, depth + 1);
    return assume(right, holds, depth + 1);
  }
  const bool equal = oneOf(condition->text, {"==", "===", "is"}), differs = oneOf(condition->text, {"!=", "!==", "is not"});
  if (holds ? !equal : !differs) return;
  assumeEqual(left, Known::literal(right));
  assumeEqual(right, Known::literal(left));
}

TaintValue TaintRun::branch(const Node* node) {
  if (const Node* init = node->child(Role::Init)) eval(init);
  const auto& conditions = node->all(Role::Cond);
  std::optional<bool> sure;
  // What `if let` binds is not known where it does not hold.
  const bool binds = language("rust") && std::any_of(conditions.begin(), conditions.end(), [](const Node* each) { return each->kind == Kind::Other; });
  TaintState unbound = binds ? state_ : TaintState();
  for (const Node* condition : conditions) sure = decide(condition);
  if (conditions.size() == 1 && sure) {
    TaintValue taken;
    for (const Node* each : node->all(*sure ? Role::Then : Role::Else)) taken = eval(each);
    return taken;
  }
  TaintState before = binds ? std::move(unbound) : state_;
  steps_ += 2 * state_.size();
  Taints control = control_;
  TaintValue value;
  for (const Node* condition : conditions) assume(condition, true);
  for (const Node* then : node->all(Role::Then)) value = eval(then);
  bool thenReachable = reachable_;
  std::swap(before, state_);
  Taints thenControl = control_;
  control_ = control;
  reachable_ = true;
  TaintValue other;
  if (conditions.size() == 1) assume(conditions[0], false);
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

TaintValue TaintRun::ternary(const Node* node) {
  if (std::optional<bool> sure = decide(node->child(Role::Cond))) return eval(node->child(*sure ? Role::Then : Role::Else));
  TaintState before = state_;
  TaintValue value = eval(node->child(Role::Then));
  std::swap(before, state_);
  value = joined(value, eval(node->child(Role::Else)));
  joinInto(state_, before);
  return value;
}

}  // namespace vireon
