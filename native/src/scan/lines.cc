#include "scan/lines.h"

#include <algorithm>
#include <cstring>

namespace vireon {
namespace {

constexpr size_t kMarkDistance = 1024;

struct Step {
  size_t bytes, units;
};

bool isContinuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

/** Bounds of the second byte; later ones are plain continuations. */
bool fitsSecond(unsigned char lead, unsigned char second) {
  switch (lead) {
    case 0xE0: return second >= 0xA0 && second <= 0xBF;
    case 0xED: return second >= 0x80 && second <= 0x9F;
    case 0xF0: return second >= 0x90 && second <= 0xBF;
    case 0xF4: return second >= 0x80 && second <= 0x8F;
    default: return isContinuation(second);
  }
}

Step step(std::string_view text, size_t at) {
  const unsigned char lead = text[at];
  if (lead < 0x80) return {1, 1};
  const size_t wanted = lead >= 0xC2 && lead <= 0xDF ? 2 : lead >= 0xE0 && lead <= 0xEF ? 3 : lead >= 0xF0 && lead <= 0xF4 ? 4 : 1;
  size_t have = 1;
  while (have < wanted && at + have < text.size()) {
    const unsigned char byte = text[at + have];
    if (have == 1 ? !fitsSecond(lead, byte) : !isContinuation(byte)) break;
    ++have;
  }
  return {have, have == wanted && wanted == 4 ? 2u : 1u};
}

bool isAscii(std::string_view text) {
  size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    uint64_t word;
    std::memcpy(&word, text.data() + i, 8);
    if (word & 0x8080808080808080ull) return false;
  }
  for (; i < text.size(); ++i)
    if (static_cast<unsigned char>(text[i]) >= 0x80) return false;
  return true;
}

}  // namespace

LineIndex::LineIndex(std::string_view text) : text_(text) {
  const bool returns = text.find('\r') != text.npos;
  for (size_t i = returns ? 0 : text.find('\n'); i < text.size(); i = returns ? i + 1 : text.find('\n', i + 1)) {
    const char byte = text[i];
    if (byte != '\n' && byte != '\r') continue;
    if (byte == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
    lineStarts_.push_back(i + 1);
  }
  if (!isAscii(text)) markUnits();
}

void LineIndex::markUnits() {
  marks_.push_back({0, 0});
  size_t units = 0;
  for (size_t at = 0; at < text_.size();) {
    const Step next = step(text_, at);
    at += next.bytes;
    units += next.units;
    if (at >= marks_.back().byte + kMarkDistance) marks_.push_back({at, units});
  }
}

size_t LineIndex::unitsBefore(size_t byte) const {
  if (marks_.empty()) return byte;
  const auto after = std::upper_bound(marks_.begin(), marks_.end(), byte,
                                      [](size_t wanted, const Mark& mark) { return wanted < mark.byte; });
  auto [at, units] = *(after - 1);
  while (at < byte) {
    const Step next = step(text_, at);
    at += next.bytes;
    units += next.units;
  }
  return units;
}

Position LineIndex::at(size_t byte) const {
  byte = std::min(byte, text_.size());
  const auto after = std::upper_bound(lineStarts_.begin(), lineStarts_.end(), byte);
  const size_t line = static_cast<size_t>(after - lineStarts_.begin()) - 1;
  return {static_cast<uint32_t>(line), static_cast<uint32_t>(unitsBefore(byte) - unitsBefore(lineStarts_[line]))};
}

}  // namespace vireon
