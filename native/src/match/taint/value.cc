#include "match/taint/value.h"

#include <algorithm>

namespace vireon {
namespace {

constexpr size_t kMaxParts = 64;
constexpr int kMaxDepth = 6;
constexpr size_t kMaxTaints = 64;

void gather(const TaintValue& value, Taints& out) {
  out.add(value.taints);
  if (value.parts)
    for (const auto& [key, part] : *value.parts) gather(part, out);
}

int depthOf(const TaintValue& value) {
  int depth = 0;
  if (value.parts)
    for (const auto& [key, part] : *value.parts) depth = std::max(depth, 1 + depthOf(part));
  return depth;
}

bool knowsAnything(const TaintValue& value) {
  if (value.known.any()) return true;
  return value.parts && std::any_of(value.parts->begin(), value.parts->end(), [](const auto& part) { return knowsAnything(part.second); });
}

}  // namespace

bool Taints::hasLabel(uint16_t label) const {
  return std::any_of(list_.begin(), list_.end(), [&](const Taint& taint) { return taint.label == label; });
}

void Taints::add(const Taint& taint) {
  auto at = std::lower_bound(list_.begin(), list_.end(), taint, [](const Taint& a, const Taint& b) { return a.before(b); });
  if (at != list_.end() && at->same(taint)) return;
  if (list_.size() < kMaxTaints) list_.insert(at, taint);
}

void Taints::add(const Taints& other) {
  if (list_.empty()) {
    list_ = other.list_;
    return;
  }
  for (const Taint& taint : other.list_) add(taint);
}

bool Taints::operator==(const Taints& other) const {
  return std::equal(list_.begin(), list_.end(), other.list_.begin(), other.list_.end(),
                    [](const Taint& a, const Taint& b) { return a.same(b); });
}

bool TaintValue::operator==(const TaintValue& other) const {
  if (!(taints == other.taints) || functions != other.functions || type != other.type || !(known == other.known)) return false;
  if (parts == other.parts) return true;
  if (!parts || !other.parts || parts->size() != other.parts->size()) return false;
  return std::equal(parts->begin(), parts->end(), other.parts->begin(),
                    [](const auto& a, const auto& b) { return a.first.hash == b.first.hash && a.second == b.second; });
}

TaintValue TaintValue::part(PartKey key) const {
  if (!parts) return of(taints);
  if (key.hash == kAnyPart.hash) {
    auto known = parts->find(kAnyPart);
    TaintValue any = known == parts->end() ? of(taints) : known->second;
    for (const auto& [name, part] : *parts)
      if (name.index) any = joined(any, part);
    return any;
  }
  auto found = parts->find(key), unknown = parts->find(kAnyPart);
  if (found == parts->end()) {
    TaintValue whole = of(taints);
    return unknown == parts->end() || !key.index ? whole : joined(whole, unknown->second);
  }
  return unknown == parts->end() ? found->second : joined(found->second, unknown->second);
}

void TaintValue::setPart(PartKey key, TaintValue value, bool certain) {
  if (value.plain() && taints.empty() && (!parts || !parts->count(key))) return;
  auto changed = parts ? std::make_shared<Parts>(*parts) : std::make_shared<Parts>();
  if (depthOf(value) >= kMaxDepth) value = of(value.all());
  if (changed->size() >= kMaxParts && !changed->count(key)) {
    TaintValue& any = (*changed)[kAnyPart];
    any = joined(any, value);
  } else if (key.hash == kAnyPart.hash && !certain) {
    TaintValue before = changed->count(key) ? changed->at(key) : of(taints);
    (*changed)[key] = joined(before, value);
  } else {
    changed->erase(key);
    changed->emplace(key, std::move(value));
  }
  parts = std::move(changed);
}

Taints TaintValue::all() const {
  if (!parts) return taints;
  Taints out;
  gather(*this, out);
  return out;
}

Taints TaintValue::elements() const {
  Taints out = taints;
  if (parts)
    for (const auto& [key, part] : *parts)
      if (key.index) gather(part, out);
  return out;
}

void TaintValue::forget(bool onlySizes) {
  if (!onlySizes || known.sort == Known::Sort::Collection) known = {};
  if (!parts || std::none_of(parts->begin(), parts->end(), [](const auto& part) { return knowsAnything(part.second); })) return;
  auto changed = std::make_shared<Parts>(*parts);
  for (auto& [key, part] : *changed) part.forget(onlySizes);
  parts = std::move(changed);
}

TaintValue joined(const TaintValue& a, const TaintValue& b) {
  if (a == b) return a;
  TaintValue out;
  out.taints = a.taints;
  out.taints.add(b.taints);
  out.functions = a.functions;
  for (const Node* function : b.functions)
    if (std::find(out.functions.begin(), out.functions.end(), function) == out.functions.end()) out.functions.push_back(function);
  out.type = a.type ? a.type : b.type;
  if (a.known == b.known) out.known = a.known;
  if (!a.parts && !b.parts) return out;
  auto parts = std::make_shared<Parts>();
  for (const TaintValue* side : {&a, &b}) {
    if (!side->parts) continue;
    for (const auto& [key, ignored] : *side->parts) {
      if (parts->count(key)) continue;
      auto own = [&](const TaintValue& value) {
        auto found = value.parts ? value.parts->find(key) : Parts::const_iterator();
        return value.parts && found != value.parts->end() ? found->second : TaintValue::of(value.taints);
      };
      parts->emplace(key, joined(own(a), own(b)));
    }
  }
  out.parts = std::move(parts);
  return out;
}

const Node* functionOf(uint64_t variable) {
  if (variable <= kThrownVariable || variable & kUndeclared) return nullptr;
  const Node* owner = reinterpret_cast<const Binding*>(variable)->owner;
  return owner && owner->kind != Kind::Class ? owner : nullptr;
}

void joinInto(TaintState& into, const TaintState& other) {
  static const TaintValue none;
  for (auto& [key, value] : into)
    if (!other.count(key)) value = joined(value, none);
  for (const auto& [key, value] : other) {
    auto [at, added] = into.try_emplace(key, value);
    at->second = added ? joined(value, none) : joined(at->second, value);
  }
}

}  // namespace vireon
