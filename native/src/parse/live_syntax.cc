#include "parse/live_syntax.h"

#include <algorithm>

namespace vireon {
namespace {

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
  held_ = last_ = nullptr;
  memory_.reset(0);
}

void LiveSyntax::hold() {
  if (!last_) return;
  try {
    const ParseMemory::Use use(memory_);
    if (held_) ts_tree_delete(held_);
    held_ = ts_tree_copy(last_);
  } catch (const OutOfParseMemory&) {
    clear();
  }
}

/** The parse on top of the last version; no tree where there is no room for it. */
PlainParse LiveSyntax::again(std::string_view text, std::chrono::milliseconds time) {
  const ParseMemory::Use use(memory_);
  try {
    TSTree* edited = ts_tree_copy(last_);
    const TSInputEdit edit = editBetween(text_, text);
    ts_tree_edit(edited, &edit);
    const PlainParse parsed = parseHere(text, edited, grammar_, time);
    ts_tree_delete(edited);
    if (parsed.tree) ts_tree_delete(last_);
    return parsed;
  } catch (const OutOfParseMemory&) {
    return {nullptr, ParseEnd::outOfMemory};
  }
}

PlainParse LiveSyntax::parse(std::string_view text, std::chrono::milliseconds time) {
  if (last_ && text_ == text) return {last_, ParseEnd::whole};
  PlainParse parsed;
  if (last_) parsed = again(text, time);
  fresh_ = !parsed.tree;
  if (fresh_) {
    clear();
    memory_.reset(parseMemory(text.size()));
    const ParseMemory::Use use(memory_);
    parsed = parseHere(text, nullptr, grammar_, time);
  }
  last_ = parsed.tree;
  text_ = text;
  return parsed;
}

}  // namespace vireon
