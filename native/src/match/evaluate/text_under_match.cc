#include "match/evaluate/text_under_match.h"

#include "match/evaluate/formula_run.h"
#include "parse/names.h"

namespace vireon {

TextUnderMatch::TextUnderMatch(std::string_view text, std::string_view language, const MetaNames& names, const Focus* focus,
                               LiveText* live)
    : text_(text), language_(language), names_(names), focus_(focus), live_(live) {}
TextUnderMatch::~TextUnderMatch() = default;

void TextUnderMatch::parse() {
  if (parsed_) return;
  parsed_ = true;
  if (focus_) {
    tree_ = parseOutline(text_, focus_->outline, language_);
    settleNames();
    if (tree_ && !standsAlone(*tree_, *focus_)) tree_.reset();
  }
  if (!tree_) {
    tree_ = live_ ? live_->tree.parse(text_, language_) : parseText(text_, language_);
    settleNames();
  }
  if (!tree_) return;
  LiveMatches* known = live_ && tree_->parts ? &live_->matches : nullptr;
  if (known) known->begin(*tree_, names_.number());
  index_ = std::make_unique<NodeIndex>(*tree_, known);
  matcher_ = std::make_unique<Matcher>(*tree_, *index_, known);
}

void TextUnderMatch::settleNames() {
  if (!tree_) return;
  resolveNames(*tree_);
  propagateConstants(*tree_);
}

Tree* TextUnderMatch::tree() {
  parse();
  return tree_.get();
}

const std::string& TextUnderMatch::bound() const {
  static const std::string none;
  return tree_ ? tree_->bound : none;
}

std::string TextUnderMatch::textOf(const Bound& bound) const {
  if (bound.sort == Bound::Sort::Text) return std::string(bound.text);
  if (bound.sort == Bound::Sort::Node && bound.node->has(kSynthetic) && bound.node->kind == Kind::Name) return std::string(bound.node->text);
  if (bound.sort == Bound::Sort::List && bound.count == 0) return "";
  if (bound.end > text_.size() || bound.start > bound.end) return "";
  return std::string(text_.substr(bound.start, bound.end - bound.start));
}

bool TextUnderMatch::same(const Bound& a, const Bound& b) const {
  return matcher_ ? matcher_->sameBound(a, b) : textOf(a) == textOf(b);
}

std::vector<Range> TextUnderMatch::evaluate(const CompiledRule& rule) { return evaluate(rule.formula, rule.options); }

std::vector<Range> TextUnderMatch::evaluate(const Formula& formula, const MatchOptions& options) {
  FormulaRun run(*this, options);
  if (!trace && !run.mayMatch(formula)) return {};
  return run.evaluate(formula, nullptr, false);
}

}  // namespace vireon
