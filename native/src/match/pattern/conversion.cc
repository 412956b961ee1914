#include "match/pattern/conversion.h"

#include <algorithm>
#include <cstdlib>

#include "match/placeholders/dialects.h"
#include "parse/dockerfile.h"
#include "parse/parser.h"
#include "parse/word.h"

namespace vireon {
namespace {

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
  PatternPart* part() { return &pattern_.parts.emplace_back(); }

  PatternPart* metaPart(std::string_view name, bool many) {
    PatternPart* made = part();
    made->meta = names_.id(name);
    made->anonymous = isAnonymous(name);
    made->ellipsis = many;
    return made;
  }

  PatternPart* anyPart() {
    PatternPart* made = part();
    made->sort = PatternPart::Sort::Any;
    return made;
  }

  void makeMeta(Node* node, Kind kind, std::string name) {
    node->kind = kind;
    node->count = 0;
    node->text = pattern_.tree->arena.keep(name);
    node->part = metaPart(name, kind == Kind::MetaEllipsis);
  }

  bool leaf(Node* node) {
    std::string_view text = node->text;
    if (text == kEllipsisName) {
      makeEllipsis(node);
    } else if (text.starts_with(kMetaPrefix)) {
      makeMeta(node, Kind::MetaVar, "$" + std::string(text.substr(kMetaPrefix.size())));
    } else if (node->kind == Kind::Name && text.starts_with(kQuotedMetaPrefix) && node->parent && node->parent->kind == Kind::Template && dialectOf(language_)) {
      makeMeta(node, Kind::String, "$" + std::string(text.substr(kQuotedMetaPrefix.size())));
    } else if (text.starts_with(kMetaEllipsisPrefix)) {
      makeMeta(node, Kind::MetaEllipsis, "$..." + std::string(text.substr(kMetaEllipsisPrefix.size())));
    } else if (text.starts_with(kTypedPrefix)) {
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
    const std::string_view text = node->kind == Kind::Text ? trimmed(node->text) : node->text;
    if (text == "..." && (node->kind == Kind::Text || language_ == "bash")) return bareDots(node);
    if (text == "...") {
      node->part = anyPart();
    } else if (text.starts_with(kQuotedMetaPrefix)) {
      node->part = metaPart("$" + std::string(text.substr(kQuotedMetaPrefix.size())), false);
    } else if (text.starts_with(kQuotedEllipsisPrefix) && dialectOf(language_)) {
      node->part = metaPart("$..." + std::string(text.substr(kQuotedEllipsisPrefix.size())), true);
    } else if (isMetaName(text) || isMetaEllipsisName(text)) {
      node->part = metaPart(text, isMetaEllipsisName(text));
    } else if (text.size() > 3 && text.starts_with("=~/")) {
      node->part = regexPart(text);
    }
  }

  void bareDots(Node* node) {
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
  }

  // =~/expression/flags
  PatternPart* regexPart(std::string_view text) {
    const size_t slash = text.rfind('/');
    if (slash < 3) return nullptr;
    std::string_view flags = text.substr(slash + 1);
    RegexFlags options;
    options.ignoreCase = flags.find('i') != flags.npos;
    options.multiline = flags.find('m') != flags.npos;
    PatternPart* made = part();
    made->sort = PatternPart::Sort::Regex;
    std::string why;
    std::string_view expression = text.substr(3, slash - 3);
    made->regex = Regex::compile(language_ == "json" || language_ == "ocaml" ? undoubled(expression) : std::string(expression), options, why);
    if (!made->regex) error_ = "the regular expression in `" + std::string(text) + "`: " + why;
    return made;
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
    if (node->text == "...")
      node->part = anyPart();
    else if (isMetaName(node->text))
      node->part = metaPart(node->text, false);
  }

  static const Node* only(const Node* node) { return node->count == 1 ? node->items[0] : nullptr; }

  void become(Node* node, const Node* from) {
    node->kind = from->kind;
    node->text = from->text;
    node->part = from->part;
    node->count = 0;
  }

  static bool isDots(const Node* node) { return node && node->kind == Kind::Ellipsis; }
  static bool isMany(const Node* node) { return node && (node->kind == Kind::Ellipsis || node->kind == Kind::MetaEllipsis); }

  // Placeholders that the grammar wanted wrapped are unwrapped.
  void collapse(Node* node) {
    const Node* single = only(node);
    switch (node->kind) {
      case Kind::Param:
      case Kind::Keyword:
        if (isDots(node->child(Role::Name))) return makeEllipsis(node);
        if (isMany(single)) return become(node, single);
        if (node->kind == Kind::Param) collapseTyped(node);
        return;
      case Kind::Spread:
      case Kind::ImportItem:
      case Kind::ExprStmt:
      case Kind::TypeParam:
      case Kind::ElementAttribute:
        if (isMany(single)) become(node, single);
        return;
      case Kind::VarDef:
        if (node->child(Role::Value)) return;
        if (isMany(single)) return become(node, single);
        return collapseTyped(node);
      case Kind::Pair: {
        const Node *key = node->child(Role::Key), *value = node->child(Role::Value);
        if (isMany(key) && value && value->kind == key->kind) become(node, key);
        return;
      }
      case Kind::Template:
        return templateParts(node);
      case Kind::Function:
        // Go's and Java's functions need no body; a pattern without one says nothing of it.
        if (!node->child(Role::Body) && language_ == "go") node->flags |= kWildcardBody;
        return;
      case Kind::Call:
        return collapseCall(node);
      case Kind::Array:
        return jsonDeep(node);
      case Kind::Import:
      case Kind::Case:
        if (saysNothing(node)) makeEllipsis(node);
        return;
      case Kind::For: {
        const Node *init = node->child(Role::Init), *condition = node->child(Role::Cond);
        if ((isDots(init) && !condition) || (isDots(condition) && !init)) node->flags |= kWildcardBody;
        return;
      }
      case Kind::Dict:
        if (isDots(single) && language_ == "yaml") become(node, single);
        return;
      case Kind::Unary:
        // "${vvq_X}" stands for a metavariable inside of a quoted text.
        if (language_ == "bash" && single && single->kind == Kind::Name) bashQuoted(node, single);
        return;
      case Kind::Other: {
        const bool shell = node->hash == kShellHash && !node->has(kSemicolon);
        if (isMany(single) && (shell || node->hash == hashOf("field_declaration"))) become(node, single);
        return;
      }
      default:
        return;
    }
  }

  // An import of anything, a case of anything.
  static bool saysNothing(const Node* node) {
    if (node->kind == Kind::Import) {
      auto path = node->all(Role::Path);
      return path.size() == 1 && (path[0]->text == kEllipsisName || (isDots(path[0]) && !node->has(kImportFrom)));
    }
    auto conditions = node->all(Role::Cond);
    const Node* body = node->child(Role::Body);
    return conditions.size() == 1 && isDots(conditions[0]) && (!body || body->count == 0);
  }

  void collapseCall(Node* node) {
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
    if (name->kind == type->kind && isMany(name)) become(node, name);
  }

  void templateParts(Node* node) {
    for (Node* child : node->children()) {
      // ${...} is one substitution, "..." between them any number of pieces.
      if (child->kind == Kind::Ellipsis && language_ != "bash") child->flags |= kTagged;
      if (child->kind == Kind::String && !child->part) string(child);
    }
  }

  void bashQuoted(Node* node, const Node* name) {
    std::string_view text = name->text;
    if (text.starts_with(kQuotedMetaPrefix)) {
      makeMeta(node, Kind::MetaVar, "$" + std::string(text.substr(kQuotedMetaPrefix.size())));
    } else if (text == kQuotedEllipsisPrefix) {
      makeEllipsis(node);
    } else if (text.starts_with(kQuotedEllipsisPrefix)) {
      makeMeta(node, Kind::MetaEllipsis, "$..." + std::string(text.substr(kQuotedEllipsisPrefix.size())));
    }
  }

  void bashCall(Node* node) {
    auto arguments = node->all(Role::Arg);
    if (node->text != "command") return;
    if (arguments.size() == 1 && isMany(arguments[0])) return become(node, arguments[0]);
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

}  // namespace

void convertPlaceholders(const std::vector<Node*>& nodes, Pattern& pattern, const std::vector<TypedPlaceholder>& typed, MetaNames& names,
                         std::string_view language, std::string& error) {
  Converter converter(pattern, typed, names, language, error);
  for (Node* node : nodes) {
    node->parent = nullptr;
    converter.convert(node);
  }
}

}  // namespace vireon
