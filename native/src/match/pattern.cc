#include "match/pattern.h"

#include <algorithm>
#include <cctype>

#include "match/placeholders/dialects.h"
#include "parse/dockerfile.h"

namespace vireon {
namespace {

using Take = Context::Take;

constexpr Context kWhole[] = {{"", ""}};
constexpr Context kObject[] = {
    {"vvc_ = ", ""}, {"", ""}, {"class vvc_ {", "}"},
};
constexpr Context kField[] = {{"vvc_ = {", "}"}};
constexpr Context kCatch[] = {{"try { vve_; } ", ""}};
constexpr Context kTry[] = {{"", ""}, {"", " finally { vve_; }", Take::Whole}};
constexpr Context kCase[] = {{"switch (vve_) {", "\n}"}};
constexpr Context kGoField[] = {{"var vvc_ = vvc_{", "}\n"}};
constexpr Context kGoCase[] = {{"func vvc_() { switch vvc_ {", "\n} }\n"}, {"func vvc_() { select {", "\n} }\n"}};
constexpr Context kGoLiteral[] = {{"var vvc_ = vvc_", "\n"}};
constexpr Context kJavascript[] = {
    {"", ""},
    {"", " { vve_; }", Take::Whole},
    {"", " vve_;", Take::Whole},
    {"vvc_ = ", ""},
    {"class vvc_ {", "\n}"},
    {"class vvc_ {", " { vve_; } }", Take::Whole},
    {"vvc_ = {", "}"},
    {"", " class vvc_ {}"},
    {"async function vvc_() {", "\n}"},
    {"interface vvc_ {", "}"},
    {"let vvc_: ", ";"},
};
constexpr Context kJava[] = {
    {"", ""},
    {"", ";", Take::Operand},
    {"class vvc_ {", "\n}"},
    {"class vvc_ { void vvc_() {", "\n} }"},
    {"", ";", Take::Ended},
    {"class vvc_ { void vvc_() {", ";} }", Take::Operand},
    {"class vvc_ { vvc_() {", ";} }", Take::Operand},
    {"", " { vve_; }", Take::Whole},
    {"", " { vve_ vve_; }", Take::Whole},
    {"class vvc_ {", " { vve_; } }", Take::Whole},
    {"class vvc_ {", "; }", Take::Ended},
    {"", " class vvc_ {}"},
    {"", " vve_;", Take::Whole},
    {"class vvc_ { vvc_ vvc_ = ", "; }"},
};
constexpr Context kGo[] = {
    {"", "\n"},
    {"func vvc_() {", "\n}\n"},
    {"package vvc_\n", "\n"},
    {"", " { vve_; }\n", Take::Whole},
    {"var vvc_ = vvc_{", "}\n"},
    {"type vvc_ interface {\n", "\n}\n"},
    {"type vvc_ struct {\n", "\n}\n"},
    {"var vvc_ ", "\n"},
};
constexpr Context kPython[] = {
    {"", ""},
    {"(", ")"},
    {"", "\n  vve_", Take::Whole},
    {"", " vve_", Take::Whole},
    {"", "\nclass vvc_: pass"},
    {"vvc_(", ")"},
    {"", "\nexcept vve_: vve_", Take::Whole},
    {"{", "}"},
    {"vvc_[", "]"},
    {"def vvc_(", "): pass"},
    {"async def vvc_():\n  ", ""},
};
constexpr Context kPythonHandler[] = {{"try:\n  vve_\n", ""}, {"try:\n  vve_\n", " vve_", Take::Whole}};
constexpr Context kBash[] = {{"", ""}, {"", "\n"}, {"vvc_() {\n", "\n}"}, {"case vvc_ in\n", "\nesac"}};
constexpr Context kJson[] = {{"", ""}, {"{", "}"}, {"[", "]"}};
constexpr Context kYaml[] = {{"", ""}, {"", "\n"}};

// `name: value`, which a grammar may take for a label.
bool looksLikeField(std::string_view text) {
  size_t at = 0;
  if (!text.empty() && (text[0] == '"' || text[0] == '\'')) {
    at = text.find(text[0], 1);
    if (at == text.npos) return false;
    at++;
  } else {
    while (at < text.size() && (std::isalnum(static_cast<unsigned char>(text[at])) || text[at] == '_' || text[at] == '$')) at++;
  }
  while (at > 0 && at < text.size() && text[at] == ' ') at++;
  bool single = at < text.size() && text[at] == ':' && (at + 1 >= text.size() || (text[at + 1] != ':' && text[at + 1] != '='));
  return at > 0 && single;
}

std::string_view firstWord(std::string_view text) {
  size_t end = 0;
  while (end < text.size() && std::isalpha(static_cast<unsigned char>(text[end]))) end++;
  return text.substr(0, end);
}

bool declaresType(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    size_t end = at;
    while (end < text.size() && std::isalpha(static_cast<unsigned char>(text[end]))) end++;
    std::string_view word = text.substr(at, end - at);
    if (word == "class" || word == "record" || word == "struct" || word == "interface") return true;
    if (word.empty() || end >= text.size() || !std::isspace(static_cast<unsigned char>(text[end]))) return false;
    at = text.find_first_not_of(" \t\r\n", end);
  }
  return false;
}

/** The places that a first look at the text speaks for; they are tried before the others. */
std::span<const Context> likelyContexts(std::string_view language, std::string_view text) {
  // C#'s grammar takes `class A(int x) {}` in a method for a function that gives a `class`.
  if (language == "csharp" && declaresType(text)) return kWhole;
  if (dialectOf(language)) return {};
  std::string_view word = firstWord(text);
  if (language == "python") return word == "except" || word == "finally" || word == "else" ? std::span<const Context>(kPythonHandler) : std::span<const Context>();
  if (language == "bash" || language == "json" || language == "yaml") return {};
  if (language == "go") {
    if (word == "case" || word == "default") return kGoCase;
    if (text.starts_with("{")) return kGoLiteral;
    return looksLikeField(text) ? std::span<const Context>(kGoField) : std::span<const Context>();
  }
  if (word == "catch" || word == "finally") return kCatch;
  if (word == "try") return kTry;
  if (word == "case" || word == "default") return kCase;
  if (language == "java") return {};
  if (text.starts_with("{")) return kObject;
  return looksLikeField(text) ? std::span<const Context>(kField) : std::span<const Context>();
}

std::span<const Context> contextsOf(std::string_view language) {
  if (const Dialect* dialect = dialectOf(language)) return dialect->contexts;
  if (language == "python") return kPython;
  if (language == "java") return kJava;
  if (language == "go") return kGo;
  if (language == "bash") return kBash;
  if (language == "json") return kJson;
  if (language == "yaml") return kYaml;
  return kJavascript;
}

void collect(const Node* node, uint32_t from, uint32_t to, std::vector<Node*>& found) {
  for (Node* child : node->children()) {
    if (child->start >= from && child->end <= to && child->end > child->start)
      found.push_back(child);
    else if (child->end > from && child->start < to)
      collect(child, from, to, found);
  }
}

class Converter {
 public:
  Converter(Pattern& pattern, const std::vector<TypedPlaceholder>& typed, MetaNames& names, std::string_view language,
            std::string& error)
      : pattern_(pattern), typed_(typed), names_(names), language_(language), error_(error) {}

  void convert(Node* node) {
    for (Node* child : node->children()) {
      child->parent = node;
      convert(child);
    }
    // The tree's own knowledge of the pattern's names is not wanted, and shares a field.
    node->part = nullptr;
    if (node->count == 0 && leaf(node)) return;
    if (node->kind == Kind::String) return string(node);
    if (node->kind == Kind::Regex) return regex(node);
    if (node->kind == Kind::Text) return string(node);
    collapse(node);
  }

 private:
  static bool starts(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

  PatternPart* part() { return &pattern_.parts.emplace_back(); }

  void makeMeta(Node* node, Kind kind, std::string name) {
    node->kind = kind;
    node->count = 0;
    node->text = pattern_.tree->arena.keep(name);
    PatternPart* made = part();
    made->meta = names_.id(name);
    made->anonymous = isAnonymous(name);
    made->ellipsis = kind == Kind::MetaEllipsis;
    node->part = made;
  }

  bool leaf(Node* node) {
    std::string_view text = node->text;
    if (text == kEllipsisName) {
      makeEllipsis(node);
    } else if (starts(text, kMetaPrefix)) {
      makeMeta(node, Kind::MetaVar, "$" + std::string(text.substr(kMetaPrefix.size())));
    } else if (node->kind == Kind::Name && starts(text, kQuotedMetaPrefix) && node->parent && node->parent->kind == Kind::Template && dialectOf(language_)) {
      makeMeta(node, Kind::String, "$" + std::string(text.substr(kQuotedMetaPrefix.size())));
    } else if (starts(text, kMetaEllipsisPrefix)) {
      makeMeta(node, Kind::MetaEllipsis, "$..." + std::string(text.substr(kMetaEllipsisPrefix.size())));
    } else if (starts(text, kTypedPrefix)) {
      size_t index = std::strtoul(std::string(text.substr(kTypedPrefix.size())).c_str(), nullptr, 10);
      if (index >= typed_.size()) return false;
      makeMeta(node, Kind::TypedMeta, typed_[index].meta);
      const_cast<PatternPart*>(node->part)->type = typeOf(typed_[index].type);
    } else {
      return false;
    }
    return true;
  }

  void makeEllipsis(Node* node) {
    node->kind = Kind::Ellipsis;
    node->count = 0;
    node->text = "...";
  }

  const Node* typeOf(const std::string& text) {
    struct Spelling {
      std::string_view before, after;
    };
    Spelling spelling = language_ == "python" ? Spelling{"vvc_: ", ""}
                        : language_ == "go"   ? Spelling{"var vvc_ ", "\n"}
                        : language_ == "java" ? Spelling{"class vvc_ { ", " vvc_; }"}
                                              : Spelling{"let vvc_: ", ";"};
    if (const Dialect* dialect = dialectOf(language_)) spelling = {dialect->typeBefore, dialect->typeAfter};
    Placed placed = placePlaceholders(text, language_, 0);
    auto source = std::make_unique<std::string>(std::string(spelling.before) + placed.text + std::string(spelling.after));
    auto tree = parseText(*source, language_ == "javascript" ? "typescript" : language_);
    const Node* type = nullptr;
    if (tree && !tree->partial) {
      const Node* found = findType(tree->root);
      if (found) {
        convert(const_cast<Node*>(found));
        type = found;
      }
    }
    if (!type) error_ = "the type `" + text + "` of a metavariable is not understood";
    pattern_.typeTrees.push_back(std::move(tree));
    pattern_.typeSources.push_back(std::move(source));
    return type;
  }

  static const Node* findType(const Node* node) {
    if (node->role == Role::Type) return node;
    for (const Node* child : node->children())
      if (const Node* found = findType(child)) return found;
    return nullptr;
  }

  void string(Node* node) {
    std::string_view text = node->text;
    if (node->kind == Kind::Text) {
      size_t first = text.find_first_not_of(" \t\r\n"), last = text.find_last_not_of(" \t\r\n");
      text = first == text.npos ? std::string_view() : text.substr(first, last - first + 1);
    }
    PatternPart* made = nullptr;
    if (text == "..." && (node->kind == Kind::Text || language_ == "bash")) {
      if (node->kind == Kind::Text || (node->parent && node->parent->kind == Kind::Template)) return makeEllipsis(node);
      // In quotes, and not one plain word.
      Node* dots = pattern_.tree->arena.make<Node>();
      makeEllipsis(dots);
      dots->role = Role::Item;
      dots->parent = node;
      node->kind = Kind::Template;
      node->text = {};
      node->hash = 0;
      node->items = pattern_.tree->arena.array<Node*>(1);
      node->items[0] = dots;
      node->count = 1;
      return;
    }
    if (text == "...") {
      made = part();
      made->sort = PatternPart::Sort::Any;
    } else if (starts(text, kQuotedMetaPrefix) || (starts(text, kQuotedEllipsisPrefix) && dialectOf(language_))) {
      bool many = starts(text, kQuotedEllipsisPrefix);
      std::string name = (many ? "$..." : "$") + std::string(text.substr(kQuotedMetaPrefix.size()));
      made = part();
      made->meta = names_.id(name);
      made->anonymous = isAnonymous(name);
      made->ellipsis = many;
    } else if (isMetaName(text) || isMetaEllipsisName(text)) {
      made = part();
      made->meta = names_.id(text);
      made->anonymous = isAnonymous(text);
      made->ellipsis = isMetaEllipsisName(text);
    } else if (text.size() > 3 && starts(text, "=~/")) {
      size_t slash = text.rfind('/');
      if (slash < 3) return;
      std::string_view flags = text.substr(slash + 1);
      RegexFlags options;
      options.ignoreCase = flags.find('i') != flags.npos;
      options.multiline = flags.find('m') != flags.npos;
      made = part();
      made->sort = PatternPart::Sort::Regex;
      std::string why;
      made->regex = Regex::compile(language_ == "json" || language_ == "ocaml" ? undoubled(text.substr(3, slash - 3)) : std::string(text.substr(3, slash - 3)), options, why);
      if (!made->regex) error_ = "the regular expression in `" + std::string(text) + "`: " + why;
    }
    node->part = made;
  }

  // JSON and OCaml have their backslashes doubled before they are parsed.
  static std::string undoubled(std::string_view text) {
    std::string out;
    for (size_t at = 0; at < text.size(); at++) {
      out += text[at];
      if (text[at] == '\\' && at + 1 < text.size() && text[at + 1] == '\\') at++;
    }
    return out;
  }

  void regex(Node* node) {
    PatternPart* made = nullptr;
    if (node->text == "...") {
      made = part();
      made->sort = PatternPart::Sort::Any;
    } else if (isMetaName(node->text)) {
      made = part();
      made->meta = names_.id(node->text);
      made->anonymous = isAnonymous(node->text);
    }
    node->part = made;
  }

  static const Node* only(const Node* node) { return node->count == 1 ? node->items[0] : nullptr; }

  void become(Node* node, const Node* from) {
    node->kind = from->kind;
    node->text = from->text;
    node->part = from->part;
    node->count = 0;
  }

  // Placeholders that the grammar wanted wrapped are unwrapped.
  void collapse(Node* node) {
    const Node* single = only(node);
    if (node->kind == Kind::Param && node->child(Role::Name) && node->child(Role::Name)->kind == Kind::Ellipsis) return makeEllipsis(node);
    bool placeholder = single && (single->kind == Kind::Ellipsis || single->kind == Kind::MetaEllipsis);
    switch (node->kind) {
      case Kind::Param:
      case Kind::Spread:
      case Kind::ImportItem:
      case Kind::ExprStmt:
      case Kind::TypeParam:
      case Kind::ElementAttribute:
      case Kind::Keyword:
        if (placeholder) return become(node, single);
        if (node->kind == Kind::Keyword && node->child(Role::Name) && node->child(Role::Name)->kind == Kind::Ellipsis) return makeEllipsis(node);
        if (node->kind == Kind::Param) return collapseTyped(node);
        return;
      case Kind::VarDef:
        if (node->child(Role::Value)) return;
        if (placeholder) return become(node, single);
        return collapseTyped(node);
      case Kind::Pair: {
        const Node *key = node->child(Role::Key), *value = node->child(Role::Value);
        if (!key || !value || (key->kind != Kind::Ellipsis && key->kind != Kind::MetaEllipsis)) return;
        if (value->kind == key->kind) become(node, key);
        return;
      }
      case Kind::Template:
        // ${...} is one substitution, "..." between them any number of pieces.
        for (Node* child : node->children())
          if (child->kind == Kind::Ellipsis && language_ != "bash") child->flags |= kTagged;
        return templateParts(node);
      case Kind::Function:
        // Go's and Java's functions need no body; a pattern without one says nothing of it.
        if (!node->child(Role::Body) && language_ == "go") node->flags |= kWildcardBody;
        return;
      case Kind::Call: {
        const Node* callee = node->child(Role::Callee);
        auto arguments = node->all(Role::Arg);
        if (callee && arguments.size() == 1 && arguments[0]->text == kStatementMark) return become(node, callee);
        if (callee && callee->kind == Kind::Name && callee->text == kDeepName && arguments.size() == 1) {
          Node* inner = arguments[0];
          node->kind = Kind::DeepEllipsis;
          node->count = 1;
          node->items[0] = inner;
          inner->role = Role::Item;
          return;
        }
        if (language_ == "bash") bashCall(node);
        // What an image or user is called beyond its name does not have to be said.
        if (node->text == "FROM" || node->text == "USER") openEnd(node);
        return;
      }
      case Kind::Array:
        jsonDeep(node);
        return;
      case Kind::Import: {
        auto path = node->all(Role::Path);
        if (path.size() == 1 && path[0]->text == kEllipsisName) makeEllipsis(node);
        if (path.size() == 1 && path[0]->kind == Kind::Ellipsis && !node->has(kImportFrom)) makeEllipsis(node);
        return;
      }
      case Kind::Case: {
        auto conditions = node->all(Role::Cond);
        const Node* body = node->child(Role::Body);
        if (conditions.size() == 1 && conditions[0]->kind == Kind::Ellipsis && (!body || body->count == 0)) makeEllipsis(node);
        return;
      }
      case Kind::For:
        if (node->child(Role::Init) && node->child(Role::Init)->kind == Kind::Ellipsis && !node->child(Role::Cond))
          node->flags |= kWildcardBody;
        if (node->child(Role::Cond) && node->child(Role::Cond)->kind == Kind::Ellipsis && !node->child(Role::Init))
          node->flags |= kWildcardBody;
        return;
      case Kind::Dict:
        if (single && single->kind == Kind::Ellipsis && language_ == "yaml") become(node, single);
        return;
      case Kind::Unary:
        // "${vvq_X}" stands for a metavariable inside of a quoted text.
        if (language_ == "bash" && single && single->kind == Kind::Name) bashQuoted(node, single);
        return;
      case Kind::Other:
        if (node->hash == kShellHash && placeholder && !node->has(kSemicolon)) return become(node, single);
        if (placeholder && node->hash == hashOf("field_declaration")) become(node, single);
        return;
      default:
        return;
    }
  }

  void openEnd(Node* call) {
    Node* dots = pattern_.tree->arena.make<Node>();
    makeEllipsis(dots);
    dots->role = Role::Arg;
    dots->parent = call;
    Node** items = pattern_.tree->arena.array<Node*>(call->count + 1);
    std::copy(call->items, call->items + call->count, items);
    items[call->count++] = dots;
    call->items = items;
  }

  // `vve_ vve_`: a placeholder with a type before it.
  void collapseTyped(Node* node) {
    const Node *name = node->child(Role::Name), *type = node->child(Role::Type);
    if (!name || !type || node->count != 2) return;
    if (name->kind == type->kind && (name->kind == Kind::Ellipsis || name->kind == Kind::MetaEllipsis)) become(node, name);
  }

  void templateParts(Node* node) {
    for (Node* child : node->children()) {
      if (child->kind != Kind::String || child->part) continue;
      string(child);
    }
  }

  void bashQuoted(Node* node, const Node* name) {
    std::string_view text = name->text;
    if (starts(text, kQuotedMetaPrefix)) {
      makeMeta(node, Kind::MetaVar, "$" + std::string(text.substr(kQuotedMetaPrefix.size())));
    } else if (text == kQuotedEllipsisPrefix) {
      makeEllipsis(node);
    } else if (starts(text, kQuotedEllipsisPrefix)) {
      makeMeta(node, Kind::MetaEllipsis, "$..." + std::string(text.substr(kQuotedEllipsisPrefix.size())));
    }
  }

  void bashCall(Node* node) {
    auto arguments = node->all(Role::Arg);
    if (node->text != "command") return;
    if (arguments.size() == 1 && (arguments[0]->kind == Kind::Ellipsis || arguments[0]->kind == Kind::MetaEllipsis))
      return become(node, arguments[0]);
    // vvd_ word vvd_
    std::vector<Node*> kept;
    for (size_t i = 0; i < arguments.size(); i++) {
      if (arguments[i]->text == kDeepName && i + 2 < arguments.size() && arguments[i + 2]->text == kDeepName) {
        Node* deep = arguments[i];
        deep->kind = Kind::DeepEllipsis;
        deep->items = pattern_.tree->arena.array<Node*>(1);
        deep->items[0] = arguments[i + 1];
        deep->count = 1;
        kept.push_back(deep);
        i += 2;
      } else {
        kept.push_back(arguments[i]);
      }
    }
    std::copy(kept.begin(), kept.end(), node->items);
    node->count = kept.size();
  }

  void jsonDeep(Node* node) {
    if (language_ != "json" || node->count != 2 || node->items[0]->text != kDeepName) return;
    node->kind = Kind::DeepEllipsis;
    node->items[0] = node->items[1];
    node->count = 1;
  }

  Pattern& pattern_;
  const std::vector<TypedPlaceholder>& typed_;
  MetaNames& names_;
  std::string_view language_;
  std::string& error_;
};

// What a partial form left open is filled by placeholders, which match anything; what may follow is anything too.
void markOpen(Node* node) {
  if (node->kind == Kind::Try || node->kind == Kind::If || node->kind == Kind::Function || node->kind == Kind::Class)
    node->flags |= kWildcardBody;
}

bool isStatementKind(Kind kind) { return kind >= Kind::Block && kind != Kind::Attribute && kind != Kind::Param && kind != Kind::Other && kind < Kind::TypeParam && kind != Kind::ImportItem && kind != Kind::Case && kind != Kind::Catch && kind != Kind::Finally && kind != Kind::Modifier; }

bool choose(Pattern& pattern, std::vector<Node*> found, const Context& context) {
  if (found.empty()) return false;
  if (context.take == Take::Operand) {
    if (found.size() != 1 || found[0]->kind != Kind::ExprStmt || found[0]->count != 1) return false;
    found[0] = found[0]->items[0];
  }
  if (context.take == Take::Whole)
    for (Node* node : found) markOpen(node);
  if (found.size() > 1) {
    pattern.sort = Pattern::Sort::Statements;
    pattern.statements.assign(found.begin(), found.end());
    pattern.root = found[0];
    return true;
  }
  const Node* root = found[0];
  if (root->kind == Kind::ExprStmt && root->count == 1 && !root->has(kSemicolon)) root = root->items[0];
  pattern.root = root;
  pattern.sort = isStatementKind(root->kind) ? Pattern::Sort::Statement : Pattern::Sort::Expression;
  return true;
}

// The value alone, where JSON or YAML hold one document of one pair or item; the word, where a command is one word.
const Node* dataRoot(const Node* root, std::string_view language, std::string_view text) {
  size_t last = text.find_last_not_of(" \n");
  bool alone = last != text.npos && text[last] != ';' && text[last] != '&' && text.find('>') == text.npos && text.find('<') == text.npos;
  if (language == "bash" && alone && root->kind == Kind::Call && root->text == "command" && root->count == 1) return root->items[0];
  if (language == "yaml" && (root->kind == Kind::Dict || root->kind == Kind::Array) && root->count == 1) return root->items[0];
  return root;
}

// Words that can come from nowhere but the text itself: not from a constant, an alias, another spelling.
class WordCollector {
 public:
  WordCollector(std::string_view language, Pattern& pattern)
      : data_(language == "json" || language == "yaml"), php_(language == "php"), shell_(language == "bash"), pattern_(pattern) {}

  void visit(const Node* p) {
    switch (p->kind) {
      case Kind::Name:
        // Nowhere written in `f(...)`, which is Closure::fromCallable('f').
        if (php_ && (p->text == "Closure" || p->text == "fromCallable")) return;
        return add(p->text, pattern_.words);
      case Kind::String:
        // Where there is code it may be put together from pieces, in data it stands as it is.
        if ((data_ || shell_) && !p->part && plain(p->text)) add(p->text, data_ ? pattern_.words : pattern_.shellWords);
        return;
      case Kind::Pair:
      case Kind::Keyword:
        for (const Node* child : p->children())
          if (child->role != Role::Key || child->kind == Kind::Name || data_) visit(child);
        return;
      case Kind::Import:
        for (const Node* child : p->children()) {
          if (child->kind == Kind::Name) add(child->text, pattern_.words);
          // JavaScript's default import has a name that is nowhere written.
          if (child->kind == Kind::ImportItem && child->child(Role::Name) && child->child(Role::Name)->text != "default")
            visit(child->child(Role::Name));
        }
        return;
      case Kind::Int:
      case Kind::Float:
      case Kind::Bool:
      case Kind::Null:
      case Kind::Regex:
      case Kind::Modifier:
      case Kind::TypedMeta:
      case Kind::Param:
        return;
      default:
        for (const Node* child : p->children()) visit(child);
    }
  }

 private:
  static bool plain(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isalnum(c) || c == '_' || c == '-'; });
  }
  static void add(std::string_view word, std::vector<std::string>& words) {
    if (!word.empty() && std::find(words.begin(), words.end(), word) == words.end()) words.emplace_back(word);
  }

  bool data_, php_, shell_;
  Pattern& pattern_;
};

Node* parentOf(Node* node, const Node* wanted) {
  for (Node* child : node->children()) {
    if (child == wanted) return node;
    if (Node* found = parentOf(child, wanted)) return found;
  }
  return nullptr;
}

std::unique_ptr<Pattern> attempt(const Placed& placed, std::string_view language, const Context& context, MetaNames& names,
                                 std::string& error) {
  auto pattern = std::make_unique<Pattern>();
  pattern->source = std::string(context.before) + placed.text + std::string(context.after);
  ParseLimits limits;
  limits.typedJavascript = false;
  pattern->tree = parseText(pattern->source, language, limits);
  if (!pattern->tree || pattern->tree->partial || !pattern->tree->bound.empty()) return nullptr;
  uint32_t from = context.before.size();
  uint32_t to = from + placed.text.size();
  if (context.take == Take::Ended) to++;
  if (context.take == Take::Whole || context.take == Take::Operand) to = pattern->source.size();
  if (!context.before.empty() && context.take == Take::Whole && context.after.size() > 2 && context.after.ends_with("} }")) to -= 2;
  std::vector<Node*> found;
  collect(pattern->tree->root, from, to, found);
  std::string why;
  Converter converter(*pattern, placed.typed, names, language == "dockerfile" ? "bash" : language, why);
  for (Node* node : found) {
    node->parent = nullptr;
    converter.convert(node);
  }
  if (!why.empty()) {
    error = why;
    return nullptr;
  }
  // `{a: 1}` of Go: a composite literal of whatever type.
  Node* literal = found.empty() ? nullptr : parentOf(pattern->tree->root, found[0]);
  if (language == "go" && context.before == kGoLiteral[0].before && literal && literal->kind == Kind::New) {
    std::erase_if(found, [](const Node* node) { return node->role != Role::Arg; });
    std::copy(found.begin(), found.end(), literal->items);
    literal->count = found.size();
    found = {literal};
  }
  // A method that is merely ended declares; a partial form of one means its body as well.
  if (context.take == Take::Ended && !found.empty() && found[0]->kind == Kind::Function) return nullptr;
  if (!choose(*pattern, found, context)) return nullptr;
  pattern->root = dataRoot(pattern->root, language, placed.text);
  WordCollector collector(language, *pattern);
  if (pattern->sort == Pattern::Sort::Statements)
    for (const Node* statement : pattern->statements) collector.visit(statement);
  else
    collector.visit(pattern->root);
  return pattern;
}

std::string dedent(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  while (!text.empty() && text.front() == '\n') text.remove_prefix(1);
  size_t indent = text.npos;
  for (size_t at = 0; at < text.size();) {
    size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    size_t first = line.find_first_not_of(' ');
    if (first != line.npos) indent = std::min(indent, first);
    at = end + 1;
  }
  if (indent == text.npos || indent == 0) return std::string(text);
  std::string out;
  for (size_t at = 0; at < text.size();) {
    size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    out += line.substr(std::min(indent, line.size()));
    if (end < text.size()) out += '\n';
    at = end + 1;
  }
  return out;
}

}  // namespace

std::unique_ptr<Pattern> compilePattern(std::string_view text, std::string_view language, MetaNames& names,
                                        std::string& error) {
  std::string plain = dedent(text);
  error.clear();
  if (plain.empty()) {
    error = "the pattern is empty";
    return nullptr;
  }
  std::vector<Context> contexts;
  for (const Context& context : likelyContexts(language, plain)) contexts.push_back(context);
  if (language == "dockerfile" && !beginsWithInstruction(plain)) return compilePattern(text, "bash", names, error);
  for (const Context& context : contextsOf(language)) contexts.push_back(context);
  for (const Context& context : contexts)
    for (int variant = 0; variant < placeholderVariants(language); variant++) {
      Placed placed = placePlaceholders(plain, language, variant);
      if (auto pattern = attempt(placed, language, context, names, error)) return pattern;
      if (!error.empty()) return nullptr;
    }
  // Patterns for JavaScript may hold types and decorators.
  if (language == "javascript") return compilePattern(text, "typescript", names, error);
  if (language == "typescript") return compilePattern(text, "tsx", names, error);
  error = "the pattern is no " + std::string(language) + " that can be parsed";
  return nullptr;
}

std::unique_ptr<Pattern> compileTypedPattern(const std::string& meta, const std::string& type, std::string_view language,
                                             MetaNames& names, std::string& error) {
  Placed placed;
  placed.text = std::string(kTypedPrefix) + "0_";
  placed.typed.push_back({meta, type});
  for (const Context& context : contextsOf(language))
    if (auto pattern = attempt(placed, language, context, names, error)) return pattern;
  return nullptr;
}

}  // namespace vireon
