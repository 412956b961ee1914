#include "match/ruleset.h"

#include <algorithm>

#include "match/evaluate/text_under_match.h"
#include "match/formula.h"
#include "match/globs.h"
#include "match/recorder.h"
#include "match/taint/taint.h"
#include "parse/language.h"

namespace vireon {
namespace {

bool isTextLanguage(std::string_view name) { return name == "regex" || name == "generic"; }

}  // namespace

struct RuleSet::Rules {
  MetaNames names;
  std::vector<CompiledRule> list;
};

RuleSet::RuleSet(std::unique_ptr<Rules> rules) : rules_(std::move(rules)) {}
RuleSet::~RuleSet() = default;

std::unique_ptr<RuleSet> RuleSet::compile(const std::vector<Value>& rules, std::vector<CompileIssue>& issues) {
  auto compiled = std::make_unique<Rules>();
  for (size_t i = 0; i < rules.size(); i++) compiled->list.push_back(compileRule(rules[i], i, compiled->names, issues));
  return std::unique_ptr<RuleSet>(new RuleSet(std::move(compiled)));
}

namespace {

// `nosemgrep`, `nosemgrep: id, id`, `nosem`: on the line of the match or on a comment line above it.
bool suppressedBy(std::string_view line, const std::string& id) {
  for (size_t at = line.find("nosem"); at != line.npos; at = line.find("nosem", at + 1)) {
    size_t end = at + 5;
    if (line.substr(end, 4) == "grep") end += 4;
    if (at > 0 && (std::isalnum(static_cast<unsigned char>(line[at - 1])) || line[at - 1] == '_')) continue;
    if (end < line.size() && (std::isalnum(static_cast<unsigned char>(line[end])) || line[end] == '_')) continue;
    while (end < line.size() && line[end] == ' ') end++;
    if (end >= line.size() || line[end] != ':') return true;
    std::string_view list = line.substr(end + 1);
    while (!list.empty()) {
      size_t from = list.find_first_not_of(" \t,");
      if (from == list.npos) break;
      list.remove_prefix(from);
      size_t to = std::min(list.find_first_of(" \t,\r"), list.size());
      std::string_view name = list.substr(0, to);
      bool suffix = name.size() > id.size() && name.substr(name.size() - id.size()) == id && name[name.size() - id.size() - 1] == '.';
      if (name == id || suffix) return true;
      list.remove_prefix(to);
    }
  }
  return false;
}

std::string_view lineAt(std::string_view text, size_t at) {
  size_t start = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
  return text.substr(start, std::min(text.find('\n', at), text.size()) - start);
}

/** What comments of a text take back. Lines of megabytes hold many matches: the last line is kept. */
class TakenBack {
 public:
  explicit TakenBack(std::string_view text) : text_(text) {}

  bool holds(size_t start, const std::string& id) {
    const char* at = text_.data() + start;
    if (!line_.data() || at < line_.data() || at >= line_.data() + line_.size()) look(start);
    return (speaks_ && suppressedBy(line_, id)) || (!above_.empty() && suppressedBy(above_, id));
  }

 private:
  void look(size_t start) {
    line_ = lineAt(text_, start);
    speaks_ = line_.find("nosem") != line_.npos;
    above_ = {};
    const size_t lineStart = line_.data() - text_.data();
    if (lineStart == 0) return;
    const std::string_view above = lineAt(text_, lineStart - 1);
    const size_t first = above.find_first_not_of(" \t");
    if (first == above.npos || std::string_view("#/<*-;%{'").find(above[first]) == std::string_view::npos) return;
    if (above.find("nosem", first) != above.npos) above_ = above.substr(first);
  }

  std::string_view text_, line_;
  /** The comment on the line before, where it says anything of this. */
  std::string_view above_;
  bool speaks_ = false;
};

class Interpolation {
 public:
  Interpolation(const TextUnderMatch& text, const Range& range, const MetaNames& names) : text_(text), range_(range), names_(names) {}

  std::string fill(const std::string& text) const {
    std::string out;
    for (size_t at = 0; at < text.size();) {
      if (text[at] != '$') {
        out += text[at++];
        continue;
      }
      size_t end = at + 1;
      if (text.compare(at, 4, "$...") == 0) end = at + 4;
      while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) || text[end] == '_')) end++;
      const Bound* bound = nullptr;
      // The longest name that is bound.
      for (; end > at + 1; end--)
        if ((bound = lookup(text.substr(at, end - at)))) break;
      if (bound) {
        out += text_.textOf(*bound);
        at = end;
      } else {
        out += text[at++];
      }
    }
    return out;
  }

 private:
  const Bound* lookup(const std::string& name) const {
    for (const Bound& bound : range_.bindings)
      if (names_.name(bound.id) == name) return &bound;
    return nullptr;
  }
  const TextUnderMatch& text_;
  const Range& range_;
  const MetaNames& names_;
};

std::string replaceGroups(const std::string& replacement, std::string_view text, const RegexMatch& match) {
  std::string out;
  for (size_t at = 0; at < replacement.size(); at++) {
    bool group = (replacement[at] == '\\' || replacement[at] == '$') && at + 1 < replacement.size() && std::isdigit(static_cast<unsigned char>(replacement[at + 1]));
    if (!group) {
      out += replacement[at];
      continue;
    }
    size_t index = replacement[++at] - '0';
    if (index < match.size() && match[index].start != RegexGroup::npos) out += text.substr(match[index].start, match[index].end - match[index].start);
  }
  return out;
}

std::string applyFixRegex(const CompiledRule& rule, std::string_view text) {
  std::vector<RegexMatch> matches;
  rule.fixRegex->findAll(text, matches);
  std::string out;
  size_t at = 0;
  int done = 0;
  for (const RegexMatch& match : matches) {
    if (rule.fixCount > 0 && done++ >= rule.fixCount) break;
    out += text.substr(at, match[0].start - at);
    out += replaceGroups(rule.fixReplacement, text, match);
    at = match[0].end;
  }
  return out + std::string(text.substr(at));
}

constexpr size_t kMaxMatches = 10'000;
/** What the matches of one rule in one text say, together. */
constexpr size_t kMaxMatchBytes = 8 << 20;
constexpr size_t kMaxStepText = 200;

std::vector<MatchStep> traceOf(const std::vector<TaintFinding>& findings, const Range& range, std::string_view text) {
  std::vector<MatchStep> out;
  for (const TaintFinding& finding : findings) {
    if (finding.range.start != range.start || finding.range.end != range.end) continue;
    for (const TraceStep& step : finding.trace)
      out.push_back({static_cast<MatchStep::Role>(step.role), step.start, step.end,
                     std::string(text.substr(step.start, std::min<size_t>(step.end - step.start, kMaxStepText)))});
    break;
  }
  return out;
}

size_t bytesOf(const Match& match) {
  size_t bytes = sizeof match + match.message.size() + (match.fix ? match.fix->size() : 0);
  for (const auto& [name, value] : match.metavariables) bytes += name.size() + value.size();
  for (const MatchStep& step : match.trace) bytes += sizeof step + step.text.size();
  return bytes;
}

void report(size_t index, const CompiledRule& rule, TextUnderMatch& text, const MetaNames& names, TakenBack& takenBack,
            MatchOutcome& outcome) {
  text.exhausted = false;
  text.pairs = 0;
  std::vector<TaintFinding> findings;
  std::vector<Range> ranges;
  if (rule.taint) {
    findings = runTaint(text, rule);
    for (const TaintFinding& finding : findings) ranges.push_back(finding.range);
  } else {
    ranges = text.evaluate(rule);
  }
  if (text.exhausted) outcome.bounds.push_back({index, "matching was cut short at its limit; there may be more"});
  std::sort(ranges.begin(), ranges.end(), [](const Range& a, const Range& b) { return a.start != b.start ? a.start < b.start : a.end > b.end; });
  uint32_t lastStart = UINT32_MAX, lastEnd = 0;
  size_t count = 0, bytes = 0;
  for (const Range& range : ranges) {
    // The same place once, whatever was bound; of several ends of one start the longest.
    if (range.start == lastStart && (range.end == lastEnd || rule.formula.sort == Formula::Sort::Pattern)) continue;
    lastStart = range.start;
    lastEnd = range.end;
    if (takenBack.holds(range.start, rule.id)) continue;
    if (++count > kMaxMatches) {
      outcome.bounds.push_back({index, "more than " + std::to_string(kMaxMatches) + " matches in one text"});
      break;
    }
    Interpolation interpolation(text, range, names);
    Match match{index, range.start, range.end, interpolation.fill(rule.message), std::nullopt, {}, {}};
    if (rule.fix) match.fix = interpolation.fill(*rule.fix);
    if (rule.fixRegex) match.fix = applyFixRegex(rule, text.text().substr(range.start, range.end - range.start));
    for (const Bound& bound : range.bindings) match.metavariables.emplace_back(names.name(bound.id), text.textOf(bound));
    match.trace = traceOf(findings, range, text.text());
    bytes += bytesOf(match);
    if (count > 1 && bytes > kMaxMatchBytes) {
      outcome.bounds.push_back({index, "matches hold more than " + std::to_string(kMaxMatchBytes >> 20) + " MiB of text; there may be more"});
      break;
    }
    outcome.matches.push_back(std::move(match));
  }
}

}  // namespace

MatchOutcome RuleSet::match(std::string_view text, std::string_view language, const std::string* path,
                            const std::vector<size_t>* only, const Focus* focus, LiveText* live,
                            const std::function<bool()>& isSuperseded) const {
  MatchOutcome outcome;
  std::string_view known = canonicalLanguage(language);
  TextUnderMatch parsed(text, known.empty() ? language : known, rules_->names, focus, live);
  TextUnderMatch plain(text, "generic", rules_->names);
  TakenBack takenBack(text);
  if (live) {
    live->regexes.begin(text, rules_->names.number());
    parsed.regexes = plain.regexes = &live->regexes;
  }
  auto run = [&](size_t index) {
    const CompiledRule& rule = rules_->list[index];
    if (isSuperseded && isSuperseded()) return;
    if (!rule.usable || !runsOn(index, language)) return;
    if (path && !allowsPath(index, *path)) return;
    report(index, rule, parses(index, language) ? parsed : plain, rules_->names, takenBack, outcome);
  };
  if (only)
    for (size_t index : *only) {
      if (index < size()) run(index);
    }
  else
    for (size_t index = 0; index < size(); index++) run(index);
  if (!parsed.bound().empty()) outcome.bounds.push_back({std::nullopt, parsed.bound()});
  outcome.partial = parsed.partial();
  std::stable_sort(outcome.matches.begin(), outcome.matches.end(), [](const Match& a, const Match& b) {
    if (a.startByte != b.startByte) return a.startByte < b.startByte;
    return a.rule < b.rule;
  });
  return outcome;
}

namespace {

// What each source, sanitizer, propagator and sink matches; which of them taint joins is the findings' part.
std::vector<ExplainedStep> taintSteps(TextUnderMatch& text, Recorder& recorder, const CompiledRule& rule) {
  const TaintRule& taint = *rule.taint;
  std::vector<ExplainedStep> steps;
  for (const auto* items : {&taint.sources, &taint.sanitizers, &taint.propagators, &taint.sinks}) {
    if (items->empty()) continue;
    std::vector<Range> all;
    for (const TaintItem& item : *items)
      for (Range& range : text.evaluate(item.formula, rule.options)) all.push_back(std::move(range));
    recorder.note(Trace::Stage::Gave, items, all);
    // The key of the list stands before the index of its first item.
    Pointer list = items->front().formula.pointer;
    auto index = std::find_if(list.begin(), list.end(), [](const PointerStep& step) { return std::holds_alternative<size_t>(step); });
    list.erase(index, list.end());
    ExplainedStep step{list.empty() ? "" : std::get<std::string>(list.back()), list, true, recorder.gaveOf(items), {}, recorder.gaveOf(items), {}};
    for (const TaintItem& item : *items) step.steps.push_back(recorder.stepOf(item.formula));
    steps.push_back(std::move(step));
  }
  return steps;
}

std::vector<std::vector<std::string>> missingLiterals(const Prefilter& prefilter, std::string_view text) {
  std::vector<std::vector<std::string>> missing;
  for (const auto& clause : prefilter.clauses) {
    if (std::any_of(clause.begin(), clause.end(), [&](const Literal& literal) { return occurs(literal, text); })) continue;
    std::vector<std::string>& spelled = missing.emplace_back();
    for (const Literal& literal : clause) spelled.push_back(literal.text);
  }
  return missing;
}

}  // namespace

Explanation RuleSet::explain(size_t index, std::string_view text, std::string_view language, const std::string* path) const {
  const CompiledRule& rule = rules_->list.at(index);
  Explanation explanation;
  explanation.runs = rule.usable && runsOn(index, language);
  if (path && !allowsPath(index, *path)) {
    auto excluding = std::find_if(rule.exclude.begin(), rule.exclude.end(), [&](const std::string& glob) { return globMatchesPath(glob, *path); });
    if (excluding != rule.exclude.end()) explanation.excludedBy = *excluding;
    explanation.notIncluded = !explanation.excludedBy;
  }
  explanation.missing = missingLiterals(rule.prefilter, text);
  if (!explanation.runs) return explanation;
  std::string_view known = canonicalLanguage(language);
  bool own = std::find(rule.languages.begin(), rule.languages.end(), known) != rule.languages.end();
  TextUnderMatch under(text, own && !isTextLanguage(known) ? known : "generic", rules_->names);
  Recorder recorder(under, rules_->names);
  under.trace = &recorder;
  if (rule.taint) {
    explanation.steps = taintSteps(under, recorder, rule);
    under.trace = nullptr;
    std::vector<Range> ranges;
    for (TaintFinding& finding : runTaint(under, rule)) ranges.push_back(std::move(finding.range));
    recorder.note(Trace::Stage::Gave, &rule, ranges);
  } else {
    recorder.note(Trace::Stage::Gave, &rule, under.evaluate(rule));
    explanation.steps.push_back(recorder.stepOf(rule.formula));
  }
  explanation.ranges = recorder.gaveOf(&rule);
  if (under.exhausted) explanation.bounds.push_back({index, "matching was cut short at its limit; there may be more"});
  if (!under.bound().empty()) explanation.bounds.push_back({std::nullopt, under.bound()});
  explanation.partial = under.partial();
  return explanation;
}

size_t RuleSet::size() const { return rules_->list.size(); }

bool RuleSet::wants(std::string_view language) const {
  for (size_t i = 0; i < size(); i++)
    if (runsOn(i, language)) return true;
  return false;
}

const std::vector<std::string>& RuleSet::languages(size_t rule) const {
  static const std::vector<std::string> none;
  return rules_->list[rule].usable ? rules_->list[rule].languages : none;
}

bool RuleSet::runsOn(size_t rule, std::string_view language) const {
  std::string_view known = canonicalLanguage(language);
  for (const std::string& name : languages(rule))
    if (name == known || isTextLanguage(name)) return true;
  return false;
}

bool RuleSet::allowsPath(size_t index, std::string_view path) const {
  const CompiledRule& rule = rules_->list[index];
  for (const std::string& glob : rule.exclude)
    if (globMatchesPath(glob, path)) return false;
  RegexMatch match;
  if (rule.pathNotRegex && rule.pathNotRegex->find(path, 0, match) == Regex::Outcome::found) return false;
  if (rule.pathRegex && rule.pathRegex->find(path, 0, match) == Regex::Outcome::none) return false;
  if (rule.include.empty()) return true;
  return std::any_of(rule.include.begin(), rule.include.end(), [&](const std::string& glob) { return globMatchesPath(glob, path); });
}

std::optional<Reach> RuleSet::reach(size_t rule, std::string_view language) const {
  return reachOf(rules_->list[rule], canonicalLanguage(language));
}

bool RuleSet::parses(size_t index, std::string_view language) const {
  const std::string_view known = canonicalLanguage(language);
  const std::vector<std::string>& own = rules_->list[index].languages;
  return !isTextLanguage(known) && std::find(own.begin(), own.end(), known) != own.end();
}

const Prefilter& RuleSet::prefilter(size_t rule) const { return rules_->list[rule].prefilter; }

}  // namespace vireon
