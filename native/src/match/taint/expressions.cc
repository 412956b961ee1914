// Expressions and what they come to.
#include "match/taint/operators.h"
#include "match/taint/run.h"
#include "parse/word.h"

namespace vireon {
namespace {

constexpr int kMaxDepth = 400;

bool isChoice(std::string_view op) { return oneOf(op, {"&&", "||", "and", "or", "??", "?:"}); }

}  // namespace

TaintValue TaintRun::eval(const Node* node) {
  if (!node || !reachable_ || !tick() || depth_ > kMaxDepth) return {};
  depth_++;
  TaintValue value = node->kind < Kind::Block ? expression(node) : statement(node);
  if (!exits_.empty() && reachable_ && exits_.contains(node)) checkExit(node);
  depth_--;
  return value;
}

TaintValue TaintRun::expression(const Node* node) {
  switch (node->kind) {
    case Kind::Name: {
      TaintValue value = readName(node);
      if (language("ruby") && value.plain()) callBare(node, {}, value);
      return marked(node, std::move(value));
    }
    case Kind::Member: {
      risks_++;
      TaintValue object, value = readMember(node, &object);
      if (language("ruby")) callBare(node, object, value);
      return marked(node, std::move(value));
    }
    case Kind::Index:
    case Kind::Slice:
      risks_++;
      return marked(node, readIndex(node));
    case Kind::Int:
    case Kind::Float:
    case Kind::String:
    case Kind::Bool:
    case Kind::Null:
    case Kind::Regex:
    case Kind::Text: {
      TaintValue value;
      value.known = Known::literal(node);
      return marked(node, std::move(value));
    }
    case Kind::Call:
      risks_++;
      return call(node);
    case Kind::New:
      risks_++;
      return construct(node);
    case Kind::Assign:
      return assignment(node);
    case Kind::AugAssign:
      return augmented(node);
    case Kind::Yield: {
      TaintValue value = eval(node->child(Role::Operand));
      if (!frames_.empty()) frames_.back().result = joined(frames_.back().result, value);
      return marked(node, {});
    }
    default:
      return marked(node, composed(node));
  }
}

// What is put together from its parts.
TaintValue TaintRun::composed(const Node* node) {
  switch (node->kind) {
    case Kind::Binary:
      return binary(node);
    case Kind::Ternary:
      return ternary(node);
    case Kind::Array:
    case Kind::Tuple:
    case Kind::Set:
      return list(node);
    case Kind::Object:
    case Kind::Dict:
      return record(node);
    case Kind::Comprehension:
      return comprehension(node);
    case Kind::Pair:
      if (const Node* key = node->child(Role::Key); key && key->kind == Kind::Call) eval(key);
      [[fallthrough]];
    case Kind::Keyword:
      return eval(node->child(Role::Value));
    case Kind::Spread:
    case Kind::Await:
    case Kind::Cast:
      return eval(node->child(Role::Operand));
    case Kind::Sequence: {
      TaintValue last;
      for (const Node* child : node->children()) last = eval(child);
      return last;
    }
    case Kind::Lambda: {
      declare(node);
      TaintValue value;
      value.functions.push_back(node);
      return value;
    }
    case Kind::Unary:
      if (node->text == "&" && language("elixir")) return captured(node);
      return node->text == "&" || node->text == "*" ? eval(node->child(Role::Operand)) : unary(node);
    case Kind::Update:
      return update(node);
    default:
      return other(node);
  }
}

TaintValue TaintRun::other(const Node* node) {
  const bool other = node->kind == Kind::Other;
  if (other && node->hash == hashOf("clauses")) {
    TaintValue all;
    for (const Node* clause : node->children()) all = joined(all, eval(clause));
    return all;
  }
  if (other && node->text == "for" && node->child(Role::Init)) return generated(node);
  // `if let Some(x) = y`
  if (other && node->text == "let" && node->count == 2 && node->items[0]->role == Role::Left) {
    TaintValue value = eval(node->items[1]);
    assignPattern(node->items[0], value);
    return value;
  }
  // `value as name`, and whatever else names something.
  const Node *target = node->child(Role::Target), *from = node->child(Role::Value);
  if (!target || !from) return flat(node);
  TaintValue value = eval(from);
  assign(target, value);
  return value;
}

// The taint of all parts together.
TaintValue TaintRun::flat(const Node* node) {
  Taints all;
  bool keeps = !rule_.options.onlyAssignments || node->kind == Kind::Template;
  TaintValue only;
  uint32_t valued = 0;
  for (const Node* child : node->children()) {
    if (child->role == Role::Type || child->role == Role::Attribute || child->role == Role::Modifier) continue;
    TaintValue value = eval(child);
    valued++;
    if (keeps) all.add(value.all());
    only = std::move(value);
  }
  // A wrapper of one thing (a block expression, brackets) keeps what is known of its parts.
  if (valued == 1 && node->kind == Kind::Other) return only;
  return TaintValue::of(std::move(all));
}

TaintValue TaintRun::unary(const Node* node) {
  TaintValue operand = eval(node->child(Role::Operand));
  if (rule_.options.onlyAssignments) operand = {};
  TaintValue value = TaintValue::of(operand.all());
  value.known = foldUnary(node->text, operand.known, tree_.language);
  return value;
}

// Elixir's `&f/1`.
TaintValue TaintRun::captured(const Node* node) {
  const Node* named = node->child(Role::Operand);
  TaintValue value;
  if (!named || named->kind != Kind::Binary || named->count == 0) return value;
  const Node* callee = named->items[0];
  findCallees(callee, callee->kind == Kind::Name ? readName(callee) : TaintValue(), {}, value.functions);
  return value;
}

TaintValue TaintRun::update(const Node* node) {
  TaintValue value = flat(node);
  value.forget();
  if (Place place; node->child(Role::Operand) && placeOf(node->child(Role::Operand), place)) {
    TaintValue now = read(place);
    now.forget();
    write(place, std::move(now));
  }
  return value;
}

TaintValue TaintRun::binary(const Node* node) {
  // A generator, or a step of `with`.
  if (node->text == "<-" && language("elixir") && node->count == 2) {
    TaintValue value = eval(node->items[1]);
    assignPattern(node->items[0], value);
    return value;
  }
  const bool choice = isChoice(node->text);
  TaintValue value;
  std::vector<Known> known;
  for (const Node* child : node->children()) {
    TaintState before = choice ? state_ : TaintState();
    TaintValue side = eval(child);
    known.push_back(side.known);
    if (!choice) {
      value.taints.add(side.all());
      continue;
    }
    value = joined(value, side);
    // `x ?: return`: what follows is reached where the right side was not.
    if (!reachable_) state_ = std::move(before);
    reachable_ = true;
  }
  if (rule_.options.onlyAssignments || (!choice && rule_.options.safeComparisons && isComparison(node->text))) value = {};
  const bool folds = known.size() == 2;
  if (folds || choice) value.known = folds ? foldBinary(node->text, known[0], known[1], tree_.language) : Known();
  return value;
}

}  // namespace vireon
