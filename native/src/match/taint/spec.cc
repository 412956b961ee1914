// Reads the lists of a taint rule, in the older and the newer spelling.
#include <algorithm>
#include <cctype>

#include "match/taint/taint.h"

namespace vireon {
namespace {

constexpr int kMaxNesting = 40;

class RequirementReader {
 public:
  RequirementReader(std::string_view text, std::vector<std::string>& labels) : in_(text), labels_(labels) {}

  bool read(Requirement& out) {
    bool ok = either(out, 0);
    skip();
    return ok && at_ == in_.size();
  }

 private:
  void skip() {
    while (at_ < in_.size() && std::isspace(static_cast<unsigned char>(in_[at_]))) at_++;
  }
  static bool isWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' || c == '$'; }
  std::string_view peek() {
    skip();
    size_t end = at_;
    while (end < in_.size() && isWord(in_[end])) end++;
    return in_.substr(at_, end - at_);
  }
  bool word(std::string_view wanted) {
    if (peek() != wanted) return false;
    at_ += wanted.size();
    return true;
  }
  static Requirement join(Requirement::Sort sort, Requirement left, Requirement right) {
    Requirement both;
    both.sort = sort;
    both.parts.push_back(std::move(left));
    both.parts.push_back(std::move(right));
    return both;
  }
  bool either(Requirement& out, int depth) {
    if (depth > kMaxNesting || !both(out, depth)) return false;
    while (word("or")) {
      Requirement right;
      if (!both(right, depth)) return false;
      out = join(Requirement::Sort::Or, std::move(out), std::move(right));
    }
    return true;
  }
  bool both(Requirement& out, int depth) {
    if (!single(out, depth)) return false;
    while (word("and")) {
      Requirement right;
      if (!single(right, depth)) return false;
      out = join(Requirement::Sort::And, std::move(out), std::move(right));
    }
    return true;
  }
  bool single(Requirement& out, int depth) {
    if (depth > kMaxNesting) return false;
    if (word("not")) {
      out.sort = Requirement::Sort::Not;
      out.parts.emplace_back();
      return single(out.parts[0], depth + 1);
    }
    skip();
    if (at_ < in_.size() && in_[at_] == '(') {
      at_++;
      if (!either(out, depth + 1)) return false;
      skip();
      return at_ < in_.size() && in_[at_++] == ')';
    }
    std::string_view name = peek();
    if (name.empty()) return false;
    at_ += name.size();
    if (name == "True" || name == "False") {
      out.sort = name == "True" ? Requirement::Sort::True : Requirement::Sort::False;
      return true;
    }
    out.sort = Requirement::Sort::Label;
    out.label = labelOf(name);
    return true;
  }
  uint16_t labelOf(std::string_view name) {
    auto found = std::find(labels_.begin(), labels_.end(), name);
    if (found == labels_.end()) found = labels_.insert(labels_.end(), std::string(name));
    return static_cast<uint16_t>(found - labels_.begin());
  }

  std::string_view in_;
  std::vector<std::string>& labels_;
  size_t at_ = 0;
};

bool isFocused(const Formula& formula) {
  return !formula.focus.empty() ||
         std::any_of(formula.children.begin(), formula.children.end(), [](const Formula& child) { return isFocused(child); });
}

class SpecReader {
 public:
  SpecReader(TaintRule& rule, TaintCompilation& compilation) : rule_(rule), c_(compilation) {}

  void read(const Value& value) {
    options(value);
    if (const Value* taint = value.get("taint")) {
      newSyntax_ = true;
      c_.at("taint", [&] {
        if (!taint->map()) return c_.issue("a mapping with `sources` and `sinks` is wanted");
        lists(*taint, "");
      });
    } else {
      lists(value, "pattern-");
    }
  }

 private:
  enum class List : uint8_t { Source, Sink, Sanitizer, Propagator };

  void lists(const Value& value, const std::string& prefix) {
    list(value, prefix + "sources", List::Source, rule_.sources);
    list(value, prefix + "sinks", List::Sink, rule_.sinks);
    list(value, prefix + "sanitizers", List::Sanitizer, rule_.sanitizers);
    list(value, prefix + "propagators", List::Propagator, rule_.propagators);
    if (rule_.sources.empty()) c_.issue("a taint rule needs `" + prefix + "sources`");
    if (rule_.sinks.empty()) c_.issue("a taint rule needs `" + prefix + "sinks`");
  }

  void list(const Value& value, const std::string& key, List kind, std::vector<TaintItem>& out) {
    const Value* items = value.get(key);
    if (!items) return;
    c_.at(key, [&] {
      if (!items->list()) return c_.issue("a list of patterns is wanted");
      for (size_t i = 0; i < items->list()->size(); i++)
        c_.at(i, [&] {
          TaintItem read;
          item((*items->list())[i], kind, read);
          out.push_back(std::move(read));
        });
    });
  }

  void item(const Value& value, List kind, TaintItem& out) {
    out.exact = kind == List::Sink;
    if (kind == List::Propagator) out.bySideEffect = SideEffect::Yes;
    if (!value.map()) {
      if (!newSyntax_ || !value.string()) return c_.issue("a mapping with a pattern operator is wanted");
      out.formula = c_.newFormula(value);
      return;
    }
    out.formula = newSyntax_ ? c_.newFormula(value) : c_.formula(value);
    out.focused = isFocused(out.formula);
    flag(value, "exact", out.exact);
    flag(value, "not_conflicting", out.notConflicting);
    flag(value, "control", out.control);
    flag(value, "at-exit", out.atExit);
    sideEffect(value, out);
    if (const Value* label = value.get("label"); label && label->string()) {
      Requirement named;
      if (!requirement(*label->string(), named) || named.sort != Requirement::Sort::Label)
        c_.at("label", [&] { c_.issue("a label must be a name"); });
      out.label = named.label;
    }
    if (const Value* wanted = value.get("requires")) c_.at("requires", [&] { requirements(*wanted, out); });
    if (const Value* replaced = value.get("replace-labels"); replaced && replaced->list())
      for (const Value& name : *replaced->list())
        if (Requirement named; name.string() && requirement(*name.string(), named)) out.replaceLabels.push_back(named.label);
    if (kind != List::Propagator) return;
    meta(value, "from", out.from);
    meta(value, "to", out.to);
  }

  static void flag(const Value& value, const char* key, bool& out) {
    if (const Value* given = value.get(key); given && given->boolean()) out = *given->boolean();
  }

  void sideEffect(const Value& value, TaintItem& out) {
    const Value* given = value.get("by-side-effect");
    if (!given) return;
    if (given->boolean())
      out.bySideEffect = *given->boolean() ? SideEffect::Yes : SideEffect::No;
    else if (given->string() && *given->string() == "only")
      out.bySideEffect = SideEffect::Only;
    else
      c_.at("by-side-effect", [&] { c_.issue("`true`, `false` or `only` is wanted"); });
  }

  void meta(const Value& value, const char* key, MetaId& out) {
    const Value* name = value.get(key);
    if (!name || !name->string()) return c_.issue(std::string("a propagator needs `") + key + "`");
    out = c_.names->id(*name->string());
  }

  bool requirement(const std::string& text, Requirement& out) { return RequirementReader(text, rule_.labels).read(out); }

  void requirements(const Value& wanted, TaintItem& out) {
    Requirement read;
    if (wanted.boolean()) {
      read.sort = *wanted.boolean() ? Requirement::Sort::True : Requirement::Sort::False;
      out.requires_ = read;
    } else if (wanted.string()) {
      if (!requirement(*wanted.string(), read)) return c_.issue("labels joined by `and`, `or` and `not` are wanted");
      out.requires_ = read;
    } else if (wanted.list()) {
      for (const Value& each : *wanted.list()) {
        if (!each.map()) continue;
        for (const auto& [name, labels] : *each.map()) {
          if (!labels.string() || !requirement(*labels.string(), read)) return c_.issue("labels joined by `and`, `or` and `not` are wanted");
          out.requiresEach.emplace_back(c_.names->id(name), read);
        }
      }
    } else {
      c_.issue("labels joined by `and`, `or` and `not` are wanted");
    }
  }

  void options(const Value& value) {
    const Value* options = value.get("options");
    if (!options || !options->map()) return;
    struct Flag {
      const char* name;
      bool TaintOptions::*field;
    };
    static constexpr Flag flags[] = {
        {"taint_assume_safe_functions", &TaintOptions::safeFunctions},
        {"taint_assume_safe_indexes", &TaintOptions::safeIndexes},
        {"taint_assume_safe_comparisons", &TaintOptions::safeComparisons},
        {"taint_assume_safe_booleans", &TaintOptions::safeBooleans},
        {"taint_assume_safe_numbers", &TaintOptions::safeNumbers},
        {"taint_only_propagate_through_assignments", &TaintOptions::onlyAssignments},
        {"taint_unify_mvars", &TaintOptions::unifyMetavariables},
        {"taint_intrafile", &TaintOptions::acrossFunctions},
        {"guarded_taint_signatures", &TaintOptions::guarded},
    };
    for (const Flag& each : flags) flag(*options, each.name, rule_.options.*each.field);
    for (const char* key : {"taint_focus_on", "taint_match_on"})
      if (const Value* on = options->get(key); on && on->string()) rule_.options.focusOnSource = *on->string() == "source";
  }

  TaintRule& rule_;
  TaintCompilation& c_;
  bool newSyntax_ = false;
};

Formula anyOf(const std::vector<TaintItem>& items) {
  Formula any;
  any.sort = Formula::Sort::Any;
  for (const TaintItem& item : items) any.children.push_back(item.formula);
  return any;
}

}  // namespace

std::shared_ptr<TaintRule> compileTaint(const Value& rule, TaintCompilation& compilation) {
  auto out = std::make_shared<TaintRule>();
  SpecReader(*out, compilation).read(rule);
  return out;
}

Formula taintNecessary(const TaintRule& rule) {
  Formula all;
  all.sort = Formula::Sort::All;
  all.children.push_back(anyOf(rule.sources));
  all.children.push_back(anyOf(rule.sinks));
  return all;
}

}  // namespace vireon
