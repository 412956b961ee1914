// The addon's frame: everything beside matching that reads bytes which somebody else wrote.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <string_view>

#include "parse/shell.h"
#include "scan/cache.h"
#include "scan/detect.h"
#include "scan/hash.h"
#include "scan/lines.h"
#include "scan/literals.h"
#include "parse/language.h"
#include "test/fuzz/matching.h"
#include "walk/ignore.h"

namespace vireon::fuzz {
namespace {

bool ordered(const Span& span) {
  return std::pair(span.start.line, span.start.column) <= std::pair(span.end.line, span.end.column);
}

void fuzzShell(std::string_view text) {
  for (const TSLanguage* grammar : {grammarOf("bash"), static_cast<const TSLanguage*>(nullptr)}) {
    const ShellParse parse = parseShell(text, grammar);
    for (const ShellCommand& command : parse.commands) {
      require(ordered(command.span), "a command's end lies before its start");
      require(!command.words.empty() || !command.assignments.empty() || !command.redirects.empty(), "an empty command");
    }
  }
}

void fuzzIgnore(std::string_view text) {
  const size_t cut = text.find('\0');
  const std::string_view paths = cut == std::string_view::npos ? "a/b.c" : text.substr(cut + 1);
  const IgnoreRules rules(text.substr(0, cut));
  rules.judge(paths.substr(0, 4096), false);
  rules.judge(paths.substr(0, 4096), true);
}

void fuzzLines(std::string_view text) {
  const LineIndex lines(text);
  Position last{};
  for (size_t i = 0; i <= text.size(); i += 1 + i / 64) {
    const Position position = lines.at(i);
    require(std::pair(last.line, last.column) <= std::pair(position.line, position.column), "positions run backwards");
    last = position;
  }
}

bool isWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

bool standsAlone(std::string_view text, const std::string& word) {
  for (size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
    const size_t end = at + word.size();
    size_t run = at;
    while (run > 0 && isWord(text[run - 1])) --run;
    const bool afterNumber = at - run > 64 || std::isdigit(static_cast<unsigned char>(text[run]));
    const bool begins = !isWord(word.front()) || run == at || afterNumber;
    const bool ends = !isWord(word.back()) || end == text.size() || !isWord(text[end]);
    if (begins && ends) return true;
  }
  return false;
}

/** The naive search is the oracle. */
void fuzzLiterals(std::string_view text) {
  std::vector<std::string> literals;
  while (literals.size() < 8 && text.size() > 4) {
    const size_t length = 1 + static_cast<unsigned char>(text[0]) % 4;
    std::string literal(text.substr(1, length));
    for (char& c : literal) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    literals.push_back(std::move(literal));
    text.remove_prefix(std::min(text.size(), 1 + length));
  }
  std::sort(literals.begin(), literals.end());
  literals.erase(std::unique(literals.begin(), literals.end()), literals.end());
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  // Each once as a piece and once as a word.
  std::vector<Literal> wanted;
  for (const std::string& literal : literals) wanted.push_back({literal, false});
  for (const std::string& literal : literals) wanted.push_back({literal, true});
  std::vector<uint32_t> found = LiteralSearch(wanted).find(text), expected;
  std::sort(found.begin(), found.end());
  for (uint32_t i = 0; i < literals.size(); ++i)
    if (lower.find(literals[i]) != std::string::npos) expected.push_back(i);
  for (uint32_t i = 0; i < literals.size(); ++i)
    if (standsAlone(text, literals[i])) expected.push_back(static_cast<uint32_t>(literals.size()) + i);
  require(found == expected, "the literal search misses or invents");
}

/** Bytes behind a header that fits, so that the checksum does not stop them. */
void fuzzCache(std::string_view text) {
  static const std::string file = [] {
    const char* folder = std::getenv("FUZZ_FOLDER");
    return std::string(folder ? folder : "/tmp") + "/cache";
  }();
  const Hash128 key{1, 2}, checksum = hashOf(text.substr(std::min<size_t>(text.size(), 1)));
  const uint64_t records = text.empty() ? 0 : static_cast<unsigned char>(text[0]) % 8;
  text.remove_prefix(std::min<size_t>(text.size(), 1));
  {
    std::ofstream out(file, std::ios::binary);
    out.write("VIREONC1", 8);
    for (const uint64_t number : {key.low, key.high, records, checksum.low, checksum.high})
      out.write(reinterpret_cast<const char*>(&number), sizeof number);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
  }
  const Cache cache = Cache::load(file, key);
  for (uint32_t i = 0; i < cache.size(); ++i) {
    cache.knowledge(i);
    cache.holdsFor(i, FileStamp{});
  }
  cache.find(Hash128{});
  if (cache.size() > 0) cache.save(file + "2", key, std::vector<bool>(cache.size(), true), {});
}

}  // namespace

void fuzzFrame(std::string_view bytes) {
  const std::string_view text = bytes.substr(1);
  switch (static_cast<unsigned char>(bytes[0]) % 6) {
    case 0: fuzzShell(text); break;
    case 1: fuzzIgnore(text); break;
    case 2: fuzzLines(text); break;
    case 3: fuzzLiterals(text); break;
    case 4: fuzzCache(text); break;
    default:
      languageOfPath(text);
      languageOfShebang(text);
  }
}

}  // namespace vireon::fuzz
