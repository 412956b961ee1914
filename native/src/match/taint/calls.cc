// Calls: what is called, on what, with what.

#include "match/taint/run.h"

namespace vireon {

/** What a call is made of; `inner` is the call in the place of its callee, where both are one. */
struct TaintRun::Called {
  const Node *callee = nullptr, *inner = nullptr, *receiver = nullptr, *name = nullptr;
  TaintValue object, function;
};

std::vector<TaintRun::Given> TaintRun::given(const Node* node) {
  std::vector<Given> out;
  for (const Node* argument : node->all(Role::Arg)) {
    Given one;
    one.node = argument;
    one.value = eval(argument);
    if (argument->kind == Kind::Keyword) {
      if (const Node* name = argument->child(Role::Name)) one.name = name->text;
      if (const Node* value = argument->child(Role::Value)) one.node = value;
    }
    one.spread = argument->kind == Kind::Spread;
    out.push_back(std::move(one));
  }
  return out;
}

TaintRun::Called TaintRun::called(const Node* node) {
  Called called;
  const Node* callee = node->child(Role::Callee);
  // `f(a) { … }` and `f(a)(b)`: one call, whose arguments stand in two lists.
  if (callee && callee->kind == Kind::Call && (language("ruby") || language("scala"))) {
    called.inner = callee;
    callee = callee->child(Role::Callee);
  }
  // `callback.(x)`
  if (language("elixir") && callee && callee->kind == Kind::Member && !callee->child(Role::Name)) callee = callee->child(Role::Object);
  if (callee && callee->kind == Kind::TypeApply && callee->child(Role::Name)) callee = callee->child(Role::Name);
  called.callee = callee;
  if (callee && callee->kind == Kind::Member) {
    called.receiver = callee->child(Role::Object);
    called.name = callee->child(Role::Name);
    called.object = eval(called.receiver);
    TaintValue part = called.name ? called.object.part({hashOf(called.name->text), false}) : called.object;
    if (rule_.options.onlyAssignments) part.taints = {};
    called.function = marked(callee, std::move(part));
  } else if (callee) {
    called.name = callee->kind == Kind::Name ? callee : nullptr;
    called.function = eval(callee);
  }
  return called;
}

TaintValue TaintRun::call(const Node* node) {
  Called called = this->called(node);
  const Node *inner = called.inner, *receiver = called.receiver;
  std::vector<Given> arguments = given(inner ? inner : node);
  if (inner)
    for (Given& one : given(node)) arguments.push_back(std::move(one));
  Known size;
  if (called.name && asksForSize(called.name->text) && arguments.size() == (receiver ? 0 : 1)) size = sizeOf(receiver ? called.object.known : arguments[0].value.known);
  if (!rule_.options.guarded)
    for (Given& one : arguments) one.value.forget();
  Taints reaching;
  for (const Given& one : arguments) reaching.add(one.value.all());
  // What the arguments carry to the function or to what it is called on, both of which were read before them.
  for (const Node* each : {called.callee, receiver})
    if (const NodeMarks* marks = each ? marks_.at(each) : nullptr; marks && !marks->to.empty()) {
      TaintValue more;
      NodeMarks to;
      to.to = marks->to;
      propagate(each, to, more);
      called.function.taints.add(more.taints);
    }
  TaintValue result = resultOf(called, arguments, size);
  if (!size.any()) forgetPassed(receiver, arguments);
  if (inner) result = marked(inner, std::move(result), &reaching);
  return marked(node, safeByType(node, std::move(result)), &reaching);
}

// `size`: of what is asked for its size, as far as it is known.
TaintValue TaintRun::resultOf(const Called& called, std::vector<Given>& arguments, const Known& size) {
  const Node *callee = called.callee, *receiver = called.receiver;
  TaintValue result;
  bool followed = false;
  std::vector<const Node*> callees;
  if (callee) findCallees(callee, called.function, called.object, callees);
  if (rule_.options.guarded && callees.size() > 1) chooseClauses(callees, arguments);
  for (const Node* each : callees) {
    TaintValue self = !receiver && class_ ? thisObject() : called.object;
    TaintValue one;
    bool method = receiver != nullptr || ownerOf_.count(each);
    if (!follow(each, arguments, method ? &self : nullptr, receiver, one)) continue;
    result = followed ? joined(result, one) : std::move(one);
    followed = true;
  }
  if (followed) {
    result.forget();
    if (marks_.at(callee)) result.taints.add(called.function.taints);
    return result;
  }
  const Node* type = nullptr;
  if (rule_.options.acrossFunctions && callee) type = callee->kind == Kind::Name ? callee : called.name && called.name->text == "new" ? receiver : nullptr;
  if (const Node* constructed = type && type->kind == Kind::Name ? classNamed(type->text) : nullptr) return made(constructed, arguments);
  result = unknownCall(callee, called.object, called.function, arguments);
  result.known = size;
  return result;
}

void TaintRun::callBare(const Node* node, const TaintValue& object, TaintValue& value) {
  const Node *receiver = node->kind == Kind::Member ? node->child(Role::Object) : nullptr, *name = receiver ? node->child(Role::Name) : node;
  if (!name || !rule_.options.acrossFunctions) return;
  if (receiver && name->text == "new" && receiver->kind == Kind::Name) {
    if (const Node* type = classNamed(receiver->text)) value = made(type, {});
    return;
  }
  std::vector<const Node*> callees;
  findCallees(node, value, object, callees);
  if (callees.empty() && !receiver)
    if (auto known = functions_.find(name->text); known != functions_.end()) callees.push_back(known->second);
  if (callees.empty()) {
    if (receiver) value.taints.add(object.elements());
    return;
  }
  for (const Node* each : callees) {
    TaintValue self = receiver ? object : thisObject(), out;
    if (follow(each, {}, &self, receiver, out)) value = joined(value, out);
  }
}

TaintValue TaintRun::construct(const Node* node) {
  const Node* type = node->child(Role::Type);
  if (type && type->kind != Kind::Name) eval(type);
  std::vector<Given> arguments = given(node);
  Taints reaching;
  for (const Given& one : arguments) reaching.add(one.value.all());
  const Node* name = type && type->kind == Kind::TypeApply ? type->child(Role::Name) : type;
  const Node* known = name && name->kind == Kind::Name ? classNamed(name->text) : nullptr;
  TaintValue value;
  if (node->text == "literal" || node->text == "struct")
    value = literalParts(node, arguments);
  else if (known && rule_.options.acrossFunctions)
    value = made(known, arguments);
  else if (!rule_.options.safeFunctions && !rule_.options.onlyAssignments)
    value.taints = reaching;
  for (const Node* initial : node->all(Role::Value)) {
    TaintValue parts = eval(initial);
    value.taints.add(parts.taints);
    if (parts.parts)
      for (const auto& [key, part] : *parts.parts) value.setPart(key, part);
  }
  if (const Node* body = node->child(Role::Body)) classBody(body->parent);
  return marked(node, std::move(value), &reaching);
}

// `T{a, b}`, `T{x: a}`
TaintValue TaintRun::literalParts(const Node* literal, const std::vector<Given>& arguments) {
  TaintValue value;
  uint32_t at = 0;
  for (const Given& one : arguments) {
    const Node* key = one.node->kind == Kind::Pair ? one.node->child(Role::Key) : nullptr;
    if (key)
      value.setPart(key->kind == Kind::Name ? PartKey{hashOf(key->text), true} : partOf(key), one.value);
    else if (!one.name.empty())
      value.setPart({hashOf(one.name), true}, one.value);
    else if (literal->text == "struct" && one.node->kind == Kind::Name)
      value.setPart({hashOf(one.node->text), true}, one.value);
    else if (one.spread)
      value = joined(value, one.value);
    else
      value.setPart({hashOf(std::to_string(at++)), true}, one.value);
  }
  return value;
}

}  // namespace vireon
