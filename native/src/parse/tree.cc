#include "parse/tree.h"

namespace vireon {
namespace {

constexpr std::string_view kNames[] = {
    "Ellipsis", "MetaVar", "MetaEllipsis", "DeepEllipsis", "TypedMeta", "Name", "Int", "Float", "String", "Bool",
    "Null", "Regex", "Text", "Template", "Call", "New", "Keyword", "Spread", "Member", "Index", "Slice", "Unary",
    "Update", "Binary", "Assign", "AugAssign", "Ternary", "Lambda", "Array", "Tuple", "Set", "Object", "Dict", "Pair",
    "Comprehension", "CompFor", "CompIf", "Await", "Yield", "Cast", "Sequence", "Element", "ElementAttribute", "Block",
    "ExprStmt", "VarDef", "Function", "Param", "Class", "Import", "ImportItem", "Package", "If", "While", "DoWhile",
    "For", "ForEach", "Switch", "Case", "Return", "Throw", "Break", "Continue", "Try", "Catch", "Finally", "With",
    "Label", "Assert", "Attribute", "Modifier", "TypeParam", "TypeApply", "ArrayType", "PointerType", "FunctionType",
    "Other", "Through", "Drop", "Multi", "TupleOrOne",
};
static_assert(std::size(kNames) == size_t(Kind::kinds));

constexpr std::string_view kRoles[] = {
    "None", "Attribute", "Modifier", "Name", "Target", "Callee", "Object", "Operand", "Left", "Right", "Type", "Key",
    "Value", "Init", "Cond", "Update", "Then", "Else", "Try", "Finally", "Receiver", "TypeParam", "TypeArg", "Param",
    "Result", "Base", "Interface", "Alias", "Path", "Body", "Arg", "Handler", "Case", "Item",
};

void dump(const Node* node, int depth, std::string& out) {
  out.append(depth * 2, ' ');
  out += kRoles[size_t(node->role)];
  out += ' ';
  out += kindName(node->kind);
  if (!node->text.empty()) out += " `" + std::string(node->text) + "`";
  if (node->flags) out += " #" + std::to_string(node->flags);
  out += " [" + std::to_string(node->start) + "," + std::to_string(node->end) + "]\n";
  if (depth < 200)
    for (const Node* child : node->children()) dump(child, depth + 1, out);
}

}  // namespace

std::string_view kindName(Kind kind) { return kNames[size_t(kind)]; }

Role roleNamed(std::string_view name) {
  for (size_t i = 0; i < std::size(kRoles); i++)
    if (kRoles[i] == name) return Role(i);
  return Role::None;
}

std::string dumpTree(const Node* node) {
  std::string out;
  dump(node, 0, out);
  return out;
}

}  // namespace vireon
