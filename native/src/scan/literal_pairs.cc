#include "scan/literal_pairs.h"

#include <algorithm>
#include <cstring>

namespace vireon {
namespace {

/** As many of a thousand pairs of a text may be looked at; the automaton is faster then. */
constexpr double kMostLooks = 60;

unsigned char lower(unsigned char byte) { return byte >= 'A' && byte <= 'Z' ? byte + 32 : byte; }
bool isLetter(unsigned char byte) { return lower(byte) >= 'a' && lower(byte) <= 'z'; }

/** About how many of a thousand bytes of source text are this one. */
double commonness(unsigned char byte) {
  constexpr double letters[] = {40, 12, 28, 24, 70, 16, 13, 15, 45, 3, 5, 28, 18, 45, 43, 20, 2, 45, 43, 60, 20, 9, 7, 7, 10, 2};
  if (byte >= 'a' && byte <= 'z') return letters[byte - 'a'];
  if (byte >= 'A' && byte <= 'Z') return letters[byte - 'A'] / 8;
  if (byte >= '0' && byte <= '9') return 8;
  if (byte == ' ') return 150;
  return std::strchr(".()=,;\"'_\n/", byte) ? 15 : 5;
}

/** Letters follow one another more often than chance has it, signs less. */
double commonness(unsigned char first, unsigned char second) {
  const bool word = isLetter(first) && isLetter(second);
  return commonness(first) * commonness(second) / 1000 * (word ? 2 : 1);
}

}  // namespace

LiteralPairs::LiteralPairs(const std::vector<Literal>& literals) : literals_(literals) {
  for (Literal& literal : literals_)
    if (!literal.word) std::transform(literal.text.begin(), literal.text.end(), literal.text.begin(), lower);
}

std::unique_ptr<LiteralPairs> LiteralPairs::of(const std::vector<Literal>& literals) {
  auto pairs = std::unique_ptr<LiteralPairs>(new LiteralPairs(literals));
  for (uint32_t number = 0; number < literals.size(); ++number)
    if (!pairs->add(number)) return nullptr;
  return pairs;
}

bool LiteralPairs::add(uint32_t number) {
  const auto& [text, word] = literals_[number];
  if (text.size() < 2) return false;
  uint32_t best = 0;
  const auto commonnessAt = [&text = text](uint32_t at) { return commonness(text[at], text[at + 1]); };
  for (uint32_t at = 1; at + 1 < text.size(); ++at)
    if (commonnessAt(at) < commonnessAt(best)) best = at;
  const unsigned char first = text[best], second = text[best + 1];
  if (!addPair(first, second, {number, best})) return false;
  if (word) return true;
  const bool firstTwice = isLetter(first), secondTwice = isLetter(second);
  const auto other = [](unsigned char letter) { return static_cast<unsigned char>(letter ^ 32); };
  return (!firstTwice || addPair(other(first), second, {number, best})) &&
         (!secondTwice || addPair(first, other(second), {number, best})) &&
         (!firstTwice || !secondTwice || addPair(other(first), other(second), {number, best}));
}

bool LiteralPairs::addPair(unsigned char first, unsigned char second, Wanted wanted) {
  uint8_t& slot = slots_[first | static_cast<uint32_t>(second) << 8];
  if (slot == 0) {
    if (wanted_.size() > UINT8_MAX) return false;
    frequency_ += commonness(first, second);
    slot = static_cast<uint8_t>(wanted_.size());
    wanted_.emplace_back();
  }
  wanted_[slot].push_back(wanted);
  return frequency_ <= kMostLooks;
}

bool LiteralPairs::stands(const Literal& literal, std::string_view text, size_t from) const {
  const std::string& wanted = literal.text;
  if (wanted.size() > text.size() - from) return false;
  if (!literal.word) {
    for (size_t i = 0; i < wanted.size(); ++i)
      if (lower(text[from + i]) != static_cast<unsigned char>(wanted[i])) return false;
    return true;
  }
  if (text[from] != wanted.front() || std::memcmp(text.data() + from, wanted.data(), wanted.size()) != 0) return false;
  return isWordAt(text, from, wanted.size());
}

}  // namespace vireon
