// Literals, and what is known to be one.
#include "match/matcher/kinds.h"
#include "match/matcher/matcher.h"
#include "match/matcher/numbers.h"
#include "parse/names.h"

namespace vireon {

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

bool Matcher::literalSame(const Node* p, const Node* t, Next k) {
  if (p->kind == Kind::Regex) return t->kind == Kind::Regex && regexLiteral(p, t, k);
  if (isNumberKind(p->kind) && isNumberKind(t->kind)) return (p->kind == t->kind || tree_.language == "yaml") && sameNumber(p->text, t->text) && k();
  // Terraform turns quoted numbers and truth values into what is wanted.
  if (tree_.language == "terraform" && t->kind == Kind::String && (isNumberKind(p->kind) || p->kind == Kind::Bool))
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

bool Matcher::templates(const Node* p, const Node* t, Next k) {
  if (p->has(kFormatString) && !t->has(kFormatString)) return false;
  if (p->has(kTagged) != t->has(kTagged)) return false;
  return list(p->children(), 0, t->children(), 0, false, &Matcher::entry, k);
}

}  // namespace vireon
