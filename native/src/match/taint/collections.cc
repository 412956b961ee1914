// Lists, records and what makes them; names and members that are read.
#include "match/taint/run.h"

#include "parse/word.h"

namespace vireon {

TaintValue TaintRun::readMember(const Node* node, TaintValue* read) {
  const Node *object = node->child(Role::Object), *name = node->child(Role::Name);
  TaintValue whole = object ? eval(object) : thisObject();
  if (read) *read = whole;
  if (!name) return TaintValue::of(whole.all());
  Place place;
  bool named = object && placeOf(object, place);
  PartKey key{hashOf(name->text), false};
  if (whole.known.sort == Known::Sort::Collection && asksForSize(name->text)) {
    TaintValue size = TaintValue::of(whole.taints);
    size.known = sizeOf(whole.known);
    return size;
  }
  if (rule_.options.onlyAssignments && !(whole.parts && whole.parts->count(key))) return {};
  // Of a list.
  if (oneOf(name->text, {"first", "last", "values", "head", "tail"}) && whole.parts && !whole.parts->count(key)) return TaintValue::of(whole.elements());
  bool known = whole.parts && whole.parts->count(key);
  if (!known && whole.parts && !named && !whole.type) return TaintValue::of(whole.all());
  return whole.part(key);
}

TaintValue TaintRun::readIndex(const Node* node) {
  const Node* object = node->child(Role::Object);
  TaintValue whole = eval(object);
  Taints index;
  for (const Node* child : node->children())
    if (child->role != Role::Object) index.add(eval(child).all());
  if (rule_.options.onlyAssignments && !whole.parts) return {};
  TaintValue value = whole;
  if (node->kind == Kind::Index) {
    const Node* at = node->child(Role::Item);
    value = whole.part(at ? partOf(at) : kAnyPart);
  }
  if (!rule_.options.safeIndexes && !rule_.options.onlyAssignments) value.taints.add(index);
  return value;
}

namespace {

// No two items of a set are written alike.
bool itemsDiffer(const Node* node) {
  for (uint32_t i = 0; i < node->count; i++) {
    if (!Known::literal(node->items[i]).any()) return false;
    for (uint32_t j = 0; j < i; j++)
      if (node->items[i]->text == node->items[j]->text) return false;
  }
  return node->count <= 32;
}

}  // namespace

TaintValue TaintRun::list(const Node* node) {
  TaintValue value;
  bool counted = true;
  uint32_t at = 0;
  for (const Node* child : node->children()) {
    TaintValue item = eval(child);
    if (child->kind == Kind::Spread) {
      counted = false;
      item = item.part(kAnyPart);
    }
    if (!rule_.options.guarded) item.forget();
    value.setPart(counted ? PartKey{hashOf(std::to_string(at++)), true} : kAnyPart, std::move(item));
  }
  if (counted && (node->kind != Kind::Set || itemsDiffer(node))) value.known = Known::collection(node->count);
  return value;
}

TaintValue TaintRun::record(const Node* node) {
  TaintValue value;
  bool counted = node->kind == Kind::Dict;
  for (const Node* child : node->children()) {
    if (child->kind == Kind::Spread) {
      counted = false;
      TaintValue other = eval(child);
      value.taints.add(other.taints);
      if (other.parts)
        for (const auto& [key, part] : *other.parts) value.setPart(key, part);
      continue;
    }
    TaintValue item = eval(child);
    const Node* key = child->child(child->kind == Kind::Function || child->kind == Kind::Keyword ? Role::Name : Role::Key);
    PartKey part = kAnyPart;
    if (child->kind == Kind::Function) item.functions.push_back(child);
    if (key && key->kind == Kind::Name && (key->has(kNotExpression) || child->has(kShorthand) || child->kind != Kind::Pair || !language("python")))
      part = {hashOf(key->text), true};
    else if (key && key->kind != Kind::Name)
      part = partOf(key);
    if (!rule_.options.guarded) item.forget();
    value.setPart(part, std::move(item));
  }
  if (counted) value.known = Known::collection(node->count);
  return value;
}

TaintValue TaintRun::comprehension(const Node* node) {
  for (const Node* child : node->children())
    if (child->kind == Kind::CompFor) {
      TaintValue source = eval(child->child(Role::Value));
      if (const Node* target = child->child(Role::Target)) assign(target, source.part(kAnyPart));
    } else if (child->kind == Kind::CompIf) {
      for (const Node* condition : child->children()) eval(condition);
    }
  TaintValue value;
  for (const Node* child : node->children())
    if (child->kind != Kind::CompFor && child->kind != Kind::CompIf) value.setPart(kAnyPart, eval(child));
  return value;
}

// `for (a <- as; b <- bs if c) yield d`: once round and once more, for what comes back.
TaintValue TaintRun::generated(const Node* node) {
  TaintState entry = state_;
  TaintValue value;
  for (int round = 0; round < 2; round++) {
    for (const Node* each : node->all(Role::Init)) {
      if (each->kind == Kind::Other && each->count == 2)
        assign(each->items[0], eval(each->items[1]).part(kAnyPart));
      else
        eval(each);
    }
    for (const Node* body : node->all(Role::Body)) value.setPart(kAnyPart, eval(body));
    joinInto(state_, entry);
  }
  return value;
}

}  // namespace vireon
