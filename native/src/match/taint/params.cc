// Parameters, which take what a call gives and hand back what became of it.
#include "match/taint/params.h"

#include "match/taint/run.h"
#include "parse/word.h"

namespace vireon {

const Node* nameOfParam(const Node* param) {
  if (param->kind == Kind::Name) return param;
  if (param->kind != Kind::Param) return param;
  const Node* name = param->child(Role::Name);
  return name ? name : param->child(Role::Target);
}

bool isRest(const Node* param) {
  const Node* name = nameOfParam(param);
  if (param->kind == Kind::Spread || (name && name->kind == Kind::Spread)) return true;
  for (const Node* modifier : param->all(Role::Modifier))
    if (oneOf(modifier->text, {"...", "*", "params", "vararg"})) return true;
  return param->text == "...";
}

bool takesBlock(const Node* param) {
  const Node* modifier = param->child(Role::Modifier);
  return modifier && modifier->text == "&";
}

/** The arguments of a call while parameters take them. */
struct TaintRun::Passing {
  const std::vector<Given>& arguments;
  std::vector<bool> used = std::vector<bool>(arguments.size(), false);
  size_t next = 0;
};

// Names that a function without parameters has for what it is given.
void TaintRun::bindImplicit(const std::vector<Given>& arguments) {
  auto bind = [&](std::string_view name, const TaintValue& value) { write({kUndeclared | hashOf(name), {}}, value); };
  if (language("elixir"))
    for (size_t i = 0; i < arguments.size(); i++) bind("&" + std::to_string(i + 1), arguments[i].value);
  if (language("kotlin") || language("ruby")) bind("it", arguments[0].value);
  if (language("swift")) bind("$0", arguments[0].value);
}

void TaintRun::bindParams(const Node* function, const std::vector<Given>* arguments, const TaintValue* self) {
  static const std::vector<Given> none;
  Passing passing{arguments ? *arguments : none};
  bool first = true;
  if (function->kind == Kind::Lambda && arguments && !arguments->empty() && !function->child(Role::Param)) bindImplicit(*arguments);
  for (const Node* param : function->children()) {
    if (param->role != Role::Param && param->role != Role::Receiver) continue;
    const Node* name = nameOfParam(param);
    TaintValue value;
    const bool named = first && self && name && ((language("python") && oneOf(name->text, {"self", "cls"})) || (language("rust") && name->text == "self"));
    first = false;
    if (named || param->role == Role::Receiver) {
      if (self) value = *self;
    } else if (arguments && name) {
      value = argumentFor(param, name, passing);
    }
    if (const Node* fallback = param->child(Role::Value); fallback && param->kind == Kind::Param) value = joined(value, eval(fallback));
    value = marked(param, std::move(value));
    const Node* rest = name && name != param && name->kind == Kind::Spread ? name->child(Role::Operand) : nullptr;
    assign(rest ? rest : name ? name : param, std::move(value));
  }
}

TaintValue TaintRun::argumentFor(const Node* param, const Node* name, Passing& passing) const {
  const std::vector<Given>& arguments = passing.arguments;
  const bool block = takesBlock(param);
  const Given* found = nullptr;
  for (size_t i = 0; i < arguments.size(); i++) {
    const Given& one = arguments[i];
    if (block ? one.node->kind != Kind::Lambda && one.node->text != "&" : one.name.empty() || one.name != name->text) continue;
    found = &one;
    passing.used[i] = true;
  }
  size_t& next = passing.next;
  while (!found && next < arguments.size() && (passing.used[next] || !arguments[next].name.empty())) next++;
  TaintValue value;
  if (isRest(param)) {
    uint32_t at = 0;
    for (size_t i = next; i < arguments.size(); i++)
      if (!passing.used[i] && arguments[i].name.empty()) value.setPart({hashOf(std::to_string(at++)), true}, arguments[i].value);
  } else if (found) {
    value = found->value;
  } else if (next < arguments.size()) {
    const Given& one = arguments[next];
    value = one.spread ? one.value.part(kAnyPart) : one.value;
    if (!one.spread) passing.used[next++] = true;
  }
  return value;
}

// What a function did to the parts of its parameters it did to its arguments.
void TaintRun::handBack(const Node* function, const std::vector<Given>& arguments, bool method) {
  size_t next = 0;
  bool first = true;
  for (const Node* param : function->all(Role::Param)) {
    const Node* name = nameOfParam(param);
    if (first && method && name && (language("python") || language("rust")) && oneOf(name->text, {"self", "cls"})) {
      first = false;
      continue;
    }
    first = false;
    if (next >= arguments.size()) return;
    const Given& one = arguments[next++];
    if (!one.name.empty() || !name || name->kind != Kind::Name || isRest(param)) continue;
    Place inside, outside;
    if (!placeOf(name, inside) || !placeOf(one.node, outside)) continue;
    TaintValue now = read(inside);
    if (now.parts && now.parts != one.value.parts && now.taints == one.value.taints) write(outside, now);
  }
}

}  // namespace vireon
