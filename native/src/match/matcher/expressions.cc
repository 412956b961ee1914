// Expressions.
#include "match/matcher.h"

#include <algorithm>
#include <cstdlib>

#include "match/live_matches.h"
#include "parse/dockerfile.h"
#include "parse/names.h"

namespace vireon {

bool isExpressionKind(Kind kind) {
  if (kind < Kind::Block) return kind != Kind::Keyword && kind != Kind::CompFor && kind != Kind::CompIf && kind != Kind::ElementAttribute && kind != Kind::Text;
  return kind == Kind::Other || kind == Kind::TypeApply;
}

bool isStatementNode(const Node* node) {
  if (node->kind >= Kind::Block && node->kind <= Kind::Assert)
    return node->kind != Kind::Param && node->kind != Kind::ImportItem && node->kind != Kind::Case && node->kind != Kind::Catch && node->kind != Kind::Finally;
  return node->parent && node->parent->kind == Kind::Block;
}

Within::Within(std::vector<std::pair<uint32_t, uint32_t>> ranges) : reach_(std::move(ranges)) {
  std::sort(reach_.begin(), reach_.end());
  for (size_t i = 1; i < reach_.size(); i++) reach_[i].second = std::max(reach_[i].second, reach_[i - 1].second);
}

bool Within::holds(uint32_t start, uint32_t end) const {
  auto after = std::upper_bound(reach_.begin(), reach_.end(), start, [](uint32_t at, const auto& range) { return at < range.first; });
  return after != reach_.begin() && std::prev(after)->second >= end;
}

bool returnsLast(std::string_view language) { return language == "ruby" || language == "rust" || language == "scala"; }

bool isResult(const Node* node) {
  if (node->kind == Kind::Assign || node->kind == Kind::AugAssign) return false;
  for (const Node* parent = node->parent; parent; node = parent, parent = node->parent) {
    switch (parent->kind) {
      case Kind::Function:
      case Kind::Lambda:
        return node->role == Role::Body;
      case Kind::Block:
        if (parent->items[parent->count - 1] != node) return false;
        break;
      case Kind::ExprStmt:
        break;
      case Kind::If:
        if (node->role != Role::Then && node->role != Role::Else) return false;
        break;
      case Kind::Case:
        if (node->role != Role::Body) return false;
        break;
      case Kind::Switch:
        if (node->role != Role::Case) return false;
        break;
      case Kind::Catch:
      case Kind::Finally:
        if (node->role != Role::Body) return false;
        break;
      case Kind::Try: {
        // What runs last gives the value; a handler runs where something can be thrown.
        if (parent->child(Role::Finally) ? node->role != Role::Finally : node->role != Role::Try && node->role != Role::Handler) return false;
        if (node->role == Role::Handler && !(parent->child(Role::Try) && mayThrow(parent->child(Role::Try)))) return false;
        break;
      }
      default:
        return false;
    }
  }
  return false;
}

NodeIndex::NodeIndex(const Tree& tree, LiveMatches* live) : live_(live) {
  if (live)
    visitParts(tree);
  else
    visit(tree.root);
  for (const Binding& binding : tree.bindings)
    for (std::string_view part : binding.path) addWord(part);
  for (const auto& path : tree.wildcards)
    for (std::string_view part : path) addWord(part);
}

void NodeIndex::visitParts(const Tree& tree) {
  add(tree.root);
  begins_.reserve((tree.parts->size() + 1) * kLists);
  for (size_t part = 0; part < tree.parts->size(); part++) {
    noteBegins();
    live_->beginPart(part);
    for (const Node* node : (*tree.parts)[part].nodes) visit(node);
  }
  noteBegins();
  live_->settle();
}

void NodeIndex::noteBegins() {
  for (const auto& list : lists_) begins_.push_back(static_cast<uint32_t>(list.size()));
}

void NodeIndex::add(const Node* node) {
  lists_[of(node->kind)].push_back(node);
  if (node->kind == Kind::Name || node->kind == Kind::String || node->kind == Kind::Int) addWord(node->text);
  if (isExpressionKind(node->kind) && !node->has(kNotExpression) && !(node->kind == Kind::Pair && node->parent && node->parent->kind == Kind::Object))
    lists_[kExpressions].push_back(node);
  if (isStatementNode(node)) lists_[kStatements].push_back(node);
}

void NodeIndex::visit(const Node* node) {
  add(node);
  if (live_) live_->add(node);
  for (const Node* child : node->children()) visit(child);
}

namespace {
// One pattern at one place may look at so many pairs of nodes, one pattern in one text at so many.
constexpr uint64_t kStepsAtRoot = 200'000, kStepsInText = 30'000'000;
constexpr size_t kMaxResults = 20'000;
constexpr int kMaxDepth = 2500;

bool isLiteralKind(Kind kind) { return kind >= Kind::Int && kind <= Kind::Regex; }
bool isPlaceholder(const Node* p) { return p->kind <= Kind::TypedMeta; }
}  // namespace

bool Matcher::tick() {
  if (++steps_ <= stepLimit_ && depth_ < kMaxDepth) return true;
  exhausted_ = true;
  return false;
}

bool Matcher::record(uint32_t start, uint32_t end) {
  if (results_->size() >= kMaxResults) {
    exhausted_ = true;
    return true;
  }
  for (size_t i = results_->size(); i-- > 0;) {
    const PatternMatch& known = (*results_)[i];
    if (known.start != start) break;
    if (known.end != end || known.bindings.size() != bindings_.size()) continue;
    bool same = true;
    for (size_t b = 0; b < bindings_.size() && same; b++)
      same = known.bindings[b].id == bindings_[b].id && known.bindings[b].start == bindings_[b].start && known.bindings[b].end == bindings_[b].end && known.bindings[b].text == bindings_[b].text;
    if (same) return false;
  }
  results_->push_back({start, end, bindings_});
  return false;
}

void Matcher::matchRoot(const Pattern& pattern, const Node* at) {
  stepLimit_ = steps_ + kStepsAtRoot;
  const Node* p = pattern.root;
  auto done = [&] { return record(at->start, at->end); };
  if (pattern.sort == Pattern::Sort::Expression && !isStatementNode(p))
    any(p, at, done);
  else
    statement(p, at, done);
}

void Matcher::matchSequence(const Pattern& pattern, const Node* block, size_t index) {
  stepLimit_ = steps_ + kStepsAtRoot;
  sequenceEnd_ = 0;
  uint32_t start = block->items[index]->start;
  Nodes ps(const_cast<Node* const*>(pattern.statements.data()), pattern.statements.size());
  sequenceDeep(ps, 0, block, index, true, [&] { return record(start, std::max(sequenceEnd_, start)); });
}

namespace {

// A later clause of one function (Elixir), which a pattern that says nothing of parameters finds at the first.
bool continuesClauses(const Node* pattern, const Node* function) {
  const Node *name = function->child(Role::Name), *block = function->parent;
  const auto& asked = pattern->all(Role::Param);
  const bool any = std::all_of(asked.begin(), asked.end(), [](const Node* param) { return param->kind == Kind::Ellipsis; });
  if (!any || !name || !block) return false;
  const Node* before = nullptr;
  for (const Node* each : block->children()) {
    if (each == function) break;
    before = each;
  }
  const Node* earlier = before && before->kind == Kind::Function ? before->child(Role::Name) : nullptr;
  return earlier && earlier->text == name->text && before->all(Role::Param).size() == function->all(Role::Param).size();
}

}  // namespace

std::vector<PatternMatch> Matcher::findAt(const Pattern& pattern, const MatchOptions& options, const Node* at, const Bindings& given) {
  options_ = options;
  bindings_ = given;
  exhausted_ = false;
  std::vector<PatternMatch> results;
  results_ = &results;
  if (pattern.sort != Pattern::Sort::Statements) matchRoot(pattern, at);
  return results;
}

/** Calls `look` with the number of each list of nodes that the pattern may match at. */
template <class F>
void Matcher::eachCandidate(const Pattern& pattern, const F& look) {
  const Node* p = pattern.root;
  auto kinds = [&](std::initializer_list<Kind> list) {
    for (Kind kind : list) look(NodeIndex::of(kind));
  };
  if (pattern.sort == Pattern::Sort::Statements) return kinds({Kind::Block});
  if (pattern.sort == Pattern::Sort::Statement) {
    switch (p->kind) {
      case Kind::ExprStmt: {
        const Node* inner = p->count ? p->items[0] : nullptr;
        if (inner && (isPlaceholder(inner)))
          look(NodeIndex::kStatements);
        else
          kinds({Kind::ExprStmt, Kind::VarDef, Kind::Return, Kind::Function});
        break;
      }
      case Kind::Ellipsis:
      case Kind::MetaVar:
      case Kind::MetaEllipsis:
        look(NodeIndex::kStatements);
        break;
      case Kind::Function:
        kinds({Kind::Function, Kind::VarDef, Kind::Pair, Kind::Lambda});
        break;
      case Kind::Import:
        kinds({Kind::Import, Kind::VarDef});
        break;
      case Kind::For:
        kinds({Kind::For, Kind::ForEach});
        break;
      case Kind::Return:
        kinds({Kind::Return});
        if (returnsLast(tree_.language)) look(NodeIndex::kExpressions);
        break;
      default:
        kinds({p->kind});
    }
    return;
  }
  switch (p->kind) {
    case Kind::Ellipsis:
    case Kind::MetaVar:
    case Kind::MetaEllipsis:
    case Kind::DeepEllipsis:
    case Kind::TypedMeta:
      look(NodeIndex::kExpressions);
      if (p->kind == Kind::DeepEllipsis && p->items[0]->kind == Kind::Assign) kinds({Kind::VarDef});
      break;
    case Kind::Name:
    case Kind::Member:
      kinds({Kind::Name, Kind::Member});
      if (p->kind == Kind::Member && p->child(Role::Name) && p->child(Role::Name)->kind == Kind::Ellipsis) kinds({Kind::Call});
      break;
    case Kind::Int:
    case Kind::Float:
    case Kind::String:
    case Kind::Bool:
    case Kind::Null:
    case Kind::Regex:
      kinds({p->kind, Kind::Name, Kind::Member, Kind::Binary, Kind::Template, Kind::Ternary, Kind::Unary, Kind::Cast, Kind::Call});
      break;
    case Kind::Assign:
      kinds({Kind::Assign, Kind::VarDef});
      break;
    case Kind::Call:
      kinds({Kind::Call});
      if (tree_.language == "ruby") kinds({Kind::Name});
      break;
    case Kind::New:
      kinds({Kind::New});
      if (p->text == "literal" && !p->child(Role::Type)) kinds({Kind::Array});
      break;
    case Kind::Object:
      kinds({Kind::Object, Kind::New});
      break;
    case Kind::Lambda:
      kinds({Kind::Lambda, Kind::Function});
      break;
    case Kind::Pair:
      kinds({Kind::Pair});
      if (p->child(Role::Value) && p->child(Role::Value)->kind == Kind::Ellipsis) kinds({Kind::Function});
      break;
    case Kind::Set:
    case Kind::Dict:
      kinds({Kind::Set, Kind::Dict});
      break;
    case Kind::Array:
      kinds({Kind::Array, Kind::Comprehension, Kind::New});
      break;
    case Kind::Tuple:
    case Kind::Comprehension:
      kinds({Kind::Tuple, Kind::Comprehension});
      break;
    default:
      kinds({p->kind});
  }
}

std::vector<PatternMatch> Matcher::find(const Pattern& pattern, const MatchOptions& options, const Bindings& given,
                                        const Within* within, bool inside) {
  inside_ = inside;
  options_ = options;
  bindings_ = given;
  exhausted_ = false;
  std::vector<PatternMatch> results;
  results_ = &results;
  const uint64_t begun = steps_, budget = steps_ + kStepsInText;
  const Node* p = pattern.root;
  auto sequences = [&](const Node* block) {
    for (size_t i = 0; i < block->count && steps_ <= budget; i++) matchSequence(pattern, block, i);
  };
  auto over = [&](NodeIndex::List nodes) {
    for (const Node* node : nodes) {
      if (pattern.sort == Pattern::Sort::Statements) {
        sequences(node);
      } else {
        if (node->has(kNotExpression) && pattern.sort == Pattern::Sort::Expression && isExpressionKind(node->kind)) continue;
        if (within && !within->holds(node->start, node->end)) continue;
        if (!inside && p->kind == Kind::Function && tree_.language == "elixir" && node->kind == Kind::Function && continuesClauses(p, node)) continue;
        matchRoot(pattern, node);
      }
      if (steps_ > budget) {
        exhausted_ = true;
        return;
      }
    }
  };
  if (!live_ || !given.empty() || within) {
    eachCandidate(pattern, [&](size_t list) { over(index_.all(list)); });
    return results;
  }

  LiveMatches::Seen& seen = live_->of(pattern, inside);
  const bool whole = seen.version == 0;
  const std::vector<uint32_t> tried = live_->toTry(seen);
  std::vector<bool> matched(tried.size());
  eachCandidate(pattern, [&](size_t list) {
    over(index_.head(list));
    for (size_t i = 0; i < tried.size(); i++) {
      const size_t before = results.size();
      over(index_.ofPart(list, tried[i]));
      if (results.size() != before) matched[i] = true;
    }
  });
  seen.steps += steps_ - begun;
  if (!exhausted_ && seen.steps <= kStepsInText / 2) {
    live_->keep(seen, tried, matched);
    return results;
  }
  // Bounds count over all of the text.
  live_->forget(pattern, inside);
  return whole ? results : find(pattern, options, given, within, inside);
}

const Node* Matcher::valueOf(const Node* t) const {
  if (!t->info || !t->info->value || (t->kind != Kind::Name && t->kind != Kind::Member)) return nullptr;
  return t->info->value;
}

Node* Matcher::synthetic(Kind kind, const Node* at) {
  Node* node = tree_.arena.make<Node>();
  node->kind = kind;
  node->start = at->start;
  node->end = at->end;
  node->flags = kSynthetic;
  return node;
}

Node* Matcher::nameAt(std::string_view text, const Node* at) {
  Node* name = synthetic(Kind::Name, at);
  name->text = text;
  name->hash = hashOf(text);
  return name;
}

bool Matcher::any(const Node* p, const Node* t, Next k) {
  switch (p->kind) {
    case Kind::Attribute:
      return t->kind == Kind::Attribute && attribute(p, t, k);
    case Kind::Param:
      return param(p, t, k);
    case Kind::Case:
      return t->kind == Kind::Case && caseClause(p, t, k);
    case Kind::Catch:
      return t->kind == Kind::Catch && catchClause(p, t, k);
    case Kind::Finally:
      return t->kind == Kind::Finally && optional(p->child(Role::Body), t->child(Role::Body), false, k);
    case Kind::Pair:
    case Kind::Keyword:
      return field(p, t, k);
    default:
      break;
  }
  if (isStatementNode(p) && p->kind >= Kind::Block) return statement(p, t, k);
  if (p->kind == Kind::Assign && t->kind == Kind::VarDef) return assign(p, t, k);
  return expression(p, t, true, k);
}

bool Matcher::expression(const Node* p, const Node* t, bool root, Next k) {
  if (!tick()) return true;
  struct Depth {
    int& depth;
    ~Depth() { depth--; }
  } depth{++depth_};
  if (t->kind == Kind::Keyword && p->kind != Kind::Keyword && p->kind != Kind::Ellipsis) return false;
  if (t->kind == Kind::Cast && !root && p->kind != Kind::Ellipsis && t->child(Role::Operand))
    if (expression(p, t->child(Role::Operand), root, k)) return true;
  switch (p->kind) {
    case Kind::Ellipsis:
      return k();
    case Kind::MetaVar:
      return bind(p, t, k);
    case Kind::MetaEllipsis:
      return bind(p, t, k);
    case Kind::TypedMeta:
      return typed(p, t, k);
    case Kind::DeepEllipsis:
      return deep(p->items[0], t, false, k);
    default:
      break;
  }
  if (isLiteralKind(p->kind) && (p->kind != Kind::Regex || t->kind != Kind::Regex)) return literal(p, t, k);
  if (structure(p, t, k)) return true;
  if ((p->kind == Kind::Member || p->kind == Kind::Name) && throughImports(p, t, k)) return true;
  if (options_.symbolic && !root && t->kind == Kind::Name && derefs_ < 20) {
    if (const Node* value = valueOf(t); value && value != t && !isLiteralKind(value->kind)) {
      derefs_++;
      bool stop = expression(p, value, false, k);
      derefs_--;
      return stop;
    }
  }
  return false;
}

bool Matcher::structure(const Node* p, const Node* t, Next k) {
  switch (p->kind) {
    case Kind::Name:
      return name(p, t, k);
    case Kind::Call:
      if (t->kind == Kind::Name && tree_.language == "ruby") return bareCall(p, t, k);
      return t->kind == Kind::Call && call(p, t, k);
    case Kind::Member:
      return member(p, t, k);
    case Kind::Binary:
      return t->kind == Kind::Binary && binary(p, t, k);
    case Kind::Assign:
      return assign(p, t, k);
    case Kind::Template:
      return t->kind == Kind::Template && templates(p, t, k);
    case Kind::Lambda:
      return lambda(p, t, k);
    case Kind::Function:
    case Kind::Class:
    case Kind::VarDef:
      return definition(p, t, k);
    case Kind::Regex:
      return t->kind == Kind::Regex && regexLiteral(p, t, k);
    case Kind::Element:
      return t->kind == Kind::Element && element(p, t, k);
    case Kind::Object:
      return t->kind == Kind::Object && fields(p->children(), t->children(), k);
    case Kind::Set:
    case Kind::Dict: {
      if (t->kind != Kind::Set && t->kind != Kind::Dict) return false;
      bool onlyEllipsis = p->count == 1 && p->items[0]->kind == Kind::Ellipsis;
      if (onlyEllipsis || (p->count == 0 && t->count == 0)) return k();
      if (p->kind != t->kind) return false;
      bool more = false;
      for (const Node* item : p->children()) more |= item->kind == Kind::Ellipsis || item->kind == Kind::MetaEllipsis;
      return anyOrder(p->children(), t->children(), more, &Matcher::entry, k);
    }
    case Kind::Array:
    case Kind::Tuple:
      if (t->kind == Kind::Comprehension && p->count == 1 && p->items[0]->kind == Kind::Ellipsis)
        return (t->text == "list") == (p->kind == Kind::Array) && k();
      return t->kind == p->kind && list(p->children(), 0, t->children(), 0, false, &Matcher::plain, k);
    case Kind::Pair:
    case Kind::Keyword:
      return field(p, t, k);
    case Kind::New: {
      // A literal without its type, as it stands in a list of them.
      if (t->kind == Kind::Array && p->text == "literal" && !p->child(Role::Type)) return arguments(p->all(Role::Arg), t->children(), k);
      if (t->kind != Kind::New || p->hash != t->hash) return false;
      return optional(p->child(Role::Type), t->child(Role::Type), p->text == "literal", [&] {
        auto rest = [&] {
          return optional(p->child(Role::Object), t->child(Role::Object), false, [&] {
            const Node *pb = p->child(Role::Body), *tb = t->child(Role::Body);
            if (!pb) return k();
            return tb && fields(pb->children(), tb->children(), k);
          });
        };
        return arguments(p->all(Role::Arg), t->all(Role::Arg), rest);
      });
    }
    default:
      return generic(p, t, k);
  }
}

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

bool Matcher::literal(const Node* p, const Node* t, Next k) {
  if (isLiteralKind(t->kind)) return literalSame(p, t, k);
  if (p->kind == Kind::Int && t->kind == Kind::Unary && t->text == "-" && p->text.starts_with("-")) return false;
  if (!options_.constants) return false;
  const Node* value = constantOf(tree_, t);
  if (!value) return false;
  if (isAnyString(value))
    return p->kind == Kind::String && p->part && p->part->sort == PatternPart::Sort::Any && k();
  if (p->kind != value->kind) return false;
  // A metavariable stands for the place where the value is used.
  if (value->start != t->start || value->end != t->end) {
    Node* here = synthetic(value->kind, t);
    here->text = value->text;
    here->hash = value->hash;
    here->flags |= kRawText;
    return literalSame(p, here, k);
  }
  return literalSame(p, value, k);
}

namespace {

bool sameNumber(std::string_view a, std::string_view b) {
  if (a == b) return true;
  auto clean = [](std::string_view text) {
    std::string out;
    for (char c : text)
      if (c != '_') out += c;
    while (!out.empty() && (out.back() == 'l' || out.back() == 'L' || out.back() == 'n')) out.pop_back();
    if (out.size() > 2 && out[0] == '0' && (out[1] == 'o' || out[1] == 'O')) out.erase(1, 1);
    return out;
  };
  std::string x = clean(a), y = clean(b);
  if (x == y) return true;
  auto value = [](const std::string& text, double& out) {
    char* end = nullptr;
    bool octal = text.size() > 1 && text[0] == '0' && text.find_first_not_of("01234567") == text.npos;
    bool binary = text.size() > 2 && text[0] == '0' && (text[1] == 'b' || text[1] == 'B');
    if (octal)
      out = static_cast<double>(std::strtoull(text.c_str(), &end, 8));
    else if (binary)
      out = static_cast<double>(std::strtoull(text.c_str() + 2, &end, 2));
    else
      out = std::strtod(text.c_str(), &end);
    return end && *end == '\0' && end != text.c_str();
  };
  double one, two;
  return value(x, one) && value(y, two) && one == two;
}

}  // namespace

bool Matcher::literalSame(const Node* p, const Node* t, Next k) {
  bool numbers = (p->kind == Kind::Int || p->kind == Kind::Float) && (t->kind == Kind::Int || t->kind == Kind::Float);
  if (p->kind == Kind::Regex) return t->kind == Kind::Regex && regexLiteral(p, t, k);
  if (numbers) return (p->kind == t->kind || tree_.language == "yaml") && sameNumber(p->text, t->text) && k();
  // Terraform turns quoted numbers and truth values into what is wanted.
  if (tree_.language == "terraform" && t->kind == Kind::String && (p->kind == Kind::Int || p->kind == Kind::Float || p->kind == Kind::Bool))
    return p->text == t->text && k();
  if (p->kind != t->kind) return false;
  if (p->kind == Kind::Null) return k();
  if (p->kind == Kind::Bool) {
    auto yes = [](std::string_view text) { return !text.empty() && (text[0] == 't' || text[0] == 'T'); };
    return yes(p->text) == yes(t->text) && k();
  }
  return text(p, t->text, t, k);
}

// A string of the pattern against a text: any, a metavariable, a regular expression, or the same.
bool Matcher::text(const Node* p, std::string_view text, const Node* at, Next k) {
  const PatternPart* part = p->part;
  if (!part) return p->text == text && k();
  if (part->sort == PatternPart::Sort::Any) return k();
  if (part->sort == PatternPart::Sort::Regex) {
    RegexMatch found;
    if (!part->regex) return false;
    Regex::Outcome outcome = part->regex->find(text, 0, found);
    if (outcome == Regex::Outcome::bound) exhausted_ = true;
    return outcome == Regex::Outcome::found && k();
  }
  uint32_t start = at->start, end = at->end;
  if (text.data() >= tree_.source.data() && text.data() <= tree_.source.data() + tree_.source.size()) {
    start = text.data() - tree_.source.data();
    end = start + text.size();
  }
  return bindText(p, text, start, end, k);
}

bool Matcher::regexLiteral(const Node* p, const Node* t, Next k) {
  const Node *wanted = p->child(Role::Modifier), *flags = t->child(Role::Modifier);
  if (wanted && (!flags || wanted->text != flags->text)) return false;
  return text(p, t->text, t, k);
}

bool Matcher::call(const Node* p, const Node* t, Next k) {
  if (p->hash != t->hash || (p->flags & kTagged) != (t->flags & kTagged)) return false;
  const Node *pc = p->child(Role::Callee), *tc = t->child(Role::Callee);
  auto rest = [&] {
    Nodes given = p->all(Role::TypeArg);
    auto args = [&] { return arguments(p->all(Role::Arg), t->all(Role::Arg), k); };
    if (given.empty()) return args();
    return list(given, 0, t->all(Role::TypeArg), 0, false, &Matcher::plain, args);
  };
  // Flags of a Dockerfile's instruction: those that the pattern names must be there.
  if (!p->all(Role::Attribute).empty()) return anyOrder(p->all(Role::Attribute), t->all(Role::Attribute), true, &Matcher::field, rest);
  if (!pc || !tc) return pc == tc && rest();
  return expression(pc, tc, false, rest);
}

// In Ruby a name that nothing was assigned to is a call.
bool Matcher::bareCall(const Node* p, const Node* t, Next k) {
  const Node* callee = p->child(Role::Callee);
  const Binding* binding = t->info ? t->info->binding : nullptr;
  bool known = binding && (!binding->declaration || binding->declaration->start < t->start || binding->sort == Binding::Sort::Param);
  bool declared = t->has(kSpecialName) || t->role == Role::Left || known || !callee || callee->kind == Kind::Member;
  bool constant = !t->text.empty() && !(std::islower(static_cast<unsigned char>(t->text[0])) || t->text[0] == '_');
  if (declared || constant) return false;
  return expression(callee, t, false, [&] { return arguments(p->all(Role::Arg), {}, k); });
}

bool Matcher::memberName(const Node* p, const Node* t, Next k) {
  if (!p || !t) return p == t && k();
  if (p->kind == Kind::Name && t->kind == Kind::Name) return p->hash == t->hash && p->text == t->text && k();
  return expression(p, t, false, k);
}

bool Matcher::member(const Node* p, const Node* t, Next k) {
  const Node *object = p->child(Role::Object), *last = p->child(Role::Name);
  if (!object || !last) return generic(p, t, k);
  if (last->kind == Kind::Ellipsis) {
    // a. ... matches a and everything that is called on it.
    bool chain = t->kind == Kind::Member || (t->kind == Kind::Call && t->child(Role::Callee) && t->child(Role::Callee)->kind == Kind::Member);
    if (!chain) return false;
    for (const Node* at = t; at;) {
      if (expression(object, at, false, k)) return true;
      const Node* step = at->kind == Kind::Call ? at->child(Role::Callee) : at;
      if (!step || step->kind != Kind::Member) break;
      at = step->child(Role::Object);
    }
    return false;
  }
  if (t->kind != Kind::Member || (p->has(kOptionalChain) && !t->has(kOptionalChain))) return false;
  const Node *to = t->child(Role::Object), *tn = t->child(Role::Name);
  if (!to) return false;
  return memberName(last, tn, [&] {
    if (object->kind == Kind::Member && object->child(Role::Name) && object->child(Role::Name)->kind == Kind::Ellipsis &&
        object->child(Role::Object))
      if (expression(object->child(Role::Object), to, false, k)) return true;
    return expression(object, to, false, k);
  });
}

namespace {

bool isAssociative(std::string_view op) {
  return op == "&&" || op == "||" || op == "and" || op == "or" || op == "|" || op == "&" || op == "^";
}
bool isCommutative(std::string_view op) { return op == "|" || op == "&" || op == "^"; }

// Operands of a chain of one operator, however it is bracketed.
void operands(const Node* node, uint32_t op, std::vector<Node*>& out) {
  for (Node* child : node->children()) {
    if (child->kind == Kind::Binary && child->hash == op)
      operands(child, op, out);
    else
      out.push_back(child);
  }
}

}  // namespace

bool Matcher::binary(const Node* p, const Node* t, Next k) {
  const Node *left = p->child(Role::Left), *right = p->child(Role::Right);
  const Node *tl = t->child(Role::Left), *tr = t->child(Role::Right);
  if (!left || !right || !tl || !tr || p->hash != t->hash || p->text != t->text) return false;
  bool associates = options_.acMatching && (isAssociative(p->text) || (p->text == "." && tree_.language == "php")) && tree_.language != "bash";
  bool commutes = (isCommutative(p->text) && tree_.language != "vb") || (options_.commutativeBool && isAssociative(p->text));
  if (associates && commutes) return commutative(p, t, k);
  if (associates) {
    std::vector<Node*> ps, ts;
    operands(p, p->hash, ps);
    operands(t, t->hash, ts);
    return associative(ps, 0, ts, 0, t, k);
  }
  if (right->kind == Kind::Ellipsis && tree_.language != "bash") {
    // 1 + ... : whatever follows.
    bool found = false;
    bool stop = expression(left, tl, false, [&] {
      found = true;
      return k();
    });
    if (stop || found) return stop;
    return expression(p, tl, false, k);
  }
  if (expression(left, tl, false, [&] { return expression(right, tr, false, k); })) return true;
  bool equality = p->text == "==" || p->text == "!=";
  if (equality && options_.symmetricEq) return expression(left, tr, false, [&] { return expression(right, tl, false, k); });
  return false;
}

bool Matcher::associative(Nodes ps, size_t i, Nodes ts, size_t j, const Node* like, Next k) {
  if (!tick()) return true;
  if (i == ps.size()) return j == ts.size() && k();
  const Node* p = ps[i];
  if (p->kind == Kind::Ellipsis) {
    for (size_t to = j; to <= ts.size(); to++)
      if (associative(ps, i + 1, ts, to, like, k)) return true;
    return false;
  }
  if (j == ts.size()) return false;
  if (p->kind == Kind::MetaVar) {
    const Node* run = ts[j];
    for (size_t to = j + 1; to <= ts.size(); to++) {
      if (!tick()) return true;
      if (to > j + 1) run = joined(run, ts[to - 1], like);
      // The last one takes all that is left.
      if (i + 1 == ps.size() && to < ts.size()) continue;
      if (bind(p, run, [&] { return associative(ps, i + 1, ts, to, like, k); })) return true;
    }
    return false;
  }
  return expression(p, ts[j], false, [&] { return associative(ps, i + 1, ts, j + 1, like, k); });
}

// One node for each run, or long chains, whose parts are chains too, would fill the memory with the same ones.
const Node* Matcher::joined(const Node* left, Node* right, const Node* like) {
  Node*& known = joined_[{left, right, like->hash}];
  if (known) return known;
  known = synthetic(Kind::Binary, left);
  known->end = right->end;
  known->text = like->text;
  known->hash = like->hash;
  known->count = 2;
  known->items = tree_.arena.array<Node*>(2);
  known->items[0] = const_cast<Node*>(left);
  known->items[1] = right;
  return known;
}

// Each operand of the pattern takes another one of the text; those left over do no harm.
bool Matcher::commutative(const Node* p, const Node* t, Next k) {
  std::vector<Node*> all, ts, fixed, open;
  operands(p, p->hash, all);
  operands(t, t->hash, ts);
  for (Node* each : all) (each->kind == Kind::MetaVar ? open : each->kind == Kind::Ellipsis ? open : fixed).push_back(each);
  std::erase_if(open, [](Node* each) { return each->kind == Kind::Ellipsis; });
  std::vector<bool> used(ts.size(), false);
  // Metavariables take one operand each, the last of them all that is left as well.
  auto openOnes = [&] {
    if (open.empty()) return k();
    std::vector<Node*> left;
    for (size_t i = 0; i < ts.size(); i++)
      if (!used[i]) left.push_back(ts[i]);
    if (left.size() < open.size()) return false;
    // In any order where there are few; else in the order of the text.
    if (left.size() > 3) return list(open, 0, left, 0, true, &Matcher::plain, k);
    if (left.size() > open.size() && associative(open, 0, left, 0, t, k)) return true;
    std::vector<bool> taken(left.size(), false);
    return anyOrder(open, 0, left, taken, true, &Matcher::plain, k);
  };
  return anyOrder(fixed, 0, ts, used, true, &Matcher::plain, openOnes);
}

bool Matcher::assign(const Node* p, const Node* t, Next k) {
  const Node *left = p->child(Role::Left), *right = p->child(Role::Right);
  if (!left || !right) return false;
  if (t->kind == Kind::VarDef) {
    if (!options_.vardefAssign || p->hash) return false;
    const Node* value = t->child(Role::Value);
    const Node* target = t->child(Role::Name);
    if (!target) target = t->child(Role::Target);
    if (!value || !target) return false;
    return expression(left, target, false, [&] { return expression(right, value, false, k); });
  }
  if (t->kind != Kind::Assign) return false;
  if (p->hash != 0 && p->hash != t->hash) return false;
  const Node *tl = t->child(Role::Left), *tr = t->child(Role::Right);
  if (!tl || !tr) return false;
  auto withType = [&] { return optional(p->child(Role::Type), t->child(Role::Type), true, k); };
  if (expression(left, tl, false, [&] { return expression(right, tr, false, withType); })) return true;
  if (tl->kind == Kind::Tuple && (tr->kind == Kind::Tuple || (tr->kind == Kind::Array && tree_.language == "ruby")) && tl->count == tr->count)
    for (uint32_t i = 0; i < tl->count; i++)
      if (expression(left, tl->items[i], false, [&] { return expression(right, tr->items[i], false, k); })) return true;
  return false;
}

bool Matcher::templates(const Node* p, const Node* t, Next k) {
  if (p->has(kFormatString) && !t->has(kFormatString)) return false;
  if (p->has(kTagged) != t->has(kTagged)) return false;
  return list(p->children(), 0, t->children(), 0, false, &Matcher::entry, k);
}

bool Matcher::lambda(const Node* p, const Node* t, Next k) {
  if (t->kind == Kind::Lambda) return functionParts(p, t, k);
  return false;
}

bool Matcher::type(const Node* p, const Node* t, Next k) {
  return expression(p, t, false, k);
}

namespace {

std::string_view lastName(const Node* type) {
  if (type->kind == Kind::Member && type->child(Role::Name)) return type->child(Role::Name)->text;
  if (type->kind == Kind::TypeApply && type->child(Role::Name)) return lastName(type->child(Role::Name));
  return type->text;
}

bool oneOf(std::string_view text, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), text) != list.end();
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

}  // namespace

namespace {

bool isBooleanName(std::string_view name) { return oneOf(name, {"bool", "boolean", "Boolean"}); }

// What calls of well-known methods give, whoever they are called on.
std::string_view resultOf(std::string_view method) {
  if (oneOf(method, {"equals", "equalsIgnoreCase", "isEmpty", "contains", "containsKey", "startsWith", "endsWith", "matches"})) return "boolean";
  if (oneOf(method, {"size", "length", "indexOf", "lastIndexOf", "hashCode", "compareTo"})) return "int";
  if (oneOf(method, {"toString", "substring", "trim", "toLowerCase", "toUpperCase", "concat", "replaceAll"})) return "String";
  return {};
}

}  // namespace

// The declared type of a name, or that of what made it.
const Node* Matcher::declaredType(const Node* t) {
  if (t->kind == Kind::New || t->kind == Kind::Cast) return t->child(Role::Type);
  if (t->kind == Kind::Await && t->child(Role::Operand)) return declaredType(t->child(Role::Operand));
  if (t->kind == Kind::Ternary && t->child(Role::Then)) return declaredType(t->child(Role::Then));
  if (t->kind == Kind::Unary && t->text == "&" && t->child(Role::Operand) && t->child(Role::Operand)->kind == Kind::New && t->child(Role::Operand)->child(Role::Type)) {
    Node* pointer = synthetic(Kind::PointerType, t);
    pointer->count = 1;
    pointer->items = tree_.arena.array<Node*>(1);
    pointer->items[0] = tree_.arena.make<Node>();
    *pointer->items[0] = *t->child(Role::Operand)->child(Role::Type);
    pointer->items[0]->role = Role::Type;
    return pointer;
  }
  bool makesPointer = t->kind == Kind::Call && tree_.language == "go" && t->child(Role::Callee) && t->child(Role::Callee)->text == "new" && t->all(Role::Arg).size() == 1;
  if (makesPointer) {
    Node* pointer = synthetic(Kind::PointerType, t);
    pointer->count = 1;
    pointer->items = tree_.arena.array<Node*>(1);
    pointer->items[0] = tree_.arena.make<Node>();
    *pointer->items[0] = *t->all(Role::Arg)[0];
    pointer->items[0]->role = Role::Type;
    return pointer;
  }
  if (t->kind == Kind::Call && tree_.language == "go" && t->child(Role::Callee) && oneOf(t->child(Role::Callee)->text, {"make"}) && !t->all(Role::Arg).empty())
    return t->all(Role::Arg)[0];
  // Dart's constructors are called like functions; types begin with a large letter.
  if (t->kind == Kind::Call && tree_.language == "dart") {
    const Node* made = t->child(Role::Callee);
    const std::string_view name = made ? lastName(made) : std::string_view();
    if (made && made->kind != Kind::Member && !name.empty() && name[0] >= 'A' && name[0] <= 'Z') return made;
  }
  const Binding* binding = t->info ? t->info->binding : nullptr;
  if (!binding || depth_ > kMaxDepth / 2) return nullptr;
  if (binding->type && binding->type->text != "var") return binding->type;
  if (!binding->value || binding->value == t) return nullptr;
  depth_++;
  const Node* known = declaredType(binding->value);
  depth_--;
  return known;
}

// The name of a type that follows from the form of an expression; empty where it does not.
std::string_view Matcher::impliedType(const Node* t) {
  if (depth_ > kMaxDepth / 2) return {};
  struct Depth {
    int& depth;
    ~Depth() { depth--; }
  } depth{++depth_};
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
      if (t->text == "+" && (unboxed(a) == "String" || unboxed(b) == "String")) return "String";
      if (oneOf(t->text, {"^", "|", "&"}) && (isBooleanName(a) || isBooleanName(b))) return "boolean";
      if (oneOf(t->text, {"+", "-"}) && !a.empty() && unboxed(a) == unboxed(b)) return a;
      return {};
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
  std::string_view name = lastName(wanted);
  if (t->kind == Kind::String && wanted->kind == Kind::PointerType && (tree_.language == "c" || tree_.language == "cpp")) {
    // A quoted text is a `char *`.
    const Node* element = wanted->child(Role::Type);
    return element && expression(element, nameAt("char", t), false, done);
  }
  if (isLiteralKind(t->kind) && t->kind != Kind::Null) {
    if (wanted->kind == Kind::MetaVar) return bind(wanted, nameAt(impliedType(t), t), done);
    bool oneNumber = tree_.language == "javascript" || tree_.language == "typescript" || tree_.language == "tsx";
    return wanted->kind == Kind::Name && literalHasType(t, name, oneNumber) && done();
  }
  const bool pointers = tree_.language == "c" || tree_.language == "cpp";
  if (pointers && t->kind == Kind::Null && wanted->kind == Kind::PointerType) return done();
  const Node* known = declaredType(t);
  if (known) {
    if (type(wanted, known, done)) return true;
    // A pattern that says less than the declaration: List for List<String>, Boolean for java.lang.Boolean.
    if (known->kind == Kind::TypeApply && wanted->kind != Kind::TypeApply && known->child(Role::Name)) return type(wanted, known->child(Role::Name), done);
    bool plainKnown = known->kind == Kind::Name || (known->kind == Kind::Member && tree_.slice(known).starts_with("java.lang."));
    return wanted->kind == Kind::Name && plainKnown && unboxed(name) == unboxed(lastName(known)) && done();
  }
  // A class's own name, where its static parts are used.
  const Binding* binding = t->info ? t->info->binding : nullptr;
  bool className = t->kind == Kind::Name && tree_.language == "java" && (!binding || binding->sort == Binding::Sort::Import || binding->sort == Binding::Sort::Class);
  if (className && wanted->kind == Kind::Name && t->text == name) return done();
  std::string_view implied = impliedType(t);
  if (implied.empty()) return false;
  if (wanted->kind == Kind::MetaVar) return bind(wanted, nameAt(implied, t), done);
  if (wanted->kind != Kind::Name) return false;
  if (unboxed(implied) == unboxed(name)) return done();
  return ((implied == "String" && name == "string") || (implied == "int" && name == "number") || (implied == "int" && name == "float" && tree_.language == "javascript") ||
          (implied == "float" && oneOf(name, {"number", "double", "float64"}))) && done();
}

bool Matcher::element(const Node* p, const Node* t, Next k) {
  if (!options_.singletonLoose && p->has(kSelfClosing) != t->has(kSelfClosing)) return false;
  const Node *pn = p->child(Role::Name), *tn = t->child(Role::Name);
  if ((pn == nullptr) != (tn == nullptr)) return false;
  auto body = [&] {
    Nodes ps = p->all(Role::Item), ts = t->all(Role::Item);
    bool more = false;
    std::vector<Node*> kept;
    for (Node* child : ps) {
      bool dots = child->kind == Kind::Ellipsis || (child->kind == Kind::Text && child->part && child->part->sort == PatternPart::Sort::Any);
      if (dots)
        more = true;
      else
        kept.push_back(child);
    }
    if (kept.size() == 1 && kept[0]->part && kept[0]->part->ellipsis) return bindList(kept[0], ts, t, k);
    if (options_.childrenOrdered) return list(ps, 0, ts, 0, true, &Matcher::entry, k);
    return anyOrder(kept, ts, more, &Matcher::entry, k);
  };
  auto attributes = [&] {
    std::vector<Node*> kept;
    bool more = options_.attributesImplicit;
    for (Node* child : p->all(Role::Param)) {
      if (child->kind == Kind::Ellipsis)
        more = true;
      else
        kept.push_back(child);
    }
    return anyOrder(kept, t->all(Role::Param), more, &Matcher::entry, body);
  };
  if (!pn) return attributes();
  return expression(pn, tn, false, attributes);
}

namespace {

// Expressions right below an expression. Statements in lambdas are left to those who look at statements.
template <class F>
bool eachSubexpression(const Node* t, bool implicit, const F& visit) {
  auto all = [&](std::initializer_list<Role> roles) {
    for (const Node* child : t->children())
      if (std::find(roles.begin(), roles.end(), child->role) != roles.end() && visit(child)) return true;
    return false;
  };
  if (implicit) {
    switch (t->kind) {
      case Kind::Assign:
      case Kind::AugAssign:
        return all({Role::Right});
      case Kind::VarDef:
        return all({Role::Value});
      case Kind::Call:
        return all({Role::Callee, Role::Arg});
      case Kind::Binary:
        return all({Role::Left, Role::Right});
      case Kind::Unary:
      case Kind::Update:
      case Kind::Spread:
        return all({Role::Operand});
      case Kind::Cast:
      case Kind::Await:
      case Kind::Yield:
        return all({Role::Operand});
      case Kind::Member:
        return all({Role::Object});
      case Kind::Array:
      case Kind::Tuple:
      case Kind::Set:
      case Kind::Dict:
      case Kind::Object:
      case Kind::Sequence:
      case Kind::Template:
        return all({Role::Item});
      case Kind::Pair:
        return all({Role::Key, Role::Value});
      case Kind::Keyword:
        return all({Role::Value});
      default:
        return false;
    }
  }
  if (t->kind == Kind::Lambda) {
    const Node* body = t->child(Role::Body);
    return body && body->kind != Kind::Block && visit(body);
  }
  for (const Node* child : t->children()) {
    if (child->has(kNotExpression) || child->kind == Kind::Block) continue;
    if (child->role == Role::Type || child->role == Role::TypeArg) continue;
    if (visit(child)) return true;
  }
  return false;
}

}  // namespace

bool Matcher::deep(const Node* p, const Node* t, bool implicit, Next k) {
  if (!tick()) return true;
  struct Depth {
    int& depth;
    ~Depth() { depth--; }
  } depth{++depth_};
  if (t->kind == Kind::VarDef || isExpressionKind(t->kind)) {
    if (t->kind == Kind::VarDef ? p->kind == Kind::Assign && assign(p, t, k) : expression(p, t, true, k)) return true;
  }
  if (options_.symbolic && t->kind == Kind::Name && derefs_ < 20)
    if (const Node* value = valueOf(t); value && value != t && !isLiteralKind(value->kind)) {
      derefs_++;
      bool stop = deep(p, value, implicit, k);
      derefs_--;
      if (stop) return true;
    }
  return eachSubexpression(t, implicit, [&](const Node* child) { return deep(p, child, implicit, k); });
}

bool Matcher::deepInStatement(const Node* p, const Node* t, Next k) {
  for (const Node* child : t->children()) {
    if (child->kind == Kind::Block || child->role == Role::Body || child->role == Role::Then || child->role == Role::Else) continue;
    if (t->kind == Kind::Function || t->kind == Kind::Class || t->kind == Kind::Import || t->kind == Kind::Try) continue;
    if (child->role == Role::Name || child->role == Role::Type || child->role == Role::Modifier || child->role == Role::Attribute) continue;
    if (deep(p, child, false, k)) return true;
  }
  return false;
}

bool Matcher::key(const Node* p, const Node* t, Next k) {
  if (p->kind == Kind::MetaVar) return bind(p, t, k);
  if (p->kind == Kind::Ellipsis) return k();
  bool plain = t->kind == Kind::Name || t->kind == Kind::String || t->kind == Kind::Int || t->kind == Kind::Float;
  if (p->kind == Kind::String && p->part && plain) return text(p, t->text, t, k);
  if ((p->kind == Kind::Int || p->kind == Kind::Float) && (t->kind == Kind::Int || t->kind == Kind::Float)) return sameNumber(p->text, t->text) && k();
  if ((p->kind == Kind::Name || p->kind == Kind::String || p->kind == Kind::Int) && plain) return p->text == t->text && k();
  return expression(p, t, false, k);
}

constexpr Role kGenericRoles[] = {Role::None, Role::Name, Role::Target, Role::Callee, Role::Object, Role::Operand, Role::Left,
                          Role::Right, Role::Type, Role::Key, Role::Value, Role::Init, Role::Cond, Role::Update,
                          Role::Then, Role::Else, Role::TypeArg, Role::Param, Role::Result, Role::Base, Role::Alias,
                          Role::Path, Role::Body, Role::Arg, Role::Handler, Role::Case, Role::Item};

// The command of a pattern may stand anywhere in the shell text of an instruction.
bool Matcher::shellText(const Node* p, const Node* t, Next k) {
  if (p->count != 1) return p->count == t->count && k();
  const Node* wanted = p->items[0];
  if (wanted->kind == Kind::Ellipsis) return k();
  bool placeholder = wanted->kind == Kind::MetaVar || wanted->kind == Kind::MetaEllipsis;
  auto within = [&](auto& self, const Node* node) -> bool {
    if (!tick()) return true;
    if (node->kind != Kind::Other || node->hash != kShellHash) {
      if (isStatementNode(wanted) && node->kind >= Kind::Block ? any(wanted, node, k) : isExpressionKind(node->kind) && expression(wanted, node, true, k)) return true;
      if (placeholder || (!options_.implicitDeep && node->kind != Kind::Block)) return false;
    }
    for (const Node* child : node->children())
      if (self(self, child)) return true;
    return false;
  };
  return within(within, t);
}

// What is told apart only by kind, spelling and children.
bool Matcher::generic(const Node* p, const Node* t, Next k) {
  if (p->kind != t->kind || p->hash != t->hash) return false;
  if (p->kind == Kind::Other && p->hash == kShellHash) return shellText(p, t, k);
  if (p->count == 0 && t->count == 0) return p->text == t->text && k();
  struct Walk {
    Matcher& self;
    const Node *p, *t;
    Next& k;
    bool from(size_t at) {
      while (at < std::size(kGenericRoles)) {
        Nodes ps = p->all(kGenericRoles[at]), ts = t->all(kGenericRoles[at]);
        if (ps.empty() && ts.empty()) {
          at++;
          continue;
        }
        bool lenient = kGenericRoles[at] == Role::TypeArg || kGenericRoles[at] == Role::Result;
        if (ps.empty() && lenient) {
          at++;
          continue;
        }
        size_t next = at + 1;
        Element element = kGenericRoles[at] == Role::Param ? &Matcher::param : &Matcher::plain;
        return self.list(ps, 0, ts, 0, false, element, [&] { return from(next); });
      }
      return k();
    }
  } walk{*this, p, t, k};
  return walk.from(0);
}

bool Matcher::sameTree(const Node* a, const Node* b, int depth) const {
  if (a == b) return true;
  if (depth > 1000) return false;
  if (a->kind != b->kind) {
    // A string of unquoted and of quoted words, a statement and its expression.
    if (a->kind == Kind::ExprStmt && a->count == 1) return sameTree(a->items[0], b, depth + 1);
    if (b->kind == Kind::ExprStmt && b->count == 1) return sameTree(a, b->items[0], depth + 1);
    return false;
  }
  const bool spelt = a->hash == b->hash && a->text == b->text;
  if ((!spelt && !(a->kind == Kind::Name && b->kind == Kind::Name && sameWhateverCase(a->text, b->text))) || a->count != b->count) return false;
  if (a->kind == Kind::Name && options_.strictIds) {
    const Binding *x = a->info ? a->info->binding : nullptr, *y = b->info ? b->info->binding : nullptr;
    if (x && y && x != y) return false;
  }
  for (uint32_t i = 0; i < a->count; i++)
    if (a->items[i]->role != b->items[i]->role || !sameTree(a->items[i], b->items[i], depth + 1)) return false;
  return true;
}

bool Matcher::sameBound(const Bound& a, const Bound& b) const {
  if (a.sort == Bound::Sort::Text || b.sort == Bound::Sort::Text) {
    auto plain = [](const Bound& bound) -> std::optional<std::string_view> {
      if (bound.sort == Bound::Sort::Text) return bound.text;
      if (bound.sort == Bound::Sort::Node && bound.node && bound.node->kind == Kind::Name) return bound.node->text;
      return std::nullopt;
    };
    auto x = plain(a), y = plain(b);
    return x && y && *x == *y;
  }
  if (a.sort == Bound::Sort::List || b.sort == Bound::Sort::List) {
    if (a.sort != b.sort || a.count != b.count) return false;
    for (uint32_t i = 0; i < a.count; i++)
      if (!sameTree(a.list[i], b.list[i])) return false;
    return true;
  }
  const Node *x = a.node, *y = b.node;
  if (sameTree(x, y)) return true;
  // Keys: {a: 1, "a": 2}, {0x1: 1, 1: 2}.
  auto isKey = [](const Node* node) { return node->role == Role::Key && (node->kind == Kind::Name || node->kind == Kind::String || node->kind == Kind::Int || node->kind == Kind::Float); };
  if (isKey(x) && isKey(y)) return x->text == y->text || (std::isdigit(static_cast<unsigned char>(x->text.empty() ? ' ' : x->text[0])) && sameNumber(x->text, y->text));
  // The name of a parameter and the parameter, a name and what it is known to be.
  auto constant = [&](const Node* name) { return name->kind == Kind::Name && name->info ? name->info->constant : nullptr; };
  if (!options_.constants) return false;
  if (isLiteralKind(y->kind))
    if (const Node* value = constant(x)) return sameTree(value, y) || (value->kind == y->kind && value->text == y->text);
  if (isLiteralKind(x->kind))
    if (const Node* value = constant(y)) return value->kind == x->kind && value->text == x->text;
  return false;
}

bool Matcher::bindAs(const PatternPart& part, Bound bound, Next k) {
  if (part.anonymous) return k();
  for (const Bound& known : bindings_)
    if (known.id == part.meta) return sameBound(known, bound) && k();
  bound.id = part.meta;
  bindings_.push_back(bound);
  bool stop = k();
  bindings_.pop_back();
  return stop;
}

bool Matcher::bind(const Node* p, const Node* t, Next k) {
  if (p->part->anonymous) return k();
  Bound bound;
  bound.node = t;
  bound.start = t->start;
  bound.end = t->end;
  if (t->kind == Kind::Name && options_.constants && t->info && t->info->value) constantOf(tree_, t);
  return bindAs(*p->part, bound, k);
}

bool Matcher::bindText(const Node* p, std::string_view text, uint32_t start, uint32_t end, Next k) {
  Bound bound;
  bound.sort = Bound::Sort::Text;
  bound.text = text;
  bound.start = start;
  bound.end = end;
  return bindAs(*p->part, bound, k);
}

bool Matcher::bindList(const Node* p, Nodes ts, const Node* around, Next k) {
  Bound bound;
  bound.sort = Bound::Sort::List;
  bound.count = ts.size();
  Node** kept = tree_.arena.array<Node*>(ts.size());
  std::copy(ts.begin(), ts.end(), kept);
  bound.list = kept;
  bound.start = ts.empty() ? around ? around->start : 0 : ts.front()->start;
  bound.end = ts.empty() ? bound.start : ts.back()->end;
  return bindAs(*p->part, bound, k);
}

}  // namespace vireon
