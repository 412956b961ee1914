#include "match/matcher/candidates.h"

#include "match/matcher/kinds.h"
#include "match/matcher/node_index.h"
#include "match/matcher/result.h"

namespace vireon {
namespace {

using Lists = std::vector<size_t>;

void add(Lists& lists, std::initializer_list<Kind> kinds) {
  for (Kind kind : kinds) lists.push_back(NodeIndex::of(kind));
}

Lists ofStatement(const Node* p, std::string_view language) {
  Lists lists;
  switch (p->kind) {
    case Kind::ExprStmt:
      if (p->count && isPlaceholder(p->items[0]))
        lists = {NodeIndex::kStatements};
      else
        add(lists, {Kind::ExprStmt, Kind::VarDef, Kind::Return, Kind::Function});
      break;
    case Kind::Ellipsis:
    case Kind::MetaVar:
    case Kind::MetaEllipsis:
      lists = {NodeIndex::kStatements};
      break;
    case Kind::Function:
      add(lists, {Kind::Function, Kind::VarDef, Kind::Pair, Kind::Lambda});
      break;
    case Kind::Import:
      add(lists, {Kind::Import, Kind::VarDef});
      break;
    case Kind::For:
      add(lists, {Kind::For, Kind::ForEach});
      break;
    case Kind::Return:
      add(lists, {Kind::Return});
      if (returnsLast(language)) lists.push_back(NodeIndex::kExpressions);
      break;
    default:
      add(lists, {p->kind});
  }
  return lists;
}

Lists ofCallOrName(const Node* p, std::string_view language) {
  Lists lists;
  if (p->kind == Kind::Call) {
    add(lists, {Kind::Call});
    if (language == "ruby") add(lists, {Kind::Name});
    return lists;
  }
  add(lists, {Kind::Name, Kind::Member});
  if (p->kind == Kind::Member && p->child(Role::Name) && p->child(Role::Name)->kind == Kind::Ellipsis) add(lists, {Kind::Call});
  return lists;
}

// What is written as a collection, and as what else.
Lists ofCollection(const Node* p) {
  Lists lists;
  switch (p->kind) {
    case Kind::New:
      add(lists, {Kind::New});
      if (p->text == "literal" && !p->child(Role::Type)) add(lists, {Kind::Array});
      break;
    case Kind::Object:
      add(lists, {Kind::Object, Kind::New});
      break;
    case Kind::Pair:
      add(lists, {Kind::Pair});
      if (p->child(Role::Value) && p->child(Role::Value)->kind == Kind::Ellipsis) add(lists, {Kind::Function});
      break;
    case Kind::Set:
    case Kind::Dict:
      add(lists, {Kind::Set, Kind::Dict});
      break;
    case Kind::Array:
      add(lists, {Kind::Array, Kind::Comprehension, Kind::New});
      break;
    default:
      add(lists, {Kind::Tuple, Kind::Comprehension});
  }
  return lists;
}

Lists ofExpression(const Node* p, std::string_view language) {
  Lists lists;
  if (isLiteralKind(p->kind)) {
    // Whatever may be known to be one.
    add(lists, {p->kind, Kind::Name, Kind::Member, Kind::Binary, Kind::Template, Kind::Ternary, Kind::Unary, Kind::Cast, Kind::Call});
    return lists;
  }
  switch (p->kind) {
    case Kind::Ellipsis:
    case Kind::MetaVar:
    case Kind::MetaEllipsis:
    case Kind::DeepEllipsis:
    case Kind::TypedMeta:
      lists = {NodeIndex::kExpressions};
      if (p->kind == Kind::DeepEllipsis && p->items[0]->kind == Kind::Assign) add(lists, {Kind::VarDef});
      break;
    case Kind::Name:
    case Kind::Member:
    case Kind::Call:
      return ofCallOrName(p, language);
    case Kind::Assign:
      add(lists, {Kind::Assign, Kind::VarDef});
      break;
    case Kind::Lambda:
      add(lists, {Kind::Lambda, Kind::Function});
      break;
    case Kind::New:
    case Kind::Object:
    case Kind::Pair:
    case Kind::Set:
    case Kind::Dict:
    case Kind::Array:
    case Kind::Tuple:
    case Kind::Comprehension:
      return ofCollection(p);
    default:
      add(lists, {p->kind});
  }
  return lists;
}

}  // namespace

std::vector<size_t> candidatesOf(const Pattern& pattern, std::string_view language) {
  if (pattern.sort == Pattern::Sort::Statements) return {NodeIndex::of(Kind::Block)};
  return pattern.sort == Pattern::Sort::Statement ? ofStatement(pattern.root, language) : ofExpression(pattern.root, language);
}

}  // namespace vireon
