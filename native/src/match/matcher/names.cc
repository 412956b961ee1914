// Names, and what was imported under them.
#include <algorithm>
#include <cctype>

#include "match/matcher/matcher.h"

namespace vireon {
namespace {

bool sameButCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

}  // namespace

bool Matcher::name(const Node* p, const Node* t, Next k) {
  // A call without arguments that Ruby lets be written as a name.
  if (t->kind == Kind::Call && t->count == 1 && tree_.language == "ruby") return t->child(Role::Callee) && t->child(Role::Callee)->kind == Kind::Name && name(p, t->child(Role::Callee), k);
  if (t->kind != Kind::Name) return false;
  if (p->hash == t->hash && p->text == t->text) return k();
  return sameWhateverCase(p->text, t->text) && k();
}

// PHP's functions and classes are called whatever the case of their letters, and so is everything in Visual Basic.
bool Matcher::sameWhateverCase(std::string_view a, std::string_view b) const {
  const bool folds = (tree_.language == "php" && !a.starts_with('$')) || tree_.language == "vb";
  return folds && sameButCase(a, b);
}

// A name stands for what was imported under it.
bool Matcher::throughImports(const Node* p, const Node* t, Next k) {
  if (t->kind != Kind::Name) return false;
  const Binding* binding = t->info ? t->info->binding : nullptr;
  if (binding && !binding->path.empty()) {
    if (p->kind == Kind::Name && (binding->path.size() != 1 || p->text == t->text)) return false;
    return path(p, binding->path, t, k);
  }
  if (p->kind != Kind::Member || binding) return false;
  for (const auto& wildcard : tree_.wildcards) {
    std::vector<std::string_view> full = wildcard;
    full.push_back(t->text);
    const Node* base = p;
    while (base->kind == Kind::Member && base->child(Role::Object)) base = base->child(Role::Object);
    if (base->kind == Kind::MetaVar) return false;
    if (path(p, full, t, k)) return true;
  }
  return false;
}

// A dotted pattern against the parts of a full name.
bool Matcher::path(const Node* p, std::span<const std::string_view> parts, const Node* at, Next k) {
  if (parts.empty()) return false;
  if (p->kind == Kind::Member) {
    const Node *object = p->child(Role::Object), *last = p->child(Role::Name);
    if (!object || !last || parts.size() < 2) return false;
    auto rest = [&] { return path(object, parts.first(parts.size() - 1), at, k); };
    if (last->kind == Kind::Name) return last->text == parts.back() && rest();
    if (last->kind == Kind::MetaVar) return bind(last, nameAt(parts.back(), at), rest);
    return last->kind == Kind::Ellipsis && rest();
  }
  if (p->kind == Kind::Name) return parts.size() == 1 && p->text == parts[0] && k();
  if (p->kind == Kind::MetaVar) {
    if (parts.size() == 1) return bind(p, nameAt(parts[0], at), k);
    std::string full;
    for (std::string_view part : parts) full += (full.empty() ? "" : ".") + std::string(part);
    return bind(p, nameAt(tree_.arena.keep(full), at), k);
  }
  return p->kind == Kind::Ellipsis && k();
}

}  // namespace vireon
