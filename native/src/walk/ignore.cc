#include "walk/ignore.h"

#include <algorithm>

namespace vireon {
namespace {

std::string_view withoutTrailingSpaces(std::string_view line) {
  size_t end = 0;
  for (size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\' && i + 1 < line.size()) ++i;
    if (line[i] != ' ' || (i > 0 && line[i - 1] == '\\')) end = i + 1;
  }
  return line.substr(0, end);
}

std::string_view nameOf(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string_view extensionOf(std::string_view name) {
  const size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string_view{} : name.substr(dot);
}

}  // namespace

IgnoreRules::IgnoreRules(std::string_view content) {
  if (content.starts_with("\xEF\xBB\xBF")) content.remove_prefix(3);
  while (!content.empty()) {
    const size_t end = std::min(content.find('\n'), content.size());
    std::string_view line = content.substr(0, end);
    content.remove_prefix(std::min(end + 1, content.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.starts_with('#')) add(withoutTrailingSpaces(line));
  }
}

void IgnoreRules::add(std::string_view line) {
  const bool negated = line.starts_with('!');
  if (negated) line.remove_prefix(1);
  const bool onlyDirectory = line.ends_with('/');
  if (onlyDirectory) line.remove_suffix(1);
  const bool wholePath = line.find('/') != std::string_view::npos;
  if (line.starts_with('/')) line.remove_prefix(1);
  if (line.empty()) return;
  rules_.push_back({Glob(line), negated, onlyDirectory, wholePath});
  file(rules_.size() - 1);
}

void IgnoreRules::file(size_t rule) {
  const Rule& added = rules_[rule];
  const std::string* literal = added.glob.literal();
  const std::string* suffix = added.glob.suffix();
  if (literal && !added.wholePath) {
    byName_[*literal].push_back(rule);
  } else if (suffix && !added.wholePath && suffix->rfind('.') == 0) {
    byExtension_[*suffix].push_back(rule);
  } else {
    others_.push_back(rule);
  }
}

bool IgnoreRules::applies(const Rule& rule, std::string_view path, std::string_view name, bool isDirectory) const {
  if (rule.onlyDirectory && !isDirectory) return false;
  return rule.glob.matches(rule.wholePath ? path : name);
}

std::optional<bool> IgnoreRules::judge(std::string_view path, bool isDirectory) const {
  const std::string_view name = nameOf(path);
  std::optional<size_t> last;
  const auto consider = [&](const std::vector<size_t>& candidates) {
    for (auto it = candidates.rbegin(); it != candidates.rend(); ++it) {
      if (last && *it < *last) return;
      if (!applies(rules_[*it], path, name, isDirectory)) continue;
      last = *it;
      return;
    }
  };
  const auto lookUp = [&](const Index& index, std::string_view key) {
    if (index.empty()) return;
    if (const auto found = index.find(std::string(key)); found != index.end()) consider(found->second);
  };
  lookUp(byName_, name);
  lookUp(byExtension_, extensionOf(name));
  consider(others_);
  if (!last) return std::nullopt;
  return !rules_[*last].negated;
}

IgnoreChain::Pointer IgnoreChain::extend(Pointer parent, Source source, IgnoreRules rules, size_t base) {
  if (rules.empty()) return parent;
  return std::make_shared<const IgnoreChain>(std::move(parent), source, std::move(rules), base);
}

IgnoreChain::Pointer IgnoreChain::repository(Pointer parent) {
  return std::make_shared<const IgnoreChain>(std::move(parent), Source::git, std::nullopt, 0);
}

std::optional<bool> IgnoreChain::judge(const IgnoreChain* chain, Source source, std::string_view path,
                                       bool isDirectory) {
  for (; chain; chain = chain->parent_.get()) {
    if (chain->source_ != source) continue;
    if (!chain->rules_) return std::nullopt;
    if (const auto verdict = chain->rules_->judge(path.substr(chain->base_), isDirectory)) return verdict;
  }
  return std::nullopt;
}

bool IgnoreChain::ignores(const Pointer& chain, std::string_view path, bool isDirectory) {
  if (const auto verdict = judge(chain.get(), Source::vireon, path, isDirectory)) return *verdict;
  return judge(chain.get(), Source::git, path, isDirectory).value_or(false);
}

}  // namespace vireon
