#include "match/focus.h"

#include <algorithm>

#include "match/formula.h"

namespace vireon {
namespace {

bool isScript(std::string_view language) { return language == "javascript" || language == "typescript"; }

bool isGap(const Node* node) {
  return node->kind == Kind::Ellipsis || (node->kind == Kind::ExprStmt && node->count == 1 && isGap(node->items[0]));
}

class Signs {
 public:
  void visit(const Node* node) {
    if (node->kind == Kind::Binary && isOneOf(node->text, {"===", "!==", "==", "!="})) add({std::string(node->text), false});
    if (node->kind == Kind::Unary && isOneOf(node->text, {"typeof", "delete", "void"})) add({std::string(node->text), true});
    if (node->kind == Kind::Try && !node->has(kWildcardBody) && !node->all(Role::Handler).empty()) add({"catch", true});
    // What is behind these may be there in another way.
    if (node->kind == Kind::Ternary || node->kind == Kind::DeepEllipsis || node->kind == Kind::Template) return;
    for (const Node* child : node->children()) visit(child);
  }
  std::vector<Literal> found;

 private:
  static bool isOneOf(std::string_view text, std::initializer_list<std::string_view> list) {
    return std::find(list.begin(), list.end(), text) != list.end();
  }
  void add(Literal literal) {
    if (std::find(found.begin(), found.end(), literal) == found.end()) found.push_back(std::move(literal));
  }
};

/** Goes through all that a rule asks, until something asks for the whole text. */
class Surveyor {
 public:
  Surveyor(std::string_view language, bool exact) : language_(language), exact_(exact) {}

  bool formula(const Formula& formula) {
    if (formula.as || formula.generic) return false;
    for (const Condition& condition : formula.conditions) {
      if (condition.sort == Condition::Sort::Pattern || condition.sort == Condition::Sort::Type) return false;
      reach.constants = true;
    }
    if (formula.sort == Formula::Sort::Regex) {
      reach.texts = true;
      return formula.groups.empty();
    }
    if (formula.sort == Formula::Sort::Pattern) {
      const auto pattern = formula.patterns.find(language_);
      return pattern != formula.patterns.end() && this->pattern(*pattern->second);
    }
    return std::all_of(formula.children.begin(), formula.children.end(), [&](const Formula& child) { return this->formula(child); });
  }

  Reach reach;

 private:
  bool pattern(const Pattern& pattern) {
    if (pattern.sort == Pattern::Sort::Statements || !shape(pattern.root)) return false;
    std::vector<Mark> marks = anchoredMarks(pattern, signsOf(pattern, language_), exact_);
    if (marks.empty()) return false;
    reach.marks.push_back(std::move(marks));
    return true;
  }

  /** Whether all that the pattern looks at stands in the same function as its words. */
  bool shape(const Node* node) {
    switch (node->kind) {
      case Kind::DeepEllipsis:
      case Kind::TypedMeta:
      case Kind::Import:
      case Kind::Lambda:
      case Kind::Class:
        return false;
      case Kind::Block:
        if (!std::all_of(node->items, node->items + node->count, isGap)) return false;
        break;
      case Kind::MetaVar:
        // What stands twice may be equal by what it is known to hold.
        if (node->part && !node->part->anonymous) noteMeta(node->part->meta);
        break;
      case Kind::Int:
      case Kind::Float:
      case Kind::String:
      case Kind::Bool:
      case Kind::Null:
      case Kind::Regex:
      case Kind::Template:
        reach.constants = true;
        break;
      default:
        break;
    }
    return std::all_of(node->items, node->items + node->count, [&](const Node* child) { return shape(child); });
  }

  void noteMeta(MetaId meta) {
    if (std::find(metas_.begin(), metas_.end(), meta) != metas_.end()) reach.constants = true;
    metas_.push_back(meta);
  }

  std::string_view language_;
  const bool exact_;
  std::vector<MetaId> metas_;
};

}  // namespace

std::vector<Literal> signsOf(const Pattern& pattern, std::string_view language) {
  if (!isScript(language) || pattern.sort == Pattern::Sort::Statements) return {};
  Signs signs;
  signs.visit(pattern.root);
  return signs.found;
}

std::optional<Reach> reachOf(const CompiledRule& rule, std::string_view language) {
  if (!rule.usable || rule.taint || !isScript(language) || rule.options.symbolic) return std::nullopt;
  Surveyor surveyor(language, !rule.options.constants);
  if (!surveyor.formula(rule.formula)) return std::nullopt;
  if (!rule.options.constants && surveyor.reach.constants) surveyor.reach.constants = false;
  return std::move(surveyor.reach);
}

namespace {

class Inspector {
 public:
  explicit Inspector(const Focus& focus) : focus_(focus) {}

  bool fine(const Node* node) const {
    if (node->kind == Kind::Name && !fineName(node)) return false;
    // What is assigned to a member is not followed.
    if (focus_.constants && node->kind == Kind::Member && node->info && node->info->value) return false;
    return std::all_of(node->items, node->items + node->count, [&](const Node* child) { return fine(child); });
  }

 private:
  bool fineName(const Node* name) const {
    const Binding* binding = name->info ? name->info->binding : nullptr;
    if (binding && !binding->path.empty() && hides(*binding, name->text)) return false;
    if (!focus_.constants || (binding && !name->info->value)) return true;
    return !focus_.outline.writes(name->text);
  }

  /** What is looked for was imported under a name of which there is talk in what was left out. */
  bool hides(const Binding& binding, std::string_view local) const {
    if (isMark(local)) return false;
    return std::any_of(binding.path.begin(), binding.path.end(), [&](std::string_view part) { return isMark(part); }) &&
           focus_.outline.mentions(local);
  }
  bool isMark(std::string_view word) const {
    return std::find(focus_.words.begin(), focus_.words.end(), word) != focus_.words.end();
  }

  const Focus& focus_;
};

}  // namespace

bool standsAlone(const Tree& tree, const Focus& focus) { return tree.wildcards.empty() && Inspector(focus).fine(tree.root); }

}  // namespace vireon
