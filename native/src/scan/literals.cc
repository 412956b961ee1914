#include "scan/literals.h"

namespace vireon {
namespace {

constexpr uint32_t kNone = UINT32_MAX;
constexpr uint32_t kEnds = 1u << 31;

unsigned char lower(unsigned char byte) { return byte >= 'A' && byte <= 'Z' ? byte + 32 : byte; }

}  // namespace

LiteralSearch::LiteralSearch(std::vector<Literal> literals) : literals_(std::move(literals)) {
  classifyBytes();
  next_.assign(classCount_, kNone);
  literalAt_.push_back(kNone);
  for (uint32_t number = 0; number < literals_.size(); ++number) insert(number);
  link();
  markEnds();
}

void LiteralSearch::classifyBytes() {
  for (const Literal& literal : literals_)
    for (const unsigned char byte : literal.text)
      if (classes_[lower(byte)] == 0) classes_[lower(byte)] = static_cast<uint16_t>(classCount_++);
  for (unsigned char byte = 'A'; byte <= 'Z'; ++byte) classes_[byte] = classes_[lower(byte)];
}

void LiteralSearch::insert(uint32_t number) {
  uint32_t state = 0;
  for (const unsigned char byte : literals_[number].text) {
    const size_t edge = state * classCount_ + classes_[byte];
    if (next_[edge] == kNone) {
      next_[edge] = static_cast<uint32_t>(literalAt_.size());
      next_.resize(next_.size() + classCount_, kNone);
      literalAt_.push_back(kNone);
    }
    state = next_[edge];
  }
  alike_.push_back(literalAt_[state]);
  literalAt_[state] = number;
}

/** Breadth first: a missing edge leads where the longest proper suffix leads. */
void LiteralSearch::link() {
  std::vector<uint32_t> suffix(literalAt_.size(), 0), queue{0};
  shorter_.assign(literalAt_.size(), kNone);
  for (size_t head = 0; head < queue.size(); ++head) {
    const uint32_t state = queue[head];
    for (size_t c = 0; c < classCount_; ++c) {
      uint32_t& edge = next_[state * classCount_ + c];
      const uint32_t fallback = state == 0 ? 0 : next_[suffix[state] * classCount_ + c];
      if (edge == kNone) {
        edge = fallback;
        continue;
      }
      suffix[edge] = fallback;
      shorter_[edge] = literalAt_[fallback] != kNone ? fallback : shorter_[fallback];
      queue.push_back(edge);
    }
  }
}

void LiteralSearch::markEnds() {
  for (uint32_t& edge : next_) {
    const bool ends = literalAt_[edge] != kNone || shorter_[edge] != kNone;
    edge = static_cast<uint32_t>(edge * classCount_) | (ends ? kEnds : 0);
  }
}

bool LiteralSearch::standsAlone(const std::string& word, std::string_view before, std::string_view after) const {
  const size_t start = before.size() - word.size();
  if (before.substr(start) != word) return false;
  if (isWordByte(word.front()) && start > 0 && isWordByte(before[start - 1])) return false;
  return !isWordByte(word.back()) || after.empty() || !isWordByte(after.front());
}

void LiteralSearch::collect(uint32_t state, std::string_view before, std::string_view after, LiteralSet& seen,
                            std::vector<uint32_t>& found) const {
  for (; state != kNone; state = shorter_[state])
    for (uint32_t number = literalAt_[state]; number != kNone; number = alike_[number]) {
      const Literal& literal = literals_[number];
      if (seen.has(number) || (literal.word && !standsAlone(literal.text, before, after))) continue;
      seen.add(number);
      found.push_back(number);
    }
}

std::vector<std::vector<uint32_t>> LiteralSearch::findAll(std::string_view text) const {
  std::vector<std::vector<uint32_t>> places(literals_.size());
  uint32_t row = 0;
  for (size_t at = 0; at < text.size();) {
    row = next_[row + classes_[static_cast<unsigned char>(text[at++])]];
    if (!(row & kEnds)) continue;
    row &= ~kEnds;
    for (uint32_t state = static_cast<uint32_t>(row / classCount_); state != kNone; state = shorter_[state])
      for (uint32_t number = literalAt_[state]; number != kNone; number = alike_[number]) {
        const Literal& literal = literals_[number];
        if (!literal.word || standsAlone(literal.text, text.substr(0, at), text.substr(at)))
          places[number].push_back(static_cast<uint32_t>(at - 1));
      }
  }
  return places;
}

std::vector<uint32_t> LiteralSearch::find(std::string_view text) const {
  std::vector<uint32_t> found;
  if (literals_.empty()) return found;
  LiteralSet seen(literals_.size());
  const uint32_t* next = next_.data();
  uint32_t row = 0;
  for (size_t at = 0; at < text.size();) {
    row = next[row + classes_[static_cast<unsigned char>(text[at++])]];
    if (row & kEnds) {
      row &= ~kEnds;
      collect(static_cast<uint32_t>(row / classCount_), text.substr(0, at), text.substr(at), seen, found);
      if (found.size() == literals_.size()) break;
    }
  }
  return found;
}

}  // namespace vireon
