#include "match/regex.h"

#include <re2/re2.h>

namespace vireon {

struct Regex::Engine {
  RE2 re;
  Engine(std::string_view pattern, const RE2::Options& options) : re(pattern, options) {}
};

Regex::~Regex() = default;

std::unique_ptr<Regex> Regex::compile(std::string_view pattern, RegexFlags flags, std::string& error) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_case_sensitive(!flags.ignoreCase);
  options.set_dot_nl(flags.dotAll);
  std::string spelled = flags.multiline ? "(?m)" + std::string(pattern) : std::string(pattern);
  auto regex = std::unique_ptr<Regex>(new Regex);
  regex->engine_ = std::make_unique<Engine>(spelled, options);
  if (!regex->engine_->re.ok()) {
    error = regex->engine_->re.error();
    return nullptr;
  }
  return regex;
}

namespace {
Regex::Outcome run(const RE2& re, std::string_view text, size_t from, RE2::Anchor anchor, RegexMatch* match) {
  std::vector<std::string_view> groups(re.NumberOfCapturingGroups() + 1);
  if (!re.Match(text, from, text.size(), anchor, groups.data(), groups.size())) return Regex::Outcome::none;
  if (match) {
    match->assign(groups.size(), {});
    for (size_t i = 0; i < groups.size(); i++)
      if (groups[i].data()) {
        (*match)[i].start = groups[i].data() - text.data();
        (*match)[i].end = (*match)[i].start + groups[i].size();
      }
  }
  return Regex::Outcome::found;
}
}  // namespace

Regex::Outcome Regex::find(std::string_view text, size_t from, RegexMatch& match) const {
  return run(engine_->re, text, from, RE2::UNANCHORED, &match);
}

Regex::Outcome Regex::matchesAtStart(std::string_view text, RegexMatch* match) const {
  return run(engine_->re, text, 0, RE2::ANCHOR_START, match);
}

bool Regex::findAll(std::string_view text, std::vector<RegexMatch>& matches) const {
  RegexMatch match;
  for (size_t from = 0; from <= text.size();) {
    Outcome outcome = find(text, from, match);
    if (outcome != Outcome::found) return outcome == Outcome::none;
    from = match[0].end > match[0].start ? match[0].end : match[0].end + 1;
    matches.push_back(match);
  }
  return true;
}

}  // namespace vireon
