// Places: variables and the ways into them, read and written.
#include "match/taint/run.h"

#include "parse/names.h"
#include "parse/word.h"

namespace vireon {
namespace {

constexpr size_t kMaxWay = 6;

constexpr uint16_t kMaxPassages = 24;

}  // namespace

uint64_t TaintRun::keyOf(const Node* name) {
  if ((name->has(kSpecialName) || language("scala")) && oneOf(name->text, {"this", "$this", "self"})) return kThisVariable;
  if (name->info && name->info->binding) return reinterpret_cast<uint64_t>(name->info->binding);
  return kUndeclared | hashOf(name->text);
}

PartKey TaintRun::partOf(const Node* index) {
  // A symbol.
  if (index->kind == Kind::Other && index->count == 1 && index->items[0]->kind == Kind::Name && (language("elixir") || language("ruby"))) return {hashOf(index->items[0]->text), true};
  const Node* literal = index;
  if (index->kind != Kind::String && index->kind != Kind::Int) literal = constantOf(tree_, index);
  if (!literal || isAnyString(literal) || (literal->kind != Kind::String && literal->kind != Kind::Int)) return kAnyPart;
  return {hashOf(literal->text), true};
}

bool TaintRun::placeOf(const Node* node, Place& place) {
  switch (node->kind) {
    case Kind::Name: {
      const Binding* binding = node->info ? node->info->binding : nullptr;
      bool instance = language("ruby") && node->text.size() > 1 && node->text[0] == '@' && node->text[1] != '@';
      if (instance || (binding && binding->sort == Binding::Sort::Field && !language("python"))) {
        place.variable = kThisVariable;
        place.way.push_back({hashOf(node->text), false});
      } else {
        place.variable = keyOf(node);
      }
      return true;
    }
    case Kind::Member: {
      const Node *object = node->child(Role::Object), *name = node->child(Role::Name);
      // Where the grammar has no node for `this`.
      if (!object) place.variable = kThisVariable;
      if (!name || (object && !placeOf(object, place)) || place.way.size() > kMaxWay) return false;
      place.way.push_back({hashOf(name->text), false});
      return true;
    }
    case Kind::Index: {
      const Node *object = node->child(Role::Object), *index = node->child(Role::Item);
      if (!object || !placeOf(object, place) || place.way.size() > kMaxWay) return false;
      place.way.push_back(index ? partOf(index) : kAnyPart);
      return true;
    }
    case Kind::Unary:
      if (node->text != "*" && node->text != "&") return false;
      return node->child(Role::Operand) && placeOf(node->child(Role::Operand), place);
    default:
      return false;
  }
}

TaintValue TaintRun::readName(const Node* node) {
  Place place;
  placeOf(node, place);
  if (state_.count(place.variable)) {
    TaintValue value = read(place);
    if (!value.plain()) return value;
  }
  TaintValue value;
  const Binding* binding = node->info ? node->info->binding : nullptr;
  if (!binding) {
    auto last = lastNamed_.find(hashOf(node->text));
    auto known = last == lastNamed_.end() ? state_.end() : state_.find(last->second);
    return known == state_.end() || node->has(kSpecialName) ? value : known->second;
  }
  const Node* declared = binding->declaration;
  if (binding->sort == Binding::Sort::Function && declared && (declared->kind == Kind::Function || declared->kind == Kind::Lambda))
    addClauses(declared, value.functions);
  if (binding->value && binding->value->kind == Kind::Lambda && binding->writes == 0) value.functions.push_back(binding->value);
  if (const Node* literal = binding->writes == 0 ? constantOf(tree_, node) : nullptr; literal && !isAnyString(literal))
    value.known = Known::literal(literal);
  return value;
}

TaintValue TaintRun::read(const Place& place) const {
  auto found = state_.find(place.variable);
  if (found == state_.end()) return {};
  TaintValue value = found->second;
  for (PartKey key : place.way) value = value.part(key);
  return value;
}

TaintValue TaintRun::thisObject() const { return read({kThisVariable, {}}); }

void TaintRun::writeInto(TaintValue& whole, const Place& place, size_t at, TaintValue value, bool certain) {
  if (at == place.way.size()) {
    whole = certain ? std::move(value) : joined(whole, value);
    return;
  }
  TaintValue part = whole.part(place.way[at]);
  bool last = at + 1 == place.way.size();
  if (last && certain) {
    whole.known = {};
    whole.setPart(place.way[at], std::move(value), true);
    return;
  }
  writeInto(part, place, at + 1, std::move(value), certain);
  whole.known = {};
  whole.setPart(place.way[at], std::move(part), true);
}

void TaintRun::write(const Place& place, TaintValue value, bool certain) {
  auto found = state_.find(place.variable);
  if (found == state_.end()) {
    if (value.plain()) return;
    found = state_.emplace(place.variable, TaintValue()).first;
  }
  writeInto(found->second, place, 0, std::move(value), certain);
  if (found->second.plain()) state_.erase(found);
}

TaintValue TaintRun::passed(TaintValue value, const Node* through) {
  if (value.taints.empty()) return value;
  Taints along;
  for (Taint taint : value.taints) {
    bool full = taint.passage && taint.passage->length >= kMaxPassages;
    bool here = taint.passage && taint.passage->start == through->start;
    if (!full && !here) {
      uint16_t length = taint.passage ? taint.passage->length + 1 : 1;
      passages_.push_back({taint.passage, through->start, through->end, length});
      taint.passage = &passages_.back();
    }
    along.add(taint);
  }
  value.taints = std::move(along);
  return value;
}

}  // namespace vireon
