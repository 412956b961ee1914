#include "scan/literal_automaton.h"

namespace vireon {
namespace {

unsigned char lower(unsigned char byte) { return byte >= 'A' && byte <= 'Z' ? byte + 32 : byte; }

}  // namespace

LiteralAutomaton::LiteralAutomaton(const std::vector<Literal>& literals) : literals_(literals) {
  classifyBytes();
  next_.assign(classCount_, kNone);
  literalAt_.push_back(kNone);
  for (uint32_t number = 0; number < literals_.size(); ++number) insert(number);
  link();
  markEnds();
}

void LiteralAutomaton::classifyBytes() {
  for (const Literal& literal : literals_)
    for (const unsigned char byte : literal.text)
      if (classes_[lower(byte)] == 0) classes_[lower(byte)] = static_cast<uint16_t>(classCount_++);
  for (unsigned char byte = 'A'; byte <= 'Z'; ++byte) classes_[byte] = classes_[lower(byte)];
}

void LiteralAutomaton::insert(uint32_t number) {
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
void LiteralAutomaton::link() {
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

void LiteralAutomaton::markEnds() {
  for (uint32_t& edge : next_) {
    const bool ends = literalAt_[edge] != kNone || shorter_[edge] != kNone;
    edge = static_cast<uint32_t>(edge * classCount_) | (ends ? kEnds : 0);
  }
}

bool LiteralAutomaton::standsAlone(const std::string& word, std::string_view text, size_t end) const {
  const size_t start = end - word.size();
  return text.substr(start, word.size()) == word && isWordAt(text, start, word.size());
}

}  // namespace vireon
