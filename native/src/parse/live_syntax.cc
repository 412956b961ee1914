#include "parse/live_syntax.h"

#include <algorithm>

namespace vireon {
namespace {

/** So many versions are kept before all begins anew. */
constexpr size_t kMaxVersions = 200;

bool isContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

TSPoint pointAt(std::string_view text, size_t at) {
  const auto row = static_cast<uint32_t>(std::count(text.begin(), text.begin() + at, '\n'));
  const size_t line = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  return {row, static_cast<uint32_t>(line == text.npos ? at : at - line - 1)};
}

/** All that differs, as one edit. */
TSInputEdit editBetween(std::string_view before, std::string_view after) {
  const size_t least = std::min(before.size(), after.size());
  size_t start = std::mismatch(before.begin(), before.begin() + least, after.begin()).first - before.begin();
  while (start > 0 && start < least && isContinuation(before[start])) start--;
  size_t same = std::mismatch(before.rbegin(), before.rbegin() + (least - start), after.rbegin()).first - before.rbegin();
  while (same > 0 && isContinuation(before[before.size() - same])) same--;
  const size_t oldEnd = before.size() - same, newEnd = after.size() - same;
  return {static_cast<uint32_t>(start), static_cast<uint32_t>(oldEnd),  static_cast<uint32_t>(newEnd),
          pointAt(before, start),       pointAt(before, oldEnd),        pointAt(after, newEnd)};
}

}  // namespace

void LiveSyntax::clear() {
  versions_.clear();
  memory_.reset(0);
}

const TSTree* LiveSyntax::edited(std::string_view text) const {
  TSTree* copy = ts_tree_copy(versions_.back());
  const TSInputEdit edit = editBetween(text_, text);
  ts_tree_edit(copy, &edit);
  return copy;
}

PlainParse LiveSyntax::parse(std::string_view text, std::chrono::milliseconds time) {
  if (!versions_.empty() && text_ == text) return {versions_.back(), ParseEnd::whole};
  if (versions_.size() >= kMaxVersions) clear();
  PlainParse parsed{nullptr, ParseEnd::outOfTime};
  if (!versions_.empty()) {
    const ParseMemory::Use use(memory_);
    try {
      parsed = parseHere(text, edited(text), grammar_, time);
    } catch (const OutOfParseMemory&) {
      parsed.tree = nullptr;
    }
  }
  if (!parsed.tree) {
    clear();
    memory_.reset(parseMemory(text.size()));
    const ParseMemory::Use use(memory_);
    parsed = parseHere(text, nullptr, grammar_, time);
  }
  if (!parsed.tree) {
    clear();
    return parsed;
  }
  versions_.push_back(parsed.tree);
  text_ = text;
  return parsed;
}

}  // namespace vireon
