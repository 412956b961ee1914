#include "match/regex.h"

#include <re2/prefilter.h>
#include <re2/prog.h>
#include <re2/regexp.h>
#include <re2/re2.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <algorithm>
#include <set>

namespace vireon {
namespace {

constexpr uint32_t kMatchLimit = 1'000'000, kDepthLimit = 100'000, kHeapKilobytes = 64 << 10;
constexpr size_t kMaxPattern = 64 << 10;
/** So many matches of one text are held. */
constexpr size_t kMaxFound = 100'000;

struct PcreDeleter {
  void operator()(pcre2_code* code) const { pcre2_code_free(code); }
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
  void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
};

}  // namespace

struct Regex::Engine {
  std::unique_ptr<RE2> linear;
  std::unique_ptr<pcre2_code, PcreDeleter> backtracking;
  std::unique_ptr<pcre2_match_context, PcreDeleter> limits;
};

Regex::~Regex() = default;

namespace {

using Clauses = std::vector<std::vector<std::string>>;

size_t shortest(const std::vector<std::string>& clause) {
  size_t length = SIZE_MAX;
  for (const std::string& literal : clause) length = std::min(length, literal.size());
  return clause.empty() ? 0 : length;
}

// The one clause of a conjunction that says most: long literals, few of them.
const std::vector<std::string>* strongest(const Clauses& clauses) {
  const std::vector<std::string>* best = nullptr;
  for (const auto& clause : clauses)
    if (!best || shortest(clause) * 8 / (clause.size() + 7) > shortest(*best) * 8 / (best->size() + 7)) best = &clause;
  return best;
}

/** Shorter pieces stand in nearly every text; they only say something of short ones. */
constexpr size_t kWorthLooking = 3;
constexpr size_t kMaxAlternatives = 256, kMinLiteral = 2;

Clauses clausesOf(re2::Prefilter* node) {
  Clauses result;
  switch (node->op()) {
    case re2::Prefilter::ATOM:
      if (node->atom().size() >= kMinLiteral) result.push_back({node->atom()});
      break;
    case re2::Prefilter::AND:
      for (re2::Prefilter* part : *node->subs())
        for (auto& clause : clausesOf(part)) result.push_back(std::move(clause));
      break;
    case re2::Prefilter::OR: {
      std::set<std::string> together;
      for (re2::Prefilter* part : *node->subs()) {
        Clauses inner = clausesOf(part);
        const auto* best = strongest(inner);
        if (!best) return {};
        together.insert(best->begin(), best->end());
      }
      if (!together.empty() && together.size() <= kMaxAlternatives) result.emplace_back(together.begin(), together.end());
      break;
    }
    default:
      break;
  }
  return result;
}

Clauses requiredOf(const RE2& re) {
  std::unique_ptr<re2::Prefilter> filter(re2::Prefilter::FromRE2(&re));
  return filter ? clausesOf(filter.get()) : Clauses();
}

/** Where a pattern's piece that begins at `at` ends: an escape, a set, or one character. */
size_t endOfPiece(std::string_view pattern, size_t at) {
  if (pattern[at] == '\\') return std::min(at + 2, pattern.size());
  if (pattern[at] != '[') return at + 1;
  size_t end = at + 1;
  if (end < pattern.size() && pattern[end] == '^') end++;
  if (end < pattern.size() && pattern[end] == ']') end++;
  while (end < pattern.size() && pattern[end] != ']') {
    const bool named = pattern.substr(end, 2) == "[:" && pattern.find(":]", end) != pattern.npos;
    end = named ? pattern.find(":]", end) + 2 : end + (pattern[end] == '\\' ? 2 : 1);
  }
  return std::min(end + 1, pattern.size());
}

/** The pattern once for each branch of the first choice that it has to make: `a(?:b|c)d` is `a(?:b)d` or `a(?:c)d`. */
std::vector<std::string> branchesOf(std::string_view pattern) {
  struct Group {
    size_t start;
    std::vector<size_t> bars;
  };
  std::vector<Group> open{{0, {}}};
  Group choice{pattern.npos, {}};
  size_t choiceEnd = pattern.size();
  for (size_t at = 0; at < pattern.size(); at = endOfPiece(pattern, at)) {
    if (pattern.substr(at, 2) == "\\Q") return {};
    if (pattern[at] == '(') {
      const size_t name = pattern.substr(at, 3) == "(?P" ? pattern.find('>', at) : pattern.npos;
      const size_t flags = pattern.substr(at, 2) == "(?" ? pattern.find_first_of(":)", at) : at;
      open.push_back({(name != pattern.npos ? name : std::min(flags, pattern.size() - 1)) + 1, {}});
    } else if (pattern[at] == '|') {
      open.back().bars.push_back(at);
    } else if (pattern[at] == ')' && open.size() > 1) {
      Group group = std::move(open.back());
      open.pop_back();
      const std::string_view after = pattern.substr(at + 1, 2);
      const bool mayBeLeftOut = after.starts_with('?') || after.starts_with('*') || after.starts_with("{0") || after.starts_with("{,");
      // Only where every group around it is taken too, and the first of them.
      if (open.size() == 1 && !group.bars.empty() && !mayBeLeftOut && choice.start == pattern.npos) {
        choice = std::move(group);
        choiceEnd = at;
      }
    }
  }
  if (!open.front().bars.empty()) {
    choice = std::move(open.front());
    choiceEnd = pattern.size();
  }
  if (choice.start == pattern.npos || choice.bars.size() >= kMaxAlternatives) return {};
  std::vector<std::string> branches;
  choice.bars.push_back(choiceEnd);
  for (size_t from = choice.start; size_t bar : choice.bars) {
    branches.push_back(std::string(pattern.substr(0, choice.start)) + std::string(pattern.substr(from, bar - from)) + std::string(pattern.substr(choiceEnd)));
    from = bar + 1;
  }
  return branches;
}

/** RE2 draws out what branches begin with, and what is left of each may be too short to look for. */
Clauses requiredByBranch(std::string_view pattern, const RE2::Options& options, int depth = 0) {
  std::set<std::string> together;
  for (const std::string& branch : branchesOf(pattern)) {
    const RE2 re(branch, options);
    if (!re.ok()) return {};
    Clauses clauses = requiredOf(re);
    if (clauses.empty() && depth < 2) clauses = requiredByBranch(branch, options, depth + 1);
    const auto* best = strongest(clauses);
    if (!best) return {};
    together.insert(best->begin(), best->end());
    if (together.size() > kMaxAlternatives) return {};
  }
  if (together.empty()) return {};
  return {{together.begin(), together.end()}};
}

// The pattern without what RE2 does not know, so that it matches at least as much. Good for literals only.
std::string relaxed(std::string_view pattern) {
  std::string out;
  for (size_t at = 0; at < pattern.size();) {
    char c = pattern[at];
    if (c == '\\' && at + 1 < pattern.size()) {
      char next = pattern[at + 1];
      if (std::isdigit(static_cast<unsigned char>(next)) || next == 'k' || next == 'g') return "";
      if (next == 'Z') {
        out += "\\z";
        at += 2;
        continue;
      }
      out += pattern.substr(at, 2);
      at += 2;
      continue;
    }
    if (c == '[') {
      size_t end = at + 1;
      if (end < pattern.size() && pattern[end] == '^') end++;
      if (end < pattern.size() && pattern[end] == ']') end++;
      while (end < pattern.size() && pattern[end] != ']') end += pattern[end] == '\\' ? 2 : pattern.substr(end, 2) == "[:" ? std::min(pattern.find(":]", end), pattern.size() - 2) + 2 - end : 1;
      out += pattern.substr(at, std::min(end + 1, pattern.size()) - at);
      at = std::min(end + 1, pattern.size());
      continue;
    }
    std::string_view rest = pattern.substr(at);
    if (rest.starts_with("(?=") || rest.starts_with("(?!") || rest.starts_with("(?<=") || rest.starts_with("(?<!")) {
      int depth = 0;
      bool set = false;
      for (; at < pattern.size(); at++) {
        if (pattern[at] == '\\') {
          at++;
          continue;
        }
        if (pattern[at] == '[') set = true;
        if (pattern[at] == ']') set = false;
        if (!set && pattern[at] == '(') depth++;
        if (!set && pattern[at] == ')' && --depth == 0) break;
      }
      at++;
      out += "(?:)";
      continue;
    }
    if (rest.starts_with("(?>")) {
      out += "(?:";
      at += 3;
      continue;
    }
    bool quantifier = c == '*' || c == '+' || c == '?' || c == '}';
    out += c;
    at++;
    if (quantifier && at < pattern.size() && pattern[at] == '+' && !out.empty()) at++;
  }
  return out;
}

RE2::Options optionsOf(RegexFlags flags) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_case_sensitive(!flags.ignoreCase);
  options.set_dot_nl(flags.dotAll);
  options.set_max_mem(16 << 20);
  return options;
}

std::string spelled(std::string_view pattern, RegexFlags flags) {
  return flags.multiline ? "(?m)" + std::string(pattern) : std::string(pattern);
}

}  // namespace

std::unique_ptr<Regex> Regex::compile(std::string_view pattern, RegexFlags flags, std::string& error) {
  if (pattern.size() > kMaxPattern) {
    error = "longer than " + std::to_string(kMaxPattern) + " characters";
    return nullptr;
  }
  auto regex = std::unique_ptr<Regex>(new Regex);
  regex->engine_ = std::make_unique<Engine>();
  auto linear = std::make_unique<RE2>(spelled(pattern, flags), optionsOf(flags));
  if (linear->ok()) {
    regex->required_ = requiredOf(*linear);
    const bool isWeak = std::none_of(regex->required_.begin(), regex->required_.end(), [](const auto& clause) { return shortest(clause) >= kWorthLooking; });
    if (isWeak) {
      Clauses byBranch = requiredByBranch(pattern, optionsOf(flags));
      std::move(byBranch.begin(), byBranch.end(), std::back_inserter(regex->required_));
    }
    regex->names_.resize(linear->NumberOfCapturingGroups() + 1);
    for (const auto& [index, name] : linear->CapturingGroupNames()) regex->names_[index] = name;
    regex->engine_->linear = std::move(linear);
    return regex;
  }
  uint32_t options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C;
  if (flags.ignoreCase) options |= PCRE2_CASELESS;
  if (flags.multiline) options |= PCRE2_MULTILINE;
  if (flags.dotAll) options |= PCRE2_DOTALL;
  int code = 0;
  PCRE2_SIZE offset = 0;
  regex->engine_->backtracking.reset(
      pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(), options, &code, &offset, nullptr));
  if (!regex->engine_->backtracking) {
    char message[256];
    pcre2_get_error_message(code, reinterpret_cast<PCRE2_UCHAR*>(message), sizeof message);
    error = std::string(message) + " at character " + std::to_string(offset + 1);
    return nullptr;
  }
  regex->linear_ = false;
  regex->engine_->limits.reset(pcre2_match_context_create(nullptr));
  pcre2_set_match_limit(regex->engine_->limits.get(), kMatchLimit);
  pcre2_set_depth_limit(regex->engine_->limits.get(), kDepthLimit);
  pcre2_set_heap_limit(regex->engine_->limits.get(), kHeapKilobytes);
  const pcre2_code* compiled = regex->engine_->backtracking.get();
  uint32_t groups = 0, names = 0, width = 0;
  PCRE2_SPTR table = nullptr;
  pcre2_pattern_info(compiled, PCRE2_INFO_CAPTURECOUNT, &groups);
  pcre2_pattern_info(compiled, PCRE2_INFO_NAMECOUNT, &names);
  pcre2_pattern_info(compiled, PCRE2_INFO_NAMEENTRYSIZE, &width);
  pcre2_pattern_info(compiled, PCRE2_INFO_NAMETABLE, &table);
  regex->names_.resize(groups + 1);
  for (uint32_t i = 0; i < names; i++) {
    const unsigned char* entry = table + i * width;
    uint32_t index = (entry[0] << 8) | entry[1];
    if (index < regex->names_.size()) regex->names_[index] = reinterpret_cast<const char*>(entry + 2);
  }
  if (std::string weaker = relaxed(pattern); !weaker.empty())
    if (RE2 re(spelled(weaker, flags), optionsOf(flags)); re.ok()) regex->required_ = requiredOf(re);
  return regex;
}

namespace {

Regex::Outcome runLinear(const RE2& re, std::string_view text, size_t from, size_t to, RE2::Anchor anchor, RegexMatch* match) {
  int count = match ? re.NumberOfCapturingGroups() + 1 : 0;
  std::string_view few[8];
  std::vector<std::string_view> many;
  std::string_view* groups = few;
  if (count > 8) {
    many.resize(count);
    groups = many.data();
  }
  if (!re.Match(text, from, to, anchor, groups, count)) return Regex::Outcome::none;
  if (match) {
    match->assign(count, {});
    for (int i = 0; i < count; i++)
      if (groups[i].data()) {
        (*match)[i].start = groups[i].data() - text.data();
        (*match)[i].end = (*match)[i].start + groups[i].size();
      }
  }
  return Regex::Outcome::found;
}

Regex::Outcome runBacktracking(const pcre2_code* code, pcre2_match_context* limits, std::string_view text, size_t from,
                               uint32_t options, RegexMatch* match) {
  std::unique_ptr<pcre2_match_data, PcreDeleter> data(pcre2_match_data_create_from_pattern(code, nullptr));
  int count = pcre2_match(code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), from, options, data.get(), limits);
  if (count == PCRE2_ERROR_NOMATCH) return Regex::Outcome::none;
  if (count < 0) return Regex::Outcome::bound;
  if (match) {
    const PCRE2_SIZE* ends = pcre2_get_ovector_pointer(data.get());
    uint32_t pairs = pcre2_get_ovector_count(data.get());
    match->assign(pairs, {});
    for (uint32_t i = 0; i < pairs; i++)
      if (ends[2 * i] != PCRE2_UNSET && static_cast<int>(i) < count)
        (*match)[i] = {static_cast<uint32_t>(ends[2 * i]), static_cast<uint32_t>(std::max(ends[2 * i], ends[2 * i + 1]))};
  }
  return Regex::Outcome::found;
}

}  // namespace

Regex::Outcome Regex::find(std::string_view text, size_t from, RegexMatch& match) const {
  if (engine_->linear) return runLinear(*engine_->linear, text, from, text.size(), RE2::UNANCHORED, &match);
  return runBacktracking(engine_->backtracking.get(), engine_->limits.get(), text, from, 0, &match);
}

Regex::Outcome Regex::matchesAtStart(std::string_view text, RegexMatch* match) const {
  if (engine_->linear) return runLinear(*engine_->linear, text, 0, text.size(), RE2::ANCHOR_START, match);
  return runBacktracking(engine_->backtracking.get(), engine_->limits.get(), text, 0, PCRE2_ANCHORED, match);
}

bool Regex::findWithin(std::string_view text, size_t from, size_t to, std::vector<RegexMatch>& matches) const {
  RegexMatch match;
  while (from <= to && runLinear(*engine_->linear, text, from, to, RE2::UNANCHORED, &match) == Outcome::found) {
    if (matches.size() >= kMaxFound) return false;
    from = match[0].end > match[0].start ? match[0].end : match[0].end + 1;
    matches.push_back(match);
  }
  return true;
}

std::bitset<256> Regex::bytes() const {
  const std::bitset<256> all = ~std::bitset<256>();
  if (!engine_->linear) return all;
  const std::unique_ptr<re2::Prog> program(engine_->linear->Regexp()->CompileToProg(16 << 20));
  if (!program || program->anchor_start() || program->anchor_end()) return all;
  std::bitset<256> held;
  std::vector<bool> seen(program->size());
  std::vector<int> open{program->start()};
  while (!open.empty()) {
    int at = open.back();
    open.pop_back();
    for (; !seen[at]; at++) {
      seen[at] = true;
      re2::Prog::Inst* step = program->inst(at);
      switch (step->opcode()) {
        case re2::kInstByteRange:
          for (int byte = step->lo(); byte <= step->hi(); byte++) {
            held.set(byte);
            if (step->foldcase() && byte >= 'a' && byte <= 'z') held.set(byte - 'a' + 'A');
          }
          open.push_back(step->out());
          break;
        case re2::kInstCapture:
        case re2::kInstEmptyWidth:
        case re2::kInstNop:
          open.push_back(step->out());
          break;
        case re2::kInstMatch:
        case re2::kInstFail:
          break;
        default:
          return all;
      }
      if (step->last()) break;
    }
  }
  return held;
}

bool Regex::findAll(std::string_view text, std::vector<RegexMatch>& matches) const {
  RegexMatch match;
  for (size_t from = 0; from <= text.size();) {
    Outcome outcome = find(text, from, match);
    if (outcome != Outcome::found) return outcome == Outcome::none;
    if (matches.size() >= kMaxFound) return false;
    from = match[0].end > match[0].start ? match[0].end : match[0].end + 1;
    matches.push_back(match);
  }
  return true;
}

}  // namespace vireon
