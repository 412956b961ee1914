// Typed metavariables: what is known of the type of an expression.
#include "match/matcher/kinds.h"
#include "match/matcher/matcher.h"
#include "parse/word.h"

namespace vireon {
namespace {

std::string_view lastName(const Node* type) {
  if (type->kind == Kind::Member && type->child(Role::Name)) return type->child(Role::Name)->text;
  if (type->kind == Kind::TypeApply && type->child(Role::Name)) return lastName(type->child(Role::Name));
  return type->text;
}

// The types that a literal has, by the names that languages give them.
bool literalHasType(const Node* literal, std::string_view type, bool wholeIsFloat) {
  switch (literal->kind) {
    case Kind::String:
    case Kind::Template:
      return oneOf(type, {"string", "String", "str"});
    case Kind::Int:
      return oneOf(type, {"int", "Integer", "number", "long", "Number", "float"}) && (type != "float" || wholeIsFloat);
    case Kind::Float:
      return oneOf(type, {"float", "double", "number", "float64", "float32", "Double", "Float"});
    case Kind::Bool:
      return oneOf(type, {"bool", "boolean", "Boolean"});
    default:
      return false;
  }
}

std::string_view unboxed(std::string_view type) {
  static constexpr std::pair<std::string_view, std::string_view> kBoxes[] = {
      {"Integer", "int"}, {"Boolean", "boolean"}, {"Long", "long"}, {"Double", "double"}, {"Float", "float"},
      {"Character", "char"}, {"Byte", "byte"}, {"Short", "short"}, {"str", "String"}, {"bool", "boolean"}};
  for (auto [box, plain] : kBoxes)
    if (box == type) return plain;
  return type;
}

bool isBooleanName(std::string_view name) { return oneOf(name, {"bool", "boolean", "Boolean"}); }

// What calls of well-known methods give, whoever they are called on.
std::string_view resultOf(std::string_view method) {
  if (oneOf(method, {"equals", "equalsIgnoreCase", "isEmpty", "contains", "containsKey", "startsWith", "endsWith", "matches"})) return "boolean";
  if (oneOf(method, {"size", "length", "indexOf", "lastIndexOf", "hashCode", "compareTo"})) return "int";
  if (oneOf(method, {"toString", "substring", "trim", "toLowerCase", "toUpperCase", "concat", "replaceAll"})) return "String";
  return {};
}

// Of an operator whose operands have these types.
std::string_view resultOf(std::string_view op, std::string_view a, std::string_view b) {
  if (op == "+" && (unboxed(a) == "String" || unboxed(b) == "String")) return "String";
  if (oneOf(op, {"^", "|", "&"}) && (isBooleanName(a) || isBooleanName(b))) return "boolean";
  if (oneOf(op, {"+", "-"}) && !a.empty() && unboxed(a) == unboxed(b)) return a;
  return {};
}

}  // namespace

const Node* Matcher::pointerTo(const Node* type, const Node* at) {
  Node* pointer = synthetic(Kind::PointerType, at);
  pointer->count = 1;
  pointer->items = tree_.arena.array<Node*>(1);
  pointer->items[0] = tree_.arena.make<Node>();
  *pointer->items[0] = *type;
  pointer->items[0]->role = Role::Type;
  return pointer;
}

// Of a call that makes a value.
const Node* Matcher::madeType(const Node* call) {
  const Node* callee = call->child(Role::Callee);
  if (!callee) return nullptr;
  Nodes arguments = call->all(Role::Arg);
  if (tree_.language == "go" && callee->text == "new" && arguments.size() == 1) return pointerTo(arguments[0], call);
  if (tree_.language == "go" && callee->text == "make" && !arguments.empty()) return arguments[0];
  if (tree_.language != "dart" || callee->kind == Kind::Member) return nullptr;
  // Dart's constructors are called like functions; types begin with a large letter.
  const std::string_view name = lastName(callee);
  return !name.empty() && name[0] >= 'A' && name[0] <= 'Z' ? callee : nullptr;
}

// The declared type of a name, or that of what made it.
const Node* Matcher::declaredType(const Node* t) {
  if (t->kind == Kind::New || t->kind == Kind::Cast) return t->child(Role::Type);
  const Node* operand = t->child(Role::Operand);
  if (t->kind == Kind::Await && operand) return declaredType(operand);
  if (t->kind == Kind::Ternary && t->child(Role::Then)) return declaredType(t->child(Role::Then));
  if (t->kind == Kind::Unary && t->text == "&" && operand && operand->kind == Kind::New && operand->child(Role::Type))
    return pointerTo(operand->child(Role::Type), t);
  if (t->kind == Kind::Call)
    if (const Node* made = madeType(t)) return made;
  const Binding* binding = t->info ? t->info->binding : nullptr;
  if (!binding || depth_ > kMaxDepth / 2) return nullptr;
  if (binding->type && binding->type->text != "var") return binding->type;
  if (!binding->value || binding->value == t) return nullptr;
  Level level(depth_);
  return declaredType(binding->value);
}

// The name of a type that follows from the form of an expression; empty where it does not.
std::string_view Matcher::impliedType(const Node* t) {
  if (depth_ > kMaxDepth / 2) return {};
  Level level(depth_);
  switch (t->kind) {
    case Kind::String:
    case Kind::Template:
      return "String";
    case Kind::Int:
      return "int";
    case Kind::Float:
      return "float";
    case Kind::Bool:
      return "boolean";
    case Kind::Unary:
      if (t->text == "!" || t->text == "not") return "boolean";
      return t->text == "-" && t->child(Role::Operand) ? impliedType(t->child(Role::Operand)) : std::string_view();
    case Kind::Call: {
      const Node* callee = t->child(Role::Callee);
      if (tree_.language != "java" || !callee || callee->kind != Kind::Member || !callee->child(Role::Name)) return {};
      return resultOf(callee->child(Role::Name)->text);
    }
    case Kind::Binary: {
      if (oneOf(t->text, {"==", "!=", "<", ">", "<=", ">=", "&&", "||", "===", "!==", "and", "or", "not in", "in", "is", "is not"})) return "boolean";
      const Node *left = t->child(Role::Left), *right = t->child(Role::Right);
      if (!left || !right) return {};
      std::string_view a = impliedType(left), b = impliedType(right);
      return resultOf(t->text, a, b);
    }
    default: {
      const Node* known = declaredType(t);
      if (known) return lastName(known);
      const Binding* binding = t->info ? t->info->binding : nullptr;
      if (binding && binding->value && binding->value != t) return impliedType(binding->value);
      return {};
    }
  }
}

// ($X : T): what is known of the type of a name, a literal, a construction.
bool Matcher::typed(const Node* p, const Node* t, Next k) {
  const Node* wanted = p->part ? p->part->type : nullptr;
  if (!wanted) return false;
  auto done = [&] { return bind(p, t, k); };
  const bool pointers = tree_.language == "c" || tree_.language == "cpp";
  if (pointers && t->kind == Kind::String && wanted->kind == Kind::PointerType) {
    // A quoted text is a `char *`.
    const Node* element = wanted->child(Role::Type);
    return element && expression(element, nameAt("char", t), false, done);
  }
  if (isLiteralKind(t->kind) && t->kind != Kind::Null) {
    if (wanted->kind == Kind::MetaVar) return bind(wanted, nameAt(impliedType(t), t), done);
    bool oneNumber = oneOf(tree_.language, {"javascript", "typescript", "tsx"});
    return wanted->kind == Kind::Name && literalHasType(t, lastName(wanted), oneNumber) && done();
  }
  if (pointers && t->kind == Kind::Null && wanted->kind == Kind::PointerType) return done();
  if (const Node* known = declaredType(t)) return declaredAs(wanted, known, done);
  // A class's own name, where its static parts are used.
  const Binding* binding = t->info ? t->info->binding : nullptr;
  bool className = t->kind == Kind::Name && tree_.language == "java" && (!binding || binding->sort == Binding::Sort::Import || binding->sort == Binding::Sort::Class);
  if (className && wanted->kind == Kind::Name && t->text == lastName(wanted)) return done();
  return impliedAs(wanted, t, done);
}

bool Matcher::declaredAs(const Node* wanted, const Node* known, Next k) {
  if (expression(wanted, known, false, k)) return true;
  // A pattern that says less than the declaration: List for List<String>, Boolean for java.lang.Boolean.
  if (known->kind == Kind::TypeApply && wanted->kind != Kind::TypeApply && known->child(Role::Name)) return expression(wanted, known->child(Role::Name), false, k);
  bool plainKnown = known->kind == Kind::Name || (known->kind == Kind::Member && tree_.slice(known).starts_with("java.lang."));
  return wanted->kind == Kind::Name && plainKnown && unboxed(lastName(wanted)) == unboxed(lastName(known)) && k();
}

bool Matcher::impliedAs(const Node* wanted, const Node* t, Next k) {
  std::string_view implied = impliedType(t);
  if (implied.empty()) return false;
  if (wanted->kind == Kind::MetaVar) return bind(wanted, nameAt(implied, t), k);
  if (wanted->kind != Kind::Name) return false;
  std::string_view name = lastName(wanted);
  if (unboxed(implied) == unboxed(name)) return k();
  return ((implied == "String" && name == "string") || (implied == "int" && name == "number") || (implied == "int" && name == "float" && tree_.language == "javascript") ||
          (implied == "float" && oneOf(name, {"number", "double", "float64"}))) && k();
}

}  // namespace vireon
