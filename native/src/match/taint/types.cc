// Values that are safe by their type, as far as that shows.
#include "match/taint/operators.h"
#include "match/taint/run.h"
#include "parse/word.h"

namespace vireon {
namespace {

bool isBooleanType(std::string_view type) { return oneOf(type, {"bool", "boolean", "Boolean", "Bool"}); }

bool isNumberType(std::string_view type) {
  return oneOf(type, {"int", "integer", "Integer", "long", "Long", "short", "Short", "byte", "Byte", "float", "Float", "double", "Double",
                      "number", "Number", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64", "float32",
                      "float64", "Int", "Int8", "Int16", "Int32", "Int64", "UInt", "usize", "isize", "i8", "i16", "i32", "i64", "u8", "u16",
                      "u32", "u64", "f32", "f64", "size_t", "unsigned", "decimal", "BigInteger", "BigDecimal"});
}

std::string_view lastName(const Node* type) {
  if (!type) return {};
  if (type->kind == Kind::Name) return type->text;
  if (const Node* name = type->child(Role::Name)) return lastName(name);
  return {};
}

struct Arithmetic {
  /** It gives numbers whatever it is given. */
  bool always = false;
  /** What is added to a number must be one. */
  bool strict = false;
};

std::string_view typeName(const Node* node, Arithmetic sums, int depth = 0);

std::string_view typeOfBinary(const Node* node, Arithmetic sums, int depth) {
  const Node *left = node->child(Role::Left), *right = node->child(Role::Right);
  if (isComparison(node->text)) return "bool";
  if (oneOf(node->text, {"-", "/", "**"}) || (sums.always && oneOf(node->text, {"+", "*", "%"}))) return "int";
  if (node->text == "+")
    return isNumberType(typeName(right, sums, depth + 1)) && (sums.strict || isNumberType(typeName(left, sums, depth + 1))) ? "int" : "";
  return oneOf(node->text, {"*", "%"}) ? typeName(left, sums, depth + 1) : std::string_view();
}

std::string_view typeOfName(const Node* node, Arithmetic sums, int depth) {
  if (node->kind == Kind::Member && node->child(Role::Name) && node->child(Role::Name)->text == "length") return "int";
  const Binding* binding = node->info ? node->info->binding : nullptr;
  if (!binding) return {};
  std::string_view declared = lastName(binding->type);
  const bool inferred = declared.empty() || declared == "var" || declared == "auto" || declared == "val";
  return inferred && binding->value && binding->writes == 0 ? typeName(binding->value, sums, depth + 1) : declared;
}

std::string_view typeOfCall(const Node* node) {
  const Node* callee = node->child(Role::Callee);
  const bool method = callee && callee->kind == Kind::Member;
  const Node* name = method ? callee->child(Role::Name) : callee;
  if (!name) return {};
  if (method && oneOf(name->text, {"equals", "equalsIgnoreCase", "isEmpty", "contains", "startsWith", "endsWith", "matches", "containsKey",
                                   "containsValue", "hasNext", "isBlank"}))
    return "bool";
  if (const Node* boxed = method ? callee->child(Role::Object) : nullptr; boxed && boxed->kind == Kind::Name)
    if ((isNumberType(boxed->text) || isBooleanType(boxed->text)) && (name->text == "valueOf" || name->text.starts_with("parse"))) return boxed->text;
  if (name->info && name->info->binding && name->info->binding->declaration)
    return lastName(name->info->binding->declaration->child(Role::Result));
  return method && oneOf(name->text, {"parseInt", "parseLong", "indexOf", "length", "size", "compareTo", "hashCode"}) ? "int" : "";
}

// The name of the type of an expression, as far as it shows.
std::string_view typeName(const Node* node, Arithmetic sums, int depth) {
  if (!node || depth > 8) return {};
  switch (node->kind) {
    case Kind::Bool:
      return "bool";
    case Kind::Int:
    case Kind::Float:
      return "int";
    case Kind::Unary:
      return node->text == "!" || node->text == "not" ? "bool" : typeName(node->child(Role::Operand), sums, depth + 1);
    case Kind::Binary:
      return typeOfBinary(node, sums, depth);
    case Kind::Cast:
      return lastName(node->child(Role::Type));
    case Kind::Name:
    case Kind::Member:
      return typeOfName(node, sums, depth);
    case Kind::Call:
      return typeOfCall(node);
    default:
      return {};
  }
}

}  // namespace

TaintValue TaintRun::safeByType(const Node* node, TaintValue value) const {
  if (!rule_.options.safeBooleans && !rule_.options.safeNumbers) return value;
  std::string_view type = typeName(node, {language("php"), language("python") || language("ruby") || language("go") || language("rust")});
  if ((rule_.options.safeBooleans && isBooleanType(type)) || (rule_.options.safeNumbers && isNumberType(type))) return {};
  return value;
}

}  // namespace vireon
