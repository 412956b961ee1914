// Runs rules over files without Node: match_driver JOBS.json
// JOBS: [{"rules": [rule…], "targets": [{"path": "…", "language": "…"}…]}…]; prints one JSON line a job.
#include <ctime>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <algorithm>

#include "match/evaluate/text_under_match.h"
#include "match/placeholders/placeholders.h"
#include "match/ruleset.h"
#include "parse/language.h"
#include "parse/names.h"
#include "parse/parser.h"
#include "test/grammars.h"
#include "test/json.h"

namespace {

bool isWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

/** The naive search; `lower` is the text in lower case. */
bool occurs(const vireon::Literal& literal, const std::string& text, const std::string& lower) {
  if (!literal.word) return lower.find(literal.text) != std::string::npos;
  for (size_t at = text.find(literal.text); at != text.npos; at = text.find(literal.text, at + 1)) {
    const size_t end = at + literal.text.size();
    const bool begins = !isWord(literal.text.front()) || at == 0 || !isWord(text[at - 1]);
    if (begins && (!isWord(literal.text.back()) || end == text.size() || !isWord(text[end]))) return true;
  }
  return false;
}

using vireon::Value;
using vireon::test::quoted;

std::string slurp(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Value readJobs(const std::string& file) {
  const std::string text = slurp(file);
  std::optional<Value> jobs = vireon::test::JsonReader(text).read();
  if (jobs) return *std::move(jobs);
  std::cerr << file << " is no JSON\n";
  std::exit(2);
}

size_t lineOf(const std::string& text, size_t byte) { return 1 + std::count(text.begin(), text.begin() + byte, '\n'); }

void runJob(const Value& job) {
  std::vector<vireon::CompileIssue> issues;
  auto rules = vireon::RuleSet::compile(*job.get("rules")->list(), issues);
  std::cout << "{\"issues\":[";
  for (size_t i = 0; i < issues.size(); i++) std::cout << (i ? "," : "") << "{\"rule\":" << issues[i].rule << ",\"message\":" << quoted(issues[i].message) << "}";
  std::cout << "],\"matches\":[";
  bool first = true;
  for (const Value& target : *job.get("targets")->list()) {
    const std::string& path = *target.get("path")->string();
    std::string text = slurp(path);
    for (size_t rule = 0; rule < rules->size(); rule++) {
      std::vector<size_t> only{rule};
      std::vector<std::string> languages = rules->languages(rule);
      for (const std::string& language : languages) {
        if (language == "tsx" && languages.size() > 1 && !path.ends_with("tsx")) continue;
        vireon::MatchOutcome outcome = rules->match(text, language, nullptr, &only);
        for (const auto& match : outcome.matches) {
          std::cout << (first ? "" : ",") << "{\"rule\":" << match.rule << ",\"path\":" << quoted(path) << ",\"line\":" << lineOf(text, match.startByte) << ",\"end\":" << lineOf(text, match.endByte);
          if (match.fix) std::cout << ",\"fix\":" << quoted(*match.fix);
          std::cout << "}";
          first = false;
        }
        for (const auto& bound : outcome.bounds) std::cerr << path << ": " << bound.message << "\n";
        if (outcome.partial && getenv("SHOW_PARTIAL")) std::cerr << path << ": partial\n";
      }
      // A literal that must occur and does not, though the rule matched, is a fault of the prefilter.
    }
  }
  std::cout << "]}" << std::endl;
}

// All rules over each target at once, as a scan does; with and without the prefilter.
void timeJob(const Value& job) {
  // Time of this thread's own, since the machine is shared.
  struct Clock {
    static double now() { return std::clock() * 1000.0 / CLOCKS_PER_SEC; }
  };
  std::vector<vireon::CompileIssue> issues;
  auto from = Clock::now();
  auto rules = vireon::RuleSet::compile(*job.get("rules")->list(), issues);
  auto milliseconds = [](double a, double b) { return b - a; };
  std::cout << rules->size() << " rules compiled in " << milliseconds(from, Clock::now()) << " ms, " << issues.size() << " issues\n";
  size_t bytes = 0, matches = 0;
  double parse = 0, all = 0, filtered = 0;
  for (const Value& target : *job.get("targets")->list()) {
    std::string text = slurp(*target.get("path")->string()), lower = text;
    const std::string& language = *target.get("language")->string();
    bytes += text.size();
    auto a = Clock::now();
    auto tree = vireon::parseText(text, language);
    auto b = Clock::now();
    auto outcome = rules->match(text, language, nullptr, nullptr);
    auto c = Clock::now();
    std::vector<size_t> wanted;
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char ch) { return tolower(ch); });
    for (size_t rule = 0; rule < rules->size(); rule++) {
      bool fits = true;
      for (const auto& clause : rules->prefilter(rule).clauses)
        fits &= std::any_of(clause.begin(), clause.end(), [&](const vireon::Literal& literal) { return occurs(literal, text, lower); });
      if (fits) wanted.push_back(rule);
    }
    auto d = Clock::now();
    auto again = wanted.empty() ? vireon::MatchOutcome() : rules->match(text, language, nullptr, &wanted);
    auto e = Clock::now();
    if (again.matches.size() != outcome.matches.size()) std::cout << "prefilter loses matches in " << *target.get("path")->string() << "\n";
    if (milliseconds(b, c) > 1000) std::cout << "slow " << milliseconds(b, c) << " ms " << *target.get("path")->string() << "\n";
    parse += milliseconds(a, b);
    all += milliseconds(b, c);
    filtered += milliseconds(d, e);
    matches += outcome.matches.size();
  }
  double mega = bytes / 1e6;
  std::cout << mega << " MB, " << matches << " matches; parse+lower " << mega / parse * 1000 << " MB/s, all rules " << mega / all * 1000 << " MB/s, prefiltered " << mega / filtered * 1000 << " MB/s\n";
}

void checkPrefilter(const Value& job) {
  std::vector<vireon::CompileIssue> issues;
  auto rules = vireon::RuleSet::compile(*job.get("rules")->list(), issues);
  for (const Value& target : *job.get("targets")->list()) {
    std::string text = slurp(*target.get("path")->string()), lower = text;
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return tolower(c); });
    for (size_t rule = 0; rule < rules->size(); rule++) {
      std::vector<size_t> only{rule};
      bool matched = false;
      for (const std::string& language : rules->languages(rule)) matched |= !rules->match(text, language, nullptr, &only).matches.empty();
      if (!matched) continue;
      for (const auto& clause : rules->prefilter(rule).clauses)
        if (std::none_of(clause.begin(), clause.end(), [&](const vireon::Literal& literal) { return occurs(literal, text, lower); }))
          std::cout << "UNSOUND " << *target.get("path")->string() << " " << clause[0].text << "\n";
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  vireon::test::loadGrammars();
  if (argc == 4 && std::string(argv[1]) == "--tree") {
    std::string text = slurp(argv[3]);
    auto tree = vireon::parseText(text, argv[2]);
    std::cout << vireon::dumpTree(tree->root) << (tree->partial ? "PARTIAL\n" : "");
    return 0;
  }
  if (argc == 4 && std::string(argv[1]) == "--placed") {
    std::cout << vireon::placePlaceholders(slurp(argv[3]), argv[2], 0).text << "\n";
    return 0;
  }
  if (argc == 4 && std::string(argv[1]) == "--pattern") {
    vireon::MetaNames names;
    std::string error, text = slurp(argv[3]);
    auto pattern = vireon::compilePattern(text, argv[2], names, error);
    if (!pattern) return std::cout << "ERROR " << error << "\n", 1;
    std::cout << int(pattern->sort) << " source: " << pattern->source << "\n";
    if (pattern->statements.empty()) std::cout << vireon::dumpTree(pattern->root);
    for (const vireon::Node* node : pattern->statements) std::cout << vireon::dumpTree(node);
    return 0;
  }
  if (argc == 3 && std::string(argv[1]) == "--time") {
    Value jobs = readJobs(argv[2]);
    for (const Value& job : *jobs.list()) timeJob(job);
    return 0;
  }
  bool prefilter = argc == 3 && std::string(argv[1]) == "--prefilter";
  Value jobs = readJobs(argv[argc - 1]);
  for (const Value& job : *jobs.list()) prefilter ? checkPrefilter(job) : runJob(job);
}
