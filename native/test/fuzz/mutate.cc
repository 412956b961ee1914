// Mutates by structure: a rule as the YAML value that it is, a pattern and a source by their tokens.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "parse/language.h"
#include "test/fuzz/matching.h"

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t capacity);

namespace vireon::fuzz {
namespace {

constexpr size_t kLongestText = 12 << 10;

constexpr const char* kOperators[] = {
    "pattern", "patterns", "pattern-either", "pattern-not", "pattern-inside", "pattern-not-inside", "pattern-regex",
    "pattern-not-regex", "metavariable-regex", "metavariable-pattern", "metavariable-comparison", "metavariable-analysis",
    "metavariable-type", "focus-metavariable", "metavariable", "regex", "comparison", "analyzer", "type", "types", "base",
    "strip", "language", "options", "fix", "fix-regex", "message", "paths", "include", "exclude", "mode", "match", "any",
    "all", "not", "inside", "anywhere", "where", "taint", "pattern-sources", "pattern-sinks", "pattern-sanitizers",
    "pattern-propagators", "from", "to", "by-side-effect", "label", "requires", "exact", "control", "languages",
    "symbolic_propagation", "constant_propagation", "generic_ellipsis_max_span", "generic_caseless", "at-exit", "as"};

constexpr const char* kPieces[] = {
    "...", "$X", "$Y", "$_", "$...XS", "$F", "<... ", " ...>", "\"...\"", "\"$X\"", "'$X'", "\"=~/a+/\"", "($X : int)",
    "(int $X)", "$F(...)", "$X.$F(...)", ". ...", "$X == $X", "if ($X) { ... }", "{ ... }", "[...]", "{...}", "@$D(...)",
    "return $X;", "$X = $Y", "import $X", "class $C { ... }", "\n", "\n    ", "\t", " ", ";", ",", ":", "(", ")", "{", "}",
    "[", "]", "<", ">", "\"", "'", "`", "/*", "*/", "//", "#", "\\", "|", "&", "=", "=>", "->", "::", "?.", "!", "0", "0x1f",
    "1e9999", "9223372036854775808", "null", "true", "\xF0\x9F\x98\x80", "\xC3\xA9", "\xFF", "\x80", "\r\n", "<!--", "${",
    "f\"{", "<?php ", "<<EOF\n", "$(", "--", "*", "%s"};

constexpr const char* kRegexPieces[] = {"(", ")", "(?:", "(?=", "(?!", "(?<=", "(?<!", "(?P<X>", "(?i)", "[", "]", "[^", "{2,}", "{1,1000}",
                                        "*", "+", "?", "|", "\\b", "\\s*", "\\1", ".*", "^", "$", "\\p{L}", "\\x00", "\\Q", "(?>", "\\K", "(?R)"};

class Mutator {
 public:
  Mutator(MatchCase& subject, const MatchCase* donor, unsigned seed)
      : subject_(subject), donor_(donor ? donor : &subject), random_(seed) {}

  void mutate() {
    const size_t choice = subject_.rules.empty() ? 1 + below(10) : below(20);
    if (choice == 0) {
      const auto& known = knownLanguages();
      subject_.language = known[below(known.size())];
    } else if (choice < 11) {
      subject_.text = mutatedText(subject_.text, donor_->text, false);
    } else if (Value root{subject_.rules}; true) {
      mutateValue(root);
      if (root.list() && root.list()->size() <= 4) subject_.rules = *root.list();
    }
    if (subject_.text.size() > kLongestText) subject_.text.resize(kLongestText);
  }

 private:
  struct Place {
    Value* value;
    std::string key;
  };

  size_t below(size_t bound) { return bound == 0 ? 0 : random_() % bound; }
  template <size_t size>
  const char* oneOf(const char* const (&list)[size]) {
    return list[below(size)];
  }

  // ---- Rules

  static void collect(Value& value, const std::string& key, std::vector<Place>& out) {
    out.push_back({&value, key});
    if (auto* list = std::get_if<ValueList>(&value.data))
      for (Value& item : *list) collect(item, key, out);
    if (auto* map = std::get_if<ValueMap>(&value.data))
      for (auto& [name, item] : *map) collect(item, name, out);
  }

  Place pick(Value& root) {
    std::vector<Place> all;
    collect(root, "", all);
    return all[below(all.size())];
  }

  Value fromDonor() {
    Value root{donor_->rules};
    return *pick(root).value;
  }

  void mutateValue(Value& root) {
    Place place = pick(root);
    if (below(8) == 0) {
      *place.value = fromDonor();
    } else if (below(10) == 0) {
      wrap(*place.value);
    } else if (auto* list = std::get_if<ValueList>(&place.value->data)) {
      mutateList(*list);
    } else if (auto* map = std::get_if<ValueMap>(&place.value->data)) {
      mutateMap(*map);
    } else if (auto* text = std::get_if<std::string>(&place.value->data)) {
      mutateString(*text, place.key);
    } else {
      place.value->data = scalar();
    }
  }

  void wrap(Value& value) {
    Value inner = std::move(value);
    switch (below(4)) {
      case 0: value.data = ValueList{inner}; break;
      case 1: value.data = ValueMap{{oneOf(kOperators), inner}}; break;
      case 2: value.data = ValueList{Value{ValueMap{{oneOf(kOperators), inner}}}}; break;
      default: value.data = ValueList{inner, Value{ValueMap{{oneOf(kOperators), inner}}}};
    }
  }

  decltype(Value::data) scalar() {
    switch (below(5)) {
      case 0: return nullptr;
      case 1: return below(2) == 0;
      case 2: return static_cast<double>(static_cast<int32_t>(random_()));
      case 3: return 1e300;
      default: return std::string(oneOf(kPieces));
    }
  }

  void mutateList(ValueList& list) {
    const size_t at = below(list.size() + 1);
    switch (below(4)) {
      case 0: if (at < list.size()) list.erase(list.begin() + at); break;
      case 1: if (at < list.size() && list.size() < 40) list.insert(list.begin() + at, Value(list[at])); break;
      case 2: if (list.size() < 40) list.insert(list.begin() + at, fromDonor()); break;
      default: std::shuffle(list.begin(), list.end(), random_);
    }
  }

  void mutateMap(ValueMap& map) {
    const size_t at = below(map.size());
    switch (below(4)) {
      case 0: if (!map.empty()) map.erase(map.begin() + at); break;
      case 1: if (!map.empty()) map[at].first = oneOf(kOperators); break;
      case 2: if (map.size() < 40) map.emplace_back(oneOf(kOperators), fromDonor()); break;
      default: if (!map.empty()) map[at].second = fromDonor();
    }
  }

  void mutateString(std::string& text, const std::string& key) {
    if (key == "languages") {
      const auto& known = knownLanguages();
      text = known[below(known.size())];
      return;
    }
    Value other = fromDonor();
    const std::string* spliced = other.string();
    text = mutatedText(text, spliced ? *spliced : "$X", key.find("regex") != key.npos);
    if (text.size() > 4096) text.resize(4096);
  }

  // ---- Texts

  static std::vector<std::string> tokens(const std::string& text) {
    auto sort = [](unsigned char c) { return std::isalnum(c) || c == '_' || c == '$' || c >= 0x80 ? 1 : std::isspace(c) ? 2 : 0; };
    std::vector<std::string> out;
    for (size_t at = 0; at < text.size();) {
      size_t end = at + 1;
      while (sort(text[at]) && end < text.size() && sort(text[end]) == sort(text[at])) end++;
      out.push_back(text.substr(at, end - at));
      at = end;
    }
    return out;
  }

  std::string mutatedText(const std::string& text, const std::string& other, bool regex) {
    if (below(12) == 0) return bytesOf(text);
    if (below(8) == 0) return byLines(text, other);
    std::vector<std::string> list = tokens(text), from = tokens(other);
    const size_t at = below(list.size() + 1), count = 1 + below(std::min<size_t>(list.size() - at, 12));
    const auto begin = list.begin() + at, end = begin + std::min(count, list.size() - at);
    switch (below(8)) {
      case 0: list.erase(begin, end); break;
      case 1: {
        const std::vector<std::string> copy(begin, end);
        list.insert(begin, copy.begin(), copy.end());
        break;
      }
      case 2: if (at < list.size()) std::swap(list[at], list[below(list.size())]); break;
      case 3: if (at < list.size()) list[at] = regex ? oneOf(kRegexPieces) : oneOf(kPieces); break;
      case 4:
      case 5: list.insert(begin, regex ? oneOf(kRegexPieces) : oneOf(kPieces)); break;
      case 6: {
        const size_t start = below(from.size()), length = below(std::min<size_t>(from.size() - start + 1, 30));
        list.insert(begin, from.begin() + start, from.begin() + start + length);
        break;
      }
      default: {
        const std::vector<std::string> copy(begin, end);
        for (size_t times = below(below(6) == 0 ? 400 : 12); times > 0; --times) list.insert(list.begin() + at, copy.begin(), copy.end());
      }
    }
    std::string out;
    for (const std::string& token : list) out += token;
    return out;
  }

  std::string byLines(const std::string& text, const std::string& other) {
    auto linesOf = [](const std::string& whole) {
      std::vector<std::string> lines;
      for (size_t at = 0; at < whole.size();) {
        const size_t end = std::min(whole.find('\n', at), whole.size() - 1) + 1;
        lines.push_back(whole.substr(at, end - at));
        at = end;
      }
      return lines;
    };
    std::vector<std::string> lines = linesOf(text), from = linesOf(other);
    const size_t at = below(lines.size() + 1);
    switch (below(4)) {
      case 0: if (at < lines.size()) lines.erase(lines.begin() + at, lines.begin() + at + 1 + below(lines.size() - at)); break;
      case 1: if (at < lines.size()) lines.insert(lines.begin() + at, std::string(lines[at])); break;
      case 2: if (!from.empty()) lines.insert(lines.begin() + at, from[below(from.size())]); break;
      default: if (at < lines.size()) std::swap(lines[at], lines[below(lines.size())]);
    }
    std::string out;
    for (const std::string& line : lines) out += line;
    return out;
  }

  std::string bytesOf(std::string text) {
    const size_t size = text.size();
    text.resize(size + 256);
    text.resize(LLVMFuzzerMutate(reinterpret_cast<uint8_t*>(text.data()), size, text.size()));
    return text;
  }

  MatchCase& subject_;
  const MatchCase* donor_;
  std::mt19937 random_;
};

size_t put(const MatchCase& matchCase, uint8_t* data, size_t capacity) {
  const std::string bytes = written(matchCase);
  if (bytes.size() > capacity) return 0;
  std::memcpy(data, bytes.data(), bytes.size());
  return bytes.size();
}

std::string_view textOf(const uint8_t* data, size_t size) { return {reinterpret_cast<const char*>(data), size}; }

}  // namespace
}  // namespace vireon::fuzz

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t capacity, unsigned seed) {
  using namespace vireon::fuzz;
  auto subject = matchCaseOf(textOf(data, size));
  if (!subject) return LLVMFuzzerMutate(data, size, capacity);
  Mutator(*subject, nullptr, seed).mutate();
  const size_t done = put(*subject, data, capacity);
  return done > 0 ? done : size;
}

extern "C" size_t LLVMFuzzerCustomCrossOver(const uint8_t* data1, size_t size1, const uint8_t* data2, size_t size2,
                                            uint8_t* out, size_t capacity, unsigned seed) {
  using namespace vireon::fuzz;
  auto subject = matchCaseOf(textOf(data1, size1));
  const auto donor = matchCaseOf(textOf(data2, size2));
  if (subject && donor) {
    for (unsigned round = 0; round < 1 + seed % 3; ++round) Mutator(*subject, &*donor, seed + round).mutate();
    if (const size_t done = put(*subject, out, capacity)) return done;
  }
  const size_t size = std::min(size1, capacity);
  std::memcpy(out, data1, size);
  return size;
}
