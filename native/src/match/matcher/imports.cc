// Imports, however they are written, and the package that a file belongs to.
#include <algorithm>

#include "match/matcher/matcher.h"

namespace vireon {
namespace {

using Path = std::vector<const Node*>;

// `import a.b` and `from a import b` name the same thing.
bool fullPaths(const Node* import, std::vector<Path>& paths) {
  if (import->has(kFileModule)) return false;
  Path module;
  for (const Node* part : import->all(Role::Path)) module.push_back(part);
  if (!import->has(kImportFrom) || import->has(kImportAll)) {
    paths.push_back(module);
    return true;
  }
  for (const Node* item : import->all(Role::Item)) {
    paths.push_back(module);
    if (const Node* name = item->child(Role::Name)) paths.back().push_back(name);
  }
  return true;
}

// `import $LIB`: the metavariable, which takes the full name.
const Node* wholeName(Nodes path, Nodes items) {
  if (!path.empty() || items.size() != 1 || items[0]->kind != Kind::ImportItem) return nullptr;
  const Node* name = items[0]->child(Role::Name);
  return name && name->kind == Kind::MetaVar ? name : nullptr;
}

}  // namespace

bool Matcher::import(const Node* p, const Node* t, Next k) {
  if (t->kind == Kind::VarDef) return importVersusRequire(p, t, k);
  if (t->kind != Kind::Import) return false;
  bool found = false;
  bool stop = importSame(p, t, [&] {
    found = true;
    return k();
  });
  if (stop || found) return stop;
  for (const Node* modifier : p->all(Role::Modifier)) {
    Nodes given = t->all(Role::Modifier);
    if (std::none_of(given.begin(), given.end(), [&](const Node* each) { return each->text == modifier->text; })) return false;
  }
  return importNormalized(p, t, k);
}

bool Matcher::importSame(const Node* p, const Node* t, Next k) {
  constexpr uint16_t form = kImportFrom | kImportAll;
  if ((p->flags & form) != (t->flags & form)) return false;
  const size_t known = bindings_.size();
  Nodes ts = t->all(Role::Path), items = p->all(Role::Item), given = t->all(Role::Item);
  const Node* whole = given.size() == 1 && !ts.empty() ? wholeName(p->all(Role::Path), items) : nullptr;
  bool stop = anyOrder(p->all(Role::Modifier), t->all(Role::Modifier), true, &Matcher::modifier, [&] {
    if (whole) return bind(whole, nameAcross(ts[0], given[0]), k);
    return importPath(p, t, [&] {
      const Node *pa = p->child(Role::Alias), *ta = t->child(Role::Alias);
      auto rest = [&] { return anyOrder(items, given, true, &Matcher::importItem, k); };
      if (!pa) return rest();
      return ta && expression(pa, ta, false, rest);
    });
  });
  bindings_.resize(known);
  return stop;
}

bool Matcher::importPath(const Node* p, const Node* t, Next k) {
  Nodes ps = p->all(Role::Path), ts = t->all(Role::Path);
  // import $X from …: the placeholder for the path is no string.
  if (p->has(kFileModule) != t->has(kFileModule) && !(ps.size() == 1 && ps[0]->kind == Kind::MetaVar)) return false;
  return t->has(kFileModule) ? fileModule(ps, ts, k) : modulePath(ps, ts, k);
}

bool Matcher::fileModule(Nodes ps, Nodes ts, Next k) {
  if (ps.empty() || ts.empty()) return false;
  if (ps[0]->kind == Kind::MetaVar) return bind(ps[0], ts[0], k);
  if (ps[0]->part) return text(ps[0], ts[0]->text, ts[0], k);
  std::string_view a = ps[0]->text, b = ts[0]->text;
  // A prefix of whole parts will do.
  if (a == b) return k();
  return b.size() > a.size() && b.starts_with(a) && b[a.size()] == '/' && k();
}

// What is bound on the way stays so until the import is done.
bool Matcher::modulePath(Nodes ps, Nodes ts, Next k) {
  for (size_t i = 0; i < ps.size(); i++) {
    const Node* p = ps[i];
    const bool meta = p->kind == Kind::MetaVar;
    if (meta && i + 1 == ps.size() && ts.size() > i) return bind(p, ts.size() == i + 1 ? ts[i] : nameAcross(ts[i], ts.back()), k);
    if (i >= ts.size()) return false;
    if (!meta && p->text != ts[i]->text) return false;
    if (!meta) continue;
    const Bound here = boundNode(p->part->meta, ts[i]);
    const bool agrees = std::all_of(bindings_.begin(), bindings_.end(), [&](const Bound& bound) { return bound.id != here.id || sameBound(bound, here); });
    if (!agrees) return false;
    if (!p->part->anonymous && !boundOf(bindings_, here.id)) bindings_.push_back(here);
  }
  return k();
}

bool Matcher::importItem(const Node* p, const Node* t, Next k) {
  if (p->kind != Kind::ImportItem || t->kind != Kind::ImportItem) return false;
  const Node *pn = p->child(Role::Name), *tn = t->child(Role::Name);
  if (!pn || !tn) return false;
  const Node *pa = p->child(Role::Alias), *ta = t->child(Role::Alias);
  auto alias = [&] {
    if (!pa) return k();
    return ta && expression(pa, ta, false, k);
  };
  // `import $X from "m"`: the name given here, whatever it is called there.
  if (pn->kind == Kind::MetaVar && !pa && ta && tree_.language != "python") {
    if (bind(pn, ta, k)) return true;
  }
  return expression(pn, tn, false, alias);
}

// Each thing that the pattern imports is imported, in one form or another.
bool Matcher::importNormalized(const Node* p, const Node* t, Next k) {
  if (p->child(Role::Alias) || p->has(kImportAll)) return false;
  // `import "m"`: whatever is taken from it.
  if (p->has(kFileModule)) return !p->has(kImportFrom) && t->has(kFileModule) && importPath(p, t, k);
  for (const Node* item : p->all(Role::Item))
    if (item->child(Role::Alias)) return false;
  std::vector<Path> wanted, given;
  if (!fullPaths(p, wanted) || !fullPaths(t, given)) return false;
  const size_t known = bindings_.size();
  const bool all = std::all_of(wanted.begin(), wanted.end(), [&](const Path& path) {
    return std::any_of(given.begin(), given.end(), [&](const Path& full) { return bindPath(path, full); });
  });
  bool stop = all && k();
  bindings_.resize(known);
  return stop;
}

bool Matcher::bindPath(const std::vector<const Node*>& path, const std::vector<const Node*>& full) {
  if (full.size() < path.size()) return false;
  const size_t before = bindings_.size();
  for (size_t i = 0; i < path.size(); i++) {
    if (path[i]->kind == Kind::MetaVar) {
      bindings_.push_back(boundNode(path[i]->part->meta, full[i]));
    } else if (path[i]->text != full[i]->text) {
      bindings_.resize(before);
      return false;
    }
  }
  return true;
}

bool Matcher::importVersusField(const Node* p, const Node* t, Next k) {
  if (p->kind != Kind::ImportItem || t->kind != Kind::Pair) return false;
  const Node *pn = p->child(Role::Name), *pa = p->child(Role::Alias);
  const Node *tk = t->child(Role::Key), *tv = t->child(Role::Value);
  if (!pn || !tk || !tv) return false;
  return key(pn, tk, [&] { return key(pa ? pa : pn, tv, k); });
}

// const {a, b: c} = require("m") is import {a, b as c} from "m".
bool Matcher::importVersusRequire(const Node* p, const Node* t, Next k) {
  const Node* value = t->child(Role::Value);
  if (!p->has(kFileModule) || !value || value->kind != Kind::Call) return false;
  const Node* callee = value->child(Role::Callee);
  Nodes arguments = value->all(Role::Arg);
  if (!callee || callee->text != "require" || arguments.size() != 1 || arguments[0]->kind != Kind::String) return false;
  Nodes ps = p->all(Role::Path), items = p->all(Role::Item);
  if (ps.empty() || ps[0]->kind != Kind::String) return false;
  return text(ps[0], arguments[0]->text, arguments[0], [&] {
    const Node* target = t->child(Role::Target);
    const Node* name = t->child(Role::Name);
    if (const Node* alias = p->child(Role::Alias)) return name && expression(alias, name, false, k);
    if (items.empty()) return !p->has(kImportFrom) && k();
    return target && target->kind == Kind::Object && anyOrder(items, target->children(), true, &Matcher::importVersusField, k);
  });
}

bool Matcher::package(const Node* p, const Node* t, Next k) {
  Nodes ps = p->all(Role::Path), ts = t->all(Role::Path);
  if (ps.size() == 1 && ps[0]->kind == Kind::MetaVar && ts.size() > 1) return bind(ps[0], nameAcross(ts[0], ts.back()), k);
  return list(ps, ts, &Matcher::plain, k);
}

}  // namespace vireon
