// Which functions of the same text a call may mean.
#include "match/taint/run.h"

#include "match/taint/params.h"
#include "parse/word.h"

namespace vireon {

void TaintRun::indexDefinitions(const Node* node, const Node* owner) {
  if (node->kind == Kind::Class) {
    if (const Node* name = node->child(Role::Name)) classes_.try_emplace(name->text, node);
    owner = node;
  } else if (node->kind == Kind::Function) {
    if (const Node* receiver = node->child(Role::Receiver)) {
      const Node* type = receiver->child(Role::Type);
      while (type && type->kind == Kind::PointerType) type = type->child(Role::Type);
      const Node* name = node->child(Role::Name);
      if (type && type->kind == Kind::Name && name) methods_[std::string(type->text) + "." + std::string(name->text)] = node;
    }
    ownerOf_[node] = owner;
    if (const Node* name = node->child(Role::Name); name && !owner) functions_.try_emplace(name->text, node);
    owner = nullptr;
  }
  for (const Node* child : node->children()) indexDefinitions(child, owner);
}

const Node* TaintRun::classNamed(std::string_view name) const {
  auto found = classes_.find(name);
  return found == classes_.end() ? nullptr : found->second;
}

const Node* TaintRun::methodOf(const Node* type, std::string_view name) const {
  for (int depth = 0; type && depth < 8; depth++) {
    if (const Node* body = type->child(Role::Body))
      for (const Node* member : body->children()) {
        const Node* known = member->child(Role::Name);
        if (member->kind == Kind::Function && known && known->text == name) return member;
      }
    const Node* base = type->child(Role::Base);
    const Node* next = base && base->kind == Kind::Name ? classNamed(base->text) : nullptr;
    if (next == type) break;
    type = next;
  }
  return nullptr;
}

void TaintRun::addClauses(const Node* function, std::vector<const Node*>& out) const {
  const Node *name = function->child(Role::Name), *block = function->parent;
  if (!language("elixir") || !name || !block) {
    out.push_back(function);
    return;
  }
  for (const Node* each : block->children()) {
    const Node* other = each->kind == Kind::Function ? each->child(Role::Name) : nullptr;
    if (other && other->text == name->text && each->all(Role::Param).size() == function->all(Role::Param).size()) out.push_back(each);
  }
}

// Clauses whose heads cannot take the arguments are not run, nor those behind one that surely takes them.
void TaintRun::chooseClauses(std::vector<const Node*>& clauses, const std::vector<Given>& arguments) const {
  std::vector<const Node*> taken;
  for (const Node* clause : clauses) {
    bool fits = true, sure = !clause->child(Role::Cond) && !clause->child(Role::Update);
    size_t at = 0;
    for (const Node* param : clause->all(Role::Param)) {
      const Node* head = nameOfParam(param);
      const Known given = at < arguments.size() ? arguments[at].value.known : Known();
      at++;
      if (!head || head->kind == Kind::Name) continue;
      const Known wanted = Known::literal(head);
      const Known same = foldBinary("==", wanted, given, tree_.language);
      fits &= !(same.any() && same.number == 0);
      sure &= same.any() && same.number != 0;
    }
    if (fits) taken.push_back(clause);
    if (fits && sure) break;
  }
  clauses = std::move(taken);
}

void TaintRun::findCallees(const Node* callee, const TaintValue& value, const TaintValue& object, std::vector<const Node*>& out) {
  for (const Node* function : value.functions)
    if (function->kind == Kind::Lambda || rule_.options.acrossFunctions) out.push_back(function);
  if (callee->kind == Kind::Lambda && out.empty()) out.push_back(callee);
  if (!out.empty() || !rule_.options.acrossFunctions) return;
  if (callee->kind == Kind::Name) {
    const Binding* binding = callee->info ? callee->info->binding : nullptr;
    const bool function = !binding || binding->sort == Binding::Sort::Function;
    if (const Node* method = function && class_ ? methodOf(class_, callee->text) : nullptr) addClauses(method, out);
  }
  const Node *receiver = callee->child(Role::Object), *name = callee->child(Role::Name);
  if (callee->kind != Kind::Member || !receiver || !name) return;
  if (!object.functions.empty() &&
      oneOf(name->text, {"apply", "accept", "run", "call", "invoke", "Invoke", "get", "test", "bind", "()", "yield", "applyAsInt", "send"})) {
    out = object.functions;
    return;
  }
  if (const Node* method = calledMethod(receiver, name->text, object)) addClauses(method, out);
}

// By what the object is known to be, what it was declared as, what it was made of, or what class is named.
const Node* TaintRun::calledMethod(const Node* receiver, std::string_view name, const TaintValue& object) {
  if (const Node* method = object.type ? methodOf(object.type, name) : nullptr) return method;
  if (receiver->kind != Kind::Name) return nullptr;
  const bool own = class_ && (keyOf(receiver) == kThisVariable || oneOf(receiver->text, {"self", "cls"}));
  if (const Node* method = own ? methodOf(class_, name) : nullptr) return method;
  const Binding* binding = receiver->info ? receiver->info->binding : nullptr;
  const Node* type = binding && binding->type ? binding->type : nullptr;
  if (type && type->kind == Kind::PointerType) type = type->child(Role::Type);
  if (type && type->kind == Kind::Name)
    if (const Node* method = methodOf(classNamed(type->text), name)) return method;
  const Node* made = binding ? binding->value : nullptr;
  if (made && made->kind == Kind::Unary) made = made->child(Role::Operand);
  if (!type && made && made->kind == Kind::New) type = made->child(Role::Type);
  if (type && type->kind == Kind::Name)
    if (auto method = methods_.find(std::string(type->text) + "." + std::string(name)); method != methods_.end()) return method->second;
  return !binding || binding->sort == Binding::Sort::Class ? methodOf(classNamed(receiver->text), name) : nullptr;
}

}  // namespace vireon
