#include "scan/literals.h"

namespace vireon {
namespace {

constexpr uint32_t kNone = UINT32_MAX;
constexpr uint32_t kEnds = 1u << 31;

unsigned char lower(unsigned char byte) { return byte >= 'A' && byte <= 'Z' ? byte + 32 : byte; }

}  // namespace

LiteralSearch::LiteralSearch(const std::vector<std::string>& literals) : literalCount_(literals.size()) {
  classifyBytes(literals);
  next_.assign(classCount_, kNone);
  literalAt_.push_back(kNone);
  for (size_t i = 0; i < literals.size(); ++i) insert(literals[i], static_cast<uint32_t>(i));
  link();
  markEnds();
}

void LiteralSearch::classifyBytes(const std::vector<std::string>& literals) {
  for (const std::string& literal : literals)
    for (const unsigned char byte : literal)
      if (classes_[lower(byte)] == 0) classes_[lower(byte)] = static_cast<uint16_t>(classCount_++);
  for (unsigned char byte = 'A'; byte <= 'Z'; ++byte) classes_[byte] = classes_[lower(byte)];
}

void LiteralSearch::insert(const std::string& literal, uint32_t number) {
  uint32_t state = 0;
  for (const unsigned char byte : literal) {
    const size_t edge = state * classCount_ + classes_[byte];
    if (next_[edge] == kNone) {
      next_[edge] = static_cast<uint32_t>(literalAt_.size());
      next_.resize(next_.size() + classCount_, kNone);
      literalAt_.push_back(kNone);
    }
    state = next_[edge];
  }
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

void LiteralSearch::collect(uint32_t state, LiteralSet& seen, std::vector<uint32_t>& found) const {
  for (; state != kNone; state = shorter_[state])
    if (literalAt_[state] != kNone && seen.add(literalAt_[state])) found.push_back(literalAt_[state]);
}

std::vector<uint32_t> LiteralSearch::find(std::string_view text) const {
  std::vector<uint32_t> found;
  if (literalCount_ == 0) return found;
  LiteralSet seen(literalCount_);
  const uint32_t* next = next_.data();
  uint32_t row = 0;
  for (const unsigned char byte : text) {
    row = next[row + classes_[byte]];
    if (row & kEnds) {
      row &= ~kEnds;
      collect(static_cast<uint32_t>(row / classCount_), seen, found);
      if (found.size() == literalCount_) break;
    }
  }
  return found;
}

}  // namespace vireon
