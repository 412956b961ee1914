#include "match/evaluate.h"

#include <algorithm>
#include <cmath>
#include <ctime>

#include "match/comparison.h"
#include "match/generic.h"
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
  matcher_ = std::make_unique<Matcher>(*tree_, *index_, names_, known);
}

void TextUnderMatch::settleNames() {
  if (!tree_) return;
  resolveNames(*tree_);
  propagateConstants(*tree_);
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

namespace {

constexpr size_t kMaxRanges = 50'000;
/** One rule may hold so many ranges of a text against each other. */
constexpr uint64_t kMaxPairs = 20'000'000;

const Bound* find(const Bindings& bindings, MetaId id) {
  for (const Bound& bound : bindings)
    if (bound.id == id) return &bound;
  return nullptr;
}

bool numbered(std::string_view name) { return name.size() > 1 && std::isdigit(static_cast<unsigned char>(name[1])); }

// Bits that a letter of English takes, by how often it stands.
double letterBits(unsigned char c) {
  static constexpr double bits[26] = {3.6, 6.1, 5.2, 4.6, 3.0, 5.5, 5.6, 4.0, 3.8, 9.4, 7.0, 4.6, 5.4,
                                      3.9, 3.7, 5.7, 10.0, 4.1, 4.0, 3.5, 5.2, 6.7, 5.4, 9.1, 5.7, 10.4};
  return std::isalpha(c) ? bits[std::tolower(c) - 'a'] : 5.95;
}

// Three letters that words are made of.
bool isFamiliar(std::string_view three) {
  static constexpr std::string_view words =
      "the and ing ion tio ent ati for her ter hat tha ere ate his con res ver all ons nce men ith ted ers pro thi wit are ess not ive was "
      "ect rea com eve per int est sta cti ica ist ear ain one our iti rat hin ort ill ove ned nte ine out use ser nam ame pas ass wor ord "
      "sec ecr cre ret key tok oke ken api pub ubl bli lic pri riv iva vat ten den ial def efa fau aul ult val alu lue tes exa xam amp mpl "
      "ple str tri rin dat ata cli lie ien nam add ddr dre ess ema mai ail nti tic men ment ser vic ice cer ert rti tif ifi fic cat led "
      "ser rve ver acc cce cou oun unt man age nag gem abl ble ful pos ost ite tem igh ght ree ell ook oad ile ose ake han nge end";
  return words.find(three) != words.npos;
}

// Many bits, and many for each character.
bool looksRandom(std::string_view text) {
  if (text.empty() || text.find_first_not_of(text[0]) == text.npos) return false;
  double bits = 0;
  for (size_t i = 0; i < text.size(); i++) {
    size_t left = std::min<size_t>(3, text.size() - i);
    char three[3] = {};
    double sum = 0;
    bool letters = left == 3;
    for (size_t j = 0; j < left; j++) {
      unsigned char c = text[i + j];
      three[j] = static_cast<char>(std::tolower(c));
      letters &= std::isalpha(c) != 0;
      sum += letterBits(c);
    }
    bits += (letters && isFamiliar({three, 3}) ? 9.0 : sum) / static_cast<double>(left);
  }
  return bits > 64 && bits / static_cast<double>(text.size()) > 4.8;
}

// Shannon's bits for each byte.
double shannonBits(std::string_view text) {
  size_t counts[256] = {};
  for (unsigned char c : text) counts[c]++;
  double bits = 0;
  for (size_t count : counts)
    if (count > 0) {
      double share = static_cast<double>(count) / static_cast<double>(text.size());
      bits -= share * std::log2(share);
    }
  return bits;
}

// A repeated group that itself repeats or chooses: (a+)+, (a|a)*.
bool looksCatastrophic(std::string_view re) {
  std::vector<bool> repeats;
  for (size_t at = 0; at < re.size(); at++) {
    char c = re[at];
    if (c == '\\') {
      at++;
      continue;
    }
    if (c == '[') {
      while (at < re.size() && re[at] != ']') at += re[at] == '\\' ? 2 : 1;
      continue;
    }
    if (c == '(') {
      repeats.push_back(false);
    } else if (c == ')' && !repeats.empty()) {
      bool inner = repeats.back();
      repeats.pop_back();
      char next = at + 1 < re.size() ? re[at + 1] : '\0';
      bool possessive = at + 2 < re.size() && re[at + 2] == '+';
      bool many = !possessive && (next == '*' || next == '+' || (next == '{' && re.find(',', at) != re.npos));
      if (inner && many) return true;
      if (!repeats.empty() && (inner || many)) repeats.back() = true;
    } else if ((c == '*' || c == '+') && !repeats.empty()) {
      repeats.back() = true;
    }
  }
  return false;
}

}  // namespace

class FormulaRun {
 public:
  FormulaRun(TextUnderMatch& text, const MatchOptions& options) : text_(text), options_(options) {}

  /** False where a look at words tells that nothing can match. */
  bool mayMatch(const Formula& formula) {
    if (text_.language_ == "generic" || text_.language_ == "regex") return true;
    switch (formula.sort) {
      case Formula::Sort::Pattern: {
        auto found = formula.patterns.find(text_.language_);
        if (found == formula.patterns.end()) return false;
        text_.parse();
        return text_.matcher_ && mayMatch(*found->second);
      }
      case Formula::Sort::Any:
        return std::any_of(formula.children.begin(), formula.children.end(), [&](const Formula& child) { return mayMatch(child); });
      case Formula::Sort::All:
        return std::all_of(formula.children.begin(), formula.children.end(),
                           [&](const Formula& child) { return child.sort == Formula::Sort::Not || mayMatch(child); });
      case Formula::Sort::Inside:
      case Formula::Sort::Anywhere:
        return mayMatch(formula.children[0]);
      default:
        return true;
    }
  }

  /** `context`: bindings and range that a nested formula starts from. */
  std::vector<Range> evaluate(const Formula& formula, const Range* context, bool inside) {
    std::vector<Range> ranges = kind(formula, context, inside);
    tell(Trace::Stage::Found, &formula, ranges);
    ranges = conditions(formula, std::move(ranges));
    tell(Trace::Stage::Tested, &formula, ranges);
    if (!formula.focus.empty()) ranges = focus(formula, ranges);
    tell(Trace::Stage::Gave, &formula, ranges);
    if (formula.as)
      for (Range& range : ranges) {
        Bound bound;
        bound.sort = Bound::Sort::Text;
        bound.id = *formula.as;
        bound.start = range.start;
        bound.end = range.end;
        bound.text = text_.text_.substr(range.start, range.end - range.start);
        range.bindings.push_back(bound);
      }
    return ranges;
  }

 private:
  /** A range and what conditions bind on it; that counts only once all of them have been asked. */
  struct Candidate {
    Range range;
    std::vector<Bindings> more;
  };

  /** No more ranges are taken; that is told. */
  bool full(const std::vector<Range>& ranges) const {
    if (ranges.size() < kMaxRanges) return false;
    text_.exhausted = true;
    return true;
  }

  bool mayCompare() const {
    if (++text_.pairs <= kMaxPairs) return true;
    text_.exhausted = true;
    return false;
  }

  void tell(Trace::Stage stage, const void* by, const std::vector<Range>& ranges) const {
    if (text_.trace) text_.trace->note(stage, by, ranges);
  }

  std::vector<Range> conditions(const Formula& formula, std::vector<Range> ranges) {
    if (formula.conditions.empty()) return ranges;
    std::vector<Range> out;
    for (Range& range : ranges) {
      Candidate candidate{std::move(range), {}};
      bool holds = true;
      for (const Condition& condition : formula.conditions)
        if (!(holds = satisfies(condition, candidate))) {
          if (text_.trace) tell(Trace::Stage::Refused, &condition, {candidate.range});
          break;
        }
      if (!holds || full(out)) continue;
      for (Bindings& more : candidate.more) {
        Range extended = candidate.range;
        for (Bound& bound : more)
          if (!find(extended.bindings, bound.id)) extended.bindings.push_back(bound);
        out.push_back(std::move(extended));
      }
      out.push_back(std::move(candidate.range));
    }
    return out;
  }

  const Bindings& given(const Range* context) const {
    static const Bindings none;
    return context ? context->bindings : none;
  }

  std::vector<Range> kind(const Formula& formula, const Range* context, bool inside) {
    switch (formula.sort) {
      case Formula::Sort::Pattern:
        return pattern(formula, context, nullptr, inside);
      case Formula::Sort::Regex:
        return regex(formula, context);
      case Formula::Sort::Any: {
        std::vector<Range> all;
        for (const Formula& child : formula.children)
          for (Range& range : evaluate(child, context, inside))
            if (!full(all)) all.push_back(std::move(range));
        return all;
      }
      case Formula::Sort::Inside:
      case Formula::Sort::Anywhere: {
        std::vector<Range> ranges = evaluate(formula.children[0], context, true);
        for (Range& range : ranges) range.sort = formula.sort == Formula::Sort::Inside ? Range::Sort::Inside : Range::Sort::Anywhere;
        return ranges;
      }
      case Formula::Sort::All:
        return conjunction(formula, context, inside);
      case Formula::Sort::Not:
        return {};
    }
    return {};
  }

  std::vector<Range> pattern(const Formula& formula, const Range* context, const Within* within, bool inside) {
    std::vector<PatternMatch> matches;
    if (text_.language_ == "generic" || text_.language_ == "regex") {
      if (formula.generic && !matchGeneric(*formula.generic, text_.text_, given(context), matches)) text_.exhausted = true;
    } else {
      auto found = formula.patterns.find(text_.language_);
      if (found == formula.patterns.end()) return {};
      text_.parse();
      if (!text_.matcher_ || !mayMatch(*found->second)) return {};
      matches = text_.matcher_->find(*found->second, options_, given(context), within, inside);
      if (text_.matcher_->exhausted()) text_.exhausted = true;
    }
    std::vector<Range> ranges;
    ranges.reserve(matches.size());
    for (PatternMatch& match : matches) ranges.push_back({Range::Sort::Plain, match.start, match.end, std::move(match.bindings)});
    return ranges;
  }

  std::vector<Range> regex(const Formula& formula, const Range* context) {
    std::vector<RegexMatch> matches;
    const bool all = text_.regexes ? text_.regexes->findAll(*formula.regex, text_.text_, matches) : formula.regex->findAll(text_.text_, matches);
    if (!all) text_.exhausted = true;
    std::vector<Range> ranges;
    for (const RegexMatch& match : matches) {
      if (full(ranges)) break;
      Range range{Range::Sort::Regexp, match[0].start, match[0].end, given(context)};
      bool fits = true;
      for (size_t i = 1; i < match.size() && i - 1 < formula.groups.size(); i++) {
        if (match[i].start == RegexGroup::npos) continue;
        Bound bound;
        bound.sort = Bound::Sort::Text;
        bound.id = formula.groups[i - 1];
        bound.start = match[i].start;
        bound.end = match[i].end;
        bound.text = text_.text_.substr(bound.start, bound.end - bound.start);
        if (const Bound* known = find(range.bindings, bound.id)) {
          fits &= same(*known, bound);
          continue;
        }
        range.bindings.push_back(bound);
      }
      if (!fits) continue;
      if (formula.secret) bindSecret(*formula.secret, match, range.bindings);
      ranges.push_back(std::move(range));
    }
    return ranges;
  }

  bool mayMatch(const Pattern& pattern) const {
    auto isThere = [&](const std::string& word) { return text_.index_->mayHold(word); };
    return std::all_of(pattern.words.begin(), pattern.words.end(), isThere) &&
           (std::all_of(pattern.shellWords.begin(), pattern.shellWords.end(), isThere) || text_.text_.find('$') != std::string_view::npos);
  }

  // A line break that a match ends or begins with belongs to neither the match nor its lines.
  void bindSecret(const SecretNames& names, const RegexMatch& match, Bindings& bindings) const {
    RegexGroup whole = match[0];
    while (whole.start < whole.end && text_.text_[whole.start] == '\n') whole.start++;
    while (whole.start < whole.end && text_.text_[whole.end - 1] == '\n') whole.end--;
    auto holds = [&](size_t i) { return match[i].start != RegexGroup::npos && match[i].start < match[i].end; };
    RegexGroup secret = names.group == 0 ? whole : match[names.group];
    for (size_t i = 1; names.group == 0 && i < match.size(); i++)
      if (holds(i)) {
        secret = match[i];
        break;
      }
    if (secret.start == RegexGroup::npos) secret = {whole.start, whole.start};
    RegexGroup lines = whole;
    while (lines.start > 0 && text_.text_[lines.start - 1] != '\n') lines.start--;
    while (lines.end < text_.text_.size() && text_.text_[lines.end] != '\n') lines.end++;
    for (const auto& [id, group] : {std::pair{names.secret, secret}, std::pair{names.match, whole}, std::pair{names.lines, lines}}) {
      Bound bound;
      bound.sort = Bound::Sort::Text;
      bound.id = id;
      bound.start = group.start;
      bound.end = group.end;
      bound.text = text_.text_.substr(group.start, group.end - group.start);
      bindings.push_back(bound);
    }
  }

  static bool isSelector(const Formula& formula) {
    if (formula.sort != Formula::Sort::Pattern || formula.patterns.empty() || !formula.conditions.empty()) return false;
    for (const auto& [language, pattern] : formula.patterns)
      if (pattern->sort != Pattern::Sort::Expression || pattern->root->kind != Kind::MetaVar) return false;
    return true;
  }

  std::vector<Range> conjunction(const Formula& formula, const Range* context, bool inside) {
    std::vector<const Formula*> plain, around, negative;
    const Formula* selector = nullptr;
    for (const Formula& child : formula.children) {
      if (child.sort == Formula::Sort::Not)
        negative.push_back(&child);
      else if (child.sort == Formula::Sort::Inside || child.sort == Formula::Sort::Anywhere)
        around.push_back(&child);
      else
        plain.push_back(&child);
    }
    // A lone metavariable matches everywhere: it is looked for only where the others have matched.
    if (plain.size() + around.size() > 1)
      for (size_t i = 0; i < plain.size(); i++)
        if (isSelector(*plain[i])) {
          selector = plain[i];
          plain.erase(plain.begin() + i);
          break;
        }
    std::vector<Range> ranges;
    bool started = false;
    for (const auto* group : {&plain, &around})
      for (const Formula* child : *group) {
        std::vector<Range> found = evaluate(*child, context, inside || child->sort == Formula::Sort::Inside);
        if (!started)
          ranges = std::move(found);
        else
          ranges = intersect(ranges, found);
        started = true;
        tell(Trace::Stage::Left, child, ranges);
        if (ranges.empty()) return ranges;
      }
    if (!started) {
      if (!context) return {};
      ranges = {*context};
    }
    if (selector) {
      std::vector<std::pair<uint32_t, uint32_t>> places;
      for (const Range& range : ranges) places.emplace_back(range.start, range.end);
      Within within(std::move(places));
      ranges = intersect(ranges, pattern(*selector, context, &within, false));
      tell(Trace::Stage::Left, selector, ranges);
    }
    for (const Formula* child : negative) {
      if (ranges.empty()) return ranges;
      bool insideNot = child->children[0].sort == Formula::Sort::Inside;
      ranges = without(ranges, evaluate(child->children[0], context, insideNot));
      tell(Trace::Stage::Left, child, ranges);
    }
    return ranges;
  }

  bool same(const Bound& a, const Bound& b) const {
    if (text_.matcher_) return text_.matcher_->sameBound(a, b);
    return text_.textOf(a) == text_.textOf(b);
  }

  bool includedIn(const Range& x, const Range& y) const {
    bool within = y.sort == Range::Sort::Anywhere || (y.start <= x.start && x.end <= y.end);
    if (!within) return false;
    for (const Bound& bound : x.bindings) {
      const Bound* other = find(y.bindings, bound.id);
      if (!other || numbered(text_.names_.name(bound.id))) continue;
      if (!same(bound, *other)) return false;
    }
    return true;
  }

  void merge(const Range& x, const Range& y, std::vector<Range>& out) const {
    // What only surrounds must not become the finding.
    if (x.sort == Range::Sort::Inside && y.sort != Range::Sort::Inside) return;
    if (!includedIn(x, y) || full(out)) return;
    Range merged = x;
    for (const Bound& bound : y.bindings)
      if (!find(x.bindings, bound.id)) merged.bindings.push_back(bound);
    out.push_back(std::move(merged));
  }

  /** Calls `visit(x, y)` for each x of the one that lies within a y of the other, x by x. */
  template <class F>
  void eachWithin(const std::vector<Range>& xs, const std::vector<Range>& ys, const F& visit) const {
    // By start, the longer first; of equals those that hold before those that are held.
    std::vector<std::pair<const Range*, bool>> order;
    order.reserve(xs.size() + ys.size());
    for (const Range& y : ys) order.emplace_back(&y, true);
    for (const Range& x : xs) order.emplace_back(&x, false);
    std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
      if (a.first->start != b.first->start) return a.first->start < b.first->start;
      if (a.first->end != b.first->end) return a.first->end > b.first->end;
      return a.second && !b.second;
    });
    std::vector<const Range*> open;
    for (const auto& [range, holds] : order) {
      std::erase_if(open, [from = range->start](const Range* y) { return y->end < from; });
      if (holds) {
        open.push_back(range);
        continue;
      }
      for (const Range* y : open) {
        if (!mayCompare()) return;
        if (y->end >= range->end) visit(*range, *y);
      }
    }
  }

  std::vector<Range> intersect(const std::vector<Range>& xs, const std::vector<Range>& ys) const {
    std::vector<Range> out;
    auto both = [&](const Range& x, const Range& y) { merge(x, y, out); };
    eachWithin(xs, ys, both);
    eachWithin(ys, xs, both);
    for (const Range& x : xs)
      for (const Range& y : ys) {
        if (!mayCompare()) return out;
        if (x.sort == Range::Sort::Anywhere) merge(y, x, out);
        if (y.sort == Range::Sort::Anywhere) merge(x, y, out);
        if (x.sort != Range::Sort::Anywhere && ys.front().sort != Range::Sort::Anywhere) break;
      }
    return unique(std::move(out));
  }

  std::vector<Range> unique(std::vector<Range> ranges) const {
    std::vector<Range> out;
    out.reserve(ranges.size());
    std::map<std::pair<uint32_t, uint32_t>, std::vector<size_t>> seen;
    for (Range& range : ranges) {
      auto& known = seen[{range.start, range.end}];
      bool repeated = std::any_of(known.begin(), known.end(), [&](size_t i) {
        const Range& other = out[i];
        if (!mayCompare()) return false;
        if (other.sort != range.sort || other.bindings.size() != range.bindings.size()) return false;
        for (const Bound& bound : range.bindings) {
          const Bound* theirs = find(other.bindings, bound.id);
          if (!theirs || theirs->start != bound.start || theirs->end != bound.end || theirs->sort != bound.sort) return false;
        }
        return true;
      });
      if (repeated) continue;
      known.push_back(out.size());
      out.push_back(std::move(range));
    }
    return out;
  }

  std::vector<Range> without(std::vector<Range>& ranges, const std::vector<Range>& negative) const {
    std::vector<bool> gone(ranges.size(), false);
    auto drop = [&](const Range& x) { gone[&x - ranges.data()] = true; };
    eachWithin(ranges, negative, [&](const Range& x, const Range& y) {
      if (gone[&x - ranges.data()]) return;
      bool equal = x.start == y.start && x.end == y.end;
      if (y.sort == Range::Sort::Plain && !equal) return;
      if (includedIn(x, y)) drop(x);
    });
    std::vector<Range> texts;
    for (const Range& y : negative) {
      if (y.sort == Range::Sort::Regexp) texts.push_back(y);
      if (y.sort == Range::Sort::Anywhere) return {};
    }
    eachWithin(texts, ranges, [&](const Range& y, const Range& x) {
      if (!gone[&x - ranges.data()] && includedIn(y, x)) drop(x);
    });
    std::vector<Range> kept;
    for (size_t i = 0; i < ranges.size(); i++)
      if (!gone[i]) kept.push_back(std::move(ranges[i]));
    return kept;
  }

  std::vector<Range> focus(const Formula& formula, const std::vector<Range>& ranges) const {
    std::vector<Range> out;
    for (const Range& range : ranges) {
      std::vector<Range> focused{range};
      for (const std::vector<MetaId>& ids : formula.focus) {
        std::vector<Range> next;
        for (const Range& from : focused)
          for (MetaId id : ids) {
            const Bound* bound = find(from.bindings, id);
            if (!bound || (bound->sort == Bound::Sort::List && bound->count == 0)) continue;
            Range narrowed = from;
            if (from.start <= bound->start && bound->end <= from.end) {
              narrowed.start = bound->start;
              narrowed.end = bound->end;
            } else if (!(bound->start <= from.start && from.end <= bound->end)) {
              continue;
            }
            next.push_back(std::move(narrowed));
          }
        focused = std::move(next);
      }
      for (Range& each : focused)
        if (!full(out)) out.push_back(std::move(each));
    }
    return unique(std::move(out));
  }

  static std::string_view trimmed(std::string_view text) {
    const size_t first = text.find_first_not_of(" \t\r\n"), last = text.find_last_not_of(" \t\r\n");
    return first == text.npos ? std::string_view() : text.substr(first, last - first + 1);
  }

  std::optional<ComparisonValue> valueOf(const Bound& bound) const {
    const Node* node = bound.sort == Bound::Sort::Node ? bound.node : nullptr;
    const bool written = node && node->kind == Kind::Text;
    if (bound.sort == Bound::Sort::Text || written) {
      std::string text(written ? trimmed(node->text) : bound.text);
      char* end = nullptr;
      if (!text.empty() && (std::isdigit(static_cast<unsigned char>(text[0])) || text[0] == '-')) {
        long long whole = std::strtoll(text.c_str(), &end, 10);
        if (!*end) return ComparisonValue(whole);
        double number = std::strtod(text.c_str(), &end);
        if (!*end) return ComparisonValue(number);
      }
      return ComparisonValue(text);
    }
    if (!node) return std::nullopt;
    const Node* literal = text_.tree_ ? constantOf(*text_.tree_, node) : nullptr;
    if (!literal || isAnyString(literal)) return std::nullopt;
    std::string text;
    for (char c : literal->text)
      if (c != '_') text += c;
    char* end = nullptr;
    switch (literal->kind) {
      case Kind::Int: {
        bool binary = text.size() > 2 && text[0] == '0' && (text[1] == 'b' || text[1] == 'B');
        bool octal = text.size() > 2 && text[0] == '0' && (text[1] == 'o' || text[1] == 'O');
        long long value = binary || octal ? std::strtoll(text.c_str() + 2, &end, binary ? 2 : 8) : std::strtoll(text.c_str(), &end, 0);
        if (*end && *end != 'L' && *end != 'l' && *end != 'n' && *end != 'u' && *end != 'U') return std::nullopt;
        return ComparisonValue(value);
      }
      case Kind::Float: {
        double value = std::strtod(text.c_str(), &end);
        if (value == std::floor(value) && std::abs(value) < 9e15 && text.find_first_of(".eE") == text.npos) return ComparisonValue(static_cast<long long>(value));
        return ComparisonValue(value);
      }
      case Kind::Bool:
        return ComparisonValue(!text.empty() && (text[0] == 't' || text[0] == 'T'));
      case Kind::String:
        return ComparisonValue(std::string(literal->text));
      default:
        return std::nullopt;
    }
  }

  /** The pieces of a template put together, where all of them are known. */
  std::optional<std::string> joined(const Node* node) const {
    std::string whole;
    for (const Node* part : node->children()) {
      const Node* literal = constantOf(*text_.tree_, part);
      if (!literal || isAnyString(literal)) return std::nullopt;
      whole += literal->text;
    }
    return whole;
  }

  /** A string without its quotes, else the text itself. */
  std::string content(const Bound& bound) const {
    if (bound.sort == Bound::Sort::Node && bound.node->kind == Kind::Template && text_.tree_)
      if (auto whole = joined(bound.node)) return *whole;
    if (bound.sort == Bound::Sort::Node && text_.tree_)
      if (const Node* literal = constantOf(*text_.tree_, bound.node); literal && literal->kind == Kind::String && !isAnyString(literal))
        return std::string(literal->text);
    return text_.textOf(bound);
  }

  bool satisfies(const Condition& condition, Candidate& candidate) {
    const Range& range = candidate.range;
    if (condition.sort == Condition::Sort::Comparison) return compares(condition, range);
    const Bound* bound = find(range.bindings, condition.meta);
    if (!bound) return false;
    switch (condition.sort) {
      case Condition::Sort::Regex: {
        std::string subject = condition.constants ? content(*bound) : text_.textOf(*bound);
        RegexMatch match;
        Regex::Outcome outcome = condition.regex->matchesAtStart(subject, &match);
        if (outcome == Regex::Outcome::bound) text_.exhausted = true;
        if (outcome != Regex::Outcome::found) return false;
        bindGroups(condition.groups, match, subject, *bound, candidate);
        return true;
      }
      case Condition::Sort::Entropy:
        if (condition.above) return shannonBits(content(*bound)) > *condition.above;
        return looksRandom(content(*bound));
      case Condition::Sort::Redos:
        return looksCatastrophic(content(*bound));
      case Condition::Sort::Type:
        return bound->sort == Bound::Sort::Node && hasType(condition, *bound);
      case Condition::Sort::Pattern:
        return nested(condition, candidate, *bound);
      default:
        return false;
    }
  }

  // What the groups of a metavariable's expression hold.
  void bindGroups(const std::vector<MetaId>& groups, const RegexMatch& match, const std::string& subject, const Bound& of, Candidate& candidate) {
    Bindings found;
    for (size_t i = 1; i < match.size() && i - 1 < groups.size(); i++) {
      if (match[i].start == RegexGroup::npos || find(candidate.range.bindings, groups[i - 1])) continue;
      Bound bound;
      bound.sort = Bound::Sort::Text;
      bound.id = groups[i - 1];
      bound.start = std::min(of.start + match[i].start, of.end);
      bound.end = std::min(of.start + match[i].end, of.end);
      text_.kept_.push_back(std::make_unique<std::string>(subject.substr(match[i].start, match[i].end - match[i].start)));
      bound.text = *text_.kept_.back();
      found.push_back(bound);
    }
    if (!found.empty()) candidate.more.push_back(std::move(found));
  }

  bool hasType(const Condition& condition, const Bound& bound) {
    if (!text_.matcher_) return false;
    for (const auto& type : condition.types)
      if (!text_.matcher_->findAt(*type, options_, bound.node, {}).empty()) return true;
    return false;
  }

  bool compares(const Condition& condition, const Range& range) const {
    ComparisonContext context;
    context.base = condition.base;
    context.strip = condition.strip;
    context.now = static_cast<double>(std::time(nullptr));
    context.lookup = [&](const std::string& name) -> std::optional<ComparisonInput> {
      for (const Bound& bound : range.bindings)
        if (text_.names_.name(bound.id) == name) return ComparisonInput{text_.textOf(bound), valueOf(bound)};
      return std::nullopt;
    };
    return comparisonHolds(*condition.comparison, context);
  }

  // A formula over what a metavariable stands for. What it binds in addition is kept.
  bool nested(const Condition& condition, Candidate& candidate, const Bound& bound) {
    const Range& range = candidate.range;
    std::vector<Range> found;
    bool own = condition.language.empty();
    if (own && bound.sort != Bound::Sort::Text && text_.language_ != "generic" && text_.language_ != "regex") {
      Range context{Range::Sort::Plain, bound.start, bound.end, range.bindings};
      found = within(*condition.formula, context, bound.sort == Bound::Sort::Node ? bound.node : nullptr);
    } else {
      std::string language = condition.language.empty() ? text_.language_ : condition.language;
      bool text = bound.sort == Bound::Sort::Text || language == "generic" || language == "regex";
      if (bound.sort == Bound::Sort::Node) {
        const Node* literal = text_.tree_ ? constantOf(*text_.tree_, bound.node) : nullptr;
        if (literal && literal->kind == Kind::String) text = true;
      }
      // The text of an element, such as a script.
      if (bound.sort == Bound::Sort::List && bound.count == 1 && bound.list[0]->kind == Kind::Text) text = true;
      if (!text) return false;
      TextUnderMatch& inner = innerText(language, bound, (language == "generic" || language == "regex") && bound.sort != Bound::Sort::Node);
      Range context{Range::Sort::Plain, 0, static_cast<uint32_t>(inner.text().size()), textBindings(range.bindings)};
      FormulaRun run(inner, options_);
      for (Range& match : run.evaluate(*condition.formula, &context, false)) {
        // What was bound inside is carried outward as text.
        Range outward;
        for (const Bound& each : match.bindings) {
          Bound copy;
          copy.sort = Bound::Sort::Text;
          copy.id = each.id;
          copy.start = bound.start;
          copy.end = bound.end;
          text_.kept_.push_back(std::make_unique<std::string>(inner.textOf(each)));
          copy.text = *text_.kept_.back();
          outward.bindings.push_back(copy);
        }
        found.push_back(std::move(outward));
      }
      if (inner.exhausted) text_.exhausted = true;
    }
    for (const Range& match : found) {
      Bindings fresh;
      for (const Bound& each : match.bindings)
        if (!find(range.bindings, each.id)) fresh.push_back(each);
      if (!fresh.empty() && candidate.more.size() < 100) candidate.more.push_back(std::move(fresh));
    }
    return !found.empty();
  }

  Bindings textBindings(const Bindings& bindings) {
    Bindings out;
    for (const Bound& each : bindings) {
      Bound copy;
      copy.sort = Bound::Sort::Text;
      copy.id = each.id;
      text_.kept_.push_back(std::make_unique<std::string>(text_.textOf(each)));
      copy.text = *text_.kept_.back();
      out.push_back(copy);
    }
    return out;
  }

  std::vector<Range> within(const Formula& formula, const Range& context, const Node* root) {
    Within place({{context.start, context.end}});
    FormulaRun run(text_, options_);
    run.place_ = &place;
    run.root_ = root;
    return run.placed(formula, context);
  }

  // As `evaluate`, in one place of the text.
  std::vector<Range> placed(const Formula& formula, const Range& context) {
    std::vector<Range> ranges;
    auto inPlace = [&](const Range& range) { return range.start >= context.start && range.end <= context.end; };
    switch (formula.sort) {
      case Formula::Sort::Pattern:
        ranges = pattern(formula, &context, place_, false);
        if (ranges.empty()) ranges = atRoot(formula, context);
        std::erase_if(ranges, [&](const Range& range) { return !inPlace(range); });
        break;
      case Formula::Sort::Regex:
        ranges = regexIn(formula, context);
        break;
      case Formula::Sort::Any:
        for (const Formula& child : formula.children)
          for (Range& range : placed(child, context)) ranges.push_back(std::move(range));
        break;
      case Formula::Sort::Inside:
      case Formula::Sort::Anywhere:
        ranges = placed(formula.children[0], context);
        for (Range& range : ranges) range.sort = Range::Sort::Inside;
        break;
      case Formula::Sort::Not:
        break;
      case Formula::Sort::All: {
        bool started = false;
        std::vector<const Formula*> order;
        for (const Formula& child : formula.children)
          if (child.sort != Formula::Sort::Not && child.sort != Formula::Sort::Inside) order.push_back(&child);
        for (const Formula& child : formula.children)
          if (child.sort == Formula::Sort::Inside) order.push_back(&child);
        for (const Formula* child : order) {
          std::vector<Range> found = placed(*child, context);
          ranges = started ? intersect(ranges, found) : std::move(found);
          started = true;
        }
        if (!started) ranges = {context};
        for (const Formula& child : formula.children)
          if (child.sort == Formula::Sort::Not) ranges = without(ranges, placed(child.children[0], context));
        break;
      }
    }
    ranges = conditions(formula, std::move(ranges));
    if (!formula.focus.empty()) ranges = focus(formula, ranges);
    return ranges;
  }

  // The bound node itself, which need not be an expression where it stands: a type, the name of a member.
  std::vector<Range> atRoot(const Formula& formula, const Range& context) {
    auto found = formula.patterns.find(text_.language_);
    if (!root_ || !text_.matcher_ || found == formula.patterns.end()) return {};
    std::vector<Range> ranges;
    for (PatternMatch& match : text_.matcher_->findAt(*found->second, options_, root_, context.bindings))
      ranges.push_back({Range::Sort::Plain, match.start, match.end, std::move(match.bindings)});
    return ranges;
  }

  std::vector<Range> regexIn(const Formula& formula, const Range& context) {
    std::vector<RegexMatch> matches;
    std::string_view part = text_.text_.substr(context.start, context.end - context.start);
    if (!formula.regex->findAll(part, matches)) text_.exhausted = true;
    std::vector<Range> ranges;
    for (const RegexMatch& match : matches) {
      Range range{Range::Sort::Regexp, match[0].start + context.start, match[0].end + context.start, context.bindings};
      for (size_t i = 1; i < match.size() && i - 1 < formula.groups.size(); i++) {
        if (match[i].start == RegexGroup::npos || find(range.bindings, formula.groups[i - 1])) continue;
        Bound bound;
        bound.sort = Bound::Sort::Text;
        bound.id = formula.groups[i - 1];
        bound.start = match[i].start + context.start;
        bound.end = match[i].end + context.start;
        bound.text = text_.text_.substr(bound.start, bound.end - bound.start);
        range.bindings.push_back(bound);
      }
      ranges.push_back(std::move(range));
    }
    return ranges;
  }

  TextUnderMatch& innerText(const std::string& language, const Bound& bound, bool raw) {
    auto key = std::make_pair(language + (raw ? "!" : ""), std::make_pair(bound.start, bound.end));
    auto& inner = text_.inner_[key];
    if (!inner) {
      std::string text = raw ? text_.textOf(bound) : content(bound);
      // A piece of PHP that was cut out of its page stands between its marks.
      if (language == "php" && text.find("<?") == text.npos) text.insert(0, "<?php ");
      text_.kept_.push_back(std::make_unique<std::string>(std::move(text)));
      inner = std::make_unique<TextUnderMatch>(*text_.kept_.back(), language, text_.names_);
    }
    return *inner;
  }

  TextUnderMatch& text_;
  const MatchOptions& options_;
  const Within* place_ = nullptr;
  const Node* root_ = nullptr;
};

std::vector<Range> TextUnderMatch::evaluate(const CompiledRule& rule) { return evaluate(rule.formula, rule.options); }

std::vector<Range> TextUnderMatch::evaluate(const Formula& formula, const MatchOptions& options) {
  FormulaRun run(*this, options);
  if (!trace && !run.mayMatch(formula)) return {};
  return run.evaluate(formula, nullptr, false);
}

Tree* TextUnderMatch::tree() {
  parse();
  return tree_.get();
}

bool TextUnderMatch::same(const Bound& a, const Bound& b) const {
  return matcher_ ? matcher_->sameBound(a, b) : textOf(a) == textOf(b);
}

}  // namespace vireon
