// Assignments, of a value to a place or of its parts to the names of a pattern.
#include <algorithm>
#include <cctype>

#include "match/taint/run.h"
#include "parse/word.h"

namespace vireon {
namespace {

constexpr uint32_t kMaxItems = 64;
/** Not a trigraph. */
constexpr std::string_view kIfNull = "?" "?=";

PartKey itemKey(uint32_t at) { return {hashOf(std::to_string(at)), true}; }

// A list without its first items.
TaintValue restOf(const TaintValue& list, uint32_t from) {
  if (!list.parts) return list;
  TaintValue rest = TaintValue::of(list.taints);
  for (uint32_t at = from; at < kMaxItems; at++)
    if (auto part = list.parts->find({hashOf(std::to_string(at)), true}); part != list.parts->end())
      rest.setPart({hashOf(std::to_string(at - from)), true}, part->second);
  if (auto any = list.parts->find(kAnyPart); any != list.parts->end()) rest.setPart(kAnyPart, any->second);
  return rest;
}

}  // namespace

void TaintRun::assign(const Node* target, TaintValue value) {
  switch (target->kind) {
    case Kind::Array:
    case Kind::Tuple:
      return assignItems(target, std::move(value));
    case Kind::Object:
    case Kind::Dict:
      return assignFields(target, value);
    case Kind::Assign: {
      const Node *left = target->child(Role::Left), *fallback = target->child(Role::Right);
      if (language("elixir")) {
        for (const Node* side : {left, fallback})
          if (side) assignPattern(side, value);
        return;
      }
      if (left) assign(left, fallback ? joined(value, eval(fallback)) : value);
      return;
    }
    case Kind::Pair:
      if (const Node* inside = target->child(Role::Value)) assign(inside, value);
      return;
    case Kind::Spread:
      if (const Node* inside = target->child(Role::Operand)) assign(inside, value);
      return;
    case Kind::VarDef:
    case Kind::Param: {
      const Node* name = target->child(Role::Name);
      if (!name) name = target->child(Role::Target);
      if (name) assign(name, value);
      return;
    }
    default:
      break;
  }
  Place place;
  if (placeOf(target, place)) return assignPlace(target, place, std::move(value));
  if (target->kind == Kind::New && target->text == "struct") return assignPattern(target, value);
  bool pattern = target->kind != Kind::Member && target->kind != Kind::Index && target->kind != Kind::Unary &&
                 (target->kind != Kind::Call || patternCases_);
  if (!pattern) {
    eval(target);
    return;
  }
  for (const Node* child : target->children()) assignPattern(child, value);
}

void TaintRun::assignItems(const Node* target, TaintValue value) {
  uint32_t at = 0;
  for (const Node* child : target->children()) {
    if (child->kind == Kind::Other && child->text == "..") {
      // What follows is counted from the end.
      const uint32_t left = target->count - at - 1;
      if (value.known.sort != Known::Sort::Collection || value.known.number < left + at)
        value = TaintValue::of(restOf(value, at).all());
      else
        value = restOf(value, static_cast<uint32_t>(value.known.number) - left);
      at = 0;
      continue;
    }
    if (child->kind == Kind::Spread && child->child(Role::Operand)) {
      assign(child->child(Role::Operand), restOf(value, at));
    } else if (child->kind == Kind::Binary && child->text == "|" && child->count == 2) {
      // Elixir's head and tail.
      assign(child->items[0], value.part(itemKey(at)));
      assign(child->items[1], restOf(value, at + 1));
    } else {
      assign(child, value.part(itemKey(at)));
    }
    at++;
  }
}

void TaintRun::assignFields(const Node* target, const TaintValue& value) {
  TaintValue rest = value;
  for (const Node* child : target->children()) {
    if (child->kind == Kind::Spread) {
      if (child->child(Role::Operand)) assign(child->child(Role::Operand), rest);
      continue;
    }
    const Node *key = child->child(Role::Key), *inside = child->child(Role::Value);
    if (child->kind == Kind::Assign) {
      const Node *left = child->child(Role::Left), *fallback = child->child(Role::Right);
      if (!left) continue;
      TaintValue part = value.part({hashOf(left->text), true});
      rest.setPart({hashOf(left->text), true}, {});
      assign(left, fallback ? joined(part, eval(fallback)) : part);
    } else if (key && inside) {
      PartKey part = key->kind == Kind::Name ? PartKey{hashOf(key->text), true} : partOf(key);
      assign(inside, value.part(part));
      if (part.hash != kAnyPart.hash) rest.setPart(part, {});
    } else {
      assign(child, value.part({hashOf(child->text), true}));
    }
  }
}

// What a source or sink says of the target itself comes on top of the value.
void TaintRun::assignPlace(const Node* target, const Place& place, TaintValue value) {
  if (target->kind != Kind::Name) {
    eval(target->child(Role::Object));
    if (const Node* index = target->kind == Kind::Index ? target->child(Role::Item) : nullptr) eval(index);
  }
  value = passed(std::move(value), target);
  if (target->kind == Kind::Name) lastNamed_[hashOf(target->text)] = place.variable;
  TaintValue before = read(place);
  const TaintValue own = marked(target, before), aside = read(place);
  // A source that works by its side effect alone says nothing of the value, but of what holds it.
  for (const Taints* taints : {&own.taints, &aside.taints})
    for (const Taint& taint : *taints)
      if (std::none_of(before.taints.begin(), before.taints.end(), [&](const Taint& known) { return known.same(taint); })) value.taints.add(taint);
  if (sanitized(target)) value = {};
  if (!remembers(place)) value.forget();
  write(place, std::move(value));
}

// Every name of a pattern may be the whole of what it is matched with.
void TaintRun::assignPattern(const Node* pattern, const TaintValue& value) {
  if (pattern->kind == Kind::Name) {
    if (!pattern->text.empty() && !std::isupper(static_cast<unsigned char>(pattern->text[0]))) assign(pattern, value);
    return;
  }
  if (pattern->kind == Kind::Array || pattern->kind == Kind::Tuple || pattern->kind == Kind::Object || pattern->kind == Kind::Dict)
    return assign(pattern, value);
  if (pattern->kind == Kind::New && pattern->text == "struct") {
    for (const Node* field : pattern->all(Role::Arg)) {
      const Node *key = field->kind == Kind::Pair ? field->child(Role::Key) : nullptr, *inside = key ? field->child(Role::Value) : nullptr;
      if (!key)
        assignPattern(field, value);
      else if (TaintValue part = value.part({hashOf(key->text), true}); inside)
        assignPattern(inside, part);
      else
        assign(key, part);
    }
    return;
  }
  if (language("elixir")) {
    if (pattern->kind == Kind::New)
      if (const Node* fields = pattern->child(Role::Arg)) return assign(fields, value);
    if (pattern->kind == Kind::Assign) return assign(pattern, value);
  }
  if (pattern->kind == Kind::Member || pattern->kind == Kind::Index || (pattern->kind == Kind::Unary && pattern->text == "^")) return;
  for (const Node* child : pattern->children())
    if (child->role != Role::Callee && child->role != Role::Type && child->role != Role::Key) assignPattern(child, TaintValue::of(value.all()));
}

TaintValue TaintRun::assignment(const Node* node) {
  const Node *left = node->child(Role::Left), *right = node->child(Role::Right);
  TaintValue value = right ? safeByType(right, eval(right)) : TaintValue();
  if (left && left->kind == Kind::Name && !rule_.options.onlyAssignments) value = safeByType(left, std::move(value));
  Taints before;
  Place place;
  if (left && placeOf(left, place)) before = read(place).all();
  if (left) assign(left, value);
  if (marks_.at(node)) {
    Taints sunk = value.all();
    sunk.add(before);
    TaintValue after = marked(node, value, &sunk);
    // The statement itself is a source.
    if (left && !(after.taints == value.taints) && place.variable) write(place, joined(read(place), after), true);
    return after;
  }
  if (left && sanitized(node) && place.variable) write(place, {});
  return value;
}

TaintValue TaintRun::augmented(const Node* node) {
  const Node *left = node->child(Role::Left), *right = node->child(Role::Right);
  if (!left || !right) return marked(node, flat(node));
  TaintValue before = eval(left), added = eval(right);
  TaintValue value = oneOf(node->text, {kIfNull, "||=", "&&="}) ? joined(before, added) : before;
  value.known = {};
  if (!oneOf(node->text, {kIfNull, "||=", "&&="})) value.taints.add(added.all());
  if (rule_.options.onlyAssignments && node->text == "=") value = added;
  assign(left, value);
  TaintValue after = marked(node, value);
  Place place;
  if (marks_.at(node) && !(after.taints == value.taints) && placeOf(left, place)) write(place, joined(read(place), after));
  return after;
}

TaintValue TaintRun::variable(const Node* node) {
  const Node *name = node->child(Role::Name), *given = node->child(Role::Value);
  if (!name) name = node->child(Role::Target);
  TaintValue value;
  if (given) value = safeByType(given, eval(given));
  for (const Node* argument : node->all(Role::Arg)) value.taints.add(eval(argument).all());
  bool holds = given || !node->all(Role::Arg).empty();
  // `User user(name);` and `User user;`
  const Node* type = language("cpp") && !value.type ? node->child(Role::Type) : nullptr;
  if (const Node* known = type && type->kind == Kind::Name && rule_.options.acrossFunctions ? classNamed(type->text) : nullptr) {
    std::vector<Given> arguments;
    if (given) arguments.push_back({given, {}, value, false});
    value = made(known, arguments);
    holds = true;
  }
  if (name && name->kind == Kind::Name) value = safeByType(name, std::move(value));
  if (name && holds)
    assign(name, value);
  else if (name)
    marked(name, {});
  if (!marks_.at(node)) return value;
  TaintValue after = marked(node, value);
  Place place;
  if (name && !(after.taints == value.taints) && placeOf(name, place)) write(place, joined(read(place), after));
  return after;
}

}  // namespace vireon
