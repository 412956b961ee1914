#include "parse/bounded.h"

#include <algorithm>
#include <ctime>
#include <vector>

#include "parse/memory.h"

namespace vireon {
namespace {

/** What the thread has worked, so that the bound is the same on a busy machine. */
std::chrono::nanoseconds workedTime() {
#ifdef CLOCK_THREAD_CPUTIME_ID
  timespec time;
  if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0)
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
#endif
  return std::chrono::steady_clock::now().time_since_epoch();
}

/** Short, so that the time is looked at while the lexer runs through a long text again and again. */
constexpr size_t kChunk = 16 << 10;

const bool installed = [] {
  installParseAllocator();
  return true;
}();

struct Source {
  std::string_view text;
  std::chrono::nanoseconds deadline;
  uint32_t asked = 0;

  bool late() const { return workedTime() > deadline; }
};

const char* readChunk(void* payload, uint32_t byte, TSPoint, uint32_t* length) {
  const auto* source = static_cast<const Source*>(payload);
  const size_t rest = byte < source->text.size() && !source->late() ? source->text.size() - byte : 0;
  *length = static_cast<uint32_t>(std::min(rest, kChunk));
  return rest > 0 ? source->text.data() + byte : "";
}

/** It is asked every few steps; to look at the time costs more than they do. */
constexpr uint32_t kAskedPerLook = 32;

bool isLate(TSParseState* state) {
  auto* source = static_cast<Source*>(state->payload);
  return ++source->asked % kAskedPerLook == 0 && source->late();
}

/** Memories that no parse holds at the moment. */
thread_local std::vector<std::unique_ptr<ParseMemory>> spare;
constexpr size_t kSpare = 2;

}  // namespace

BoundedParse::~BoundedParse() {
  if (!memory_) return;
  memory_->reset(0);
  if (spare.size() < kSpare) spare.push_back(std::move(memory_));
}

PlainParse parseHere(std::string_view text, const TSTree* old, const TSLanguage* grammar, std::chrono::milliseconds time) {
  Source source{text, workedTime() + time};
  try {
    TSParser* parser = ts_parser_new();
    TSTree* tree = nullptr;
    if (ts_parser_set_language(parser, grammar)) {
      const TSInput input{&source, readChunk, TSInputEncodingUTF8, nullptr};
      tree = ts_parser_parse_with_options(parser, old, input, {&source, isLate});
    }
    ts_parser_delete(parser);
    // A text that was cut off when the time was over may have ended in a tree.
    if (source.late()) tree = nullptr;
    return {tree, tree ? ParseEnd::whole : ParseEnd::outOfTime};
  } catch (const OutOfParseMemory&) {
    return {nullptr, ParseEnd::outOfMemory};
  }
}

BoundedParse parseBounded(std::string_view text, const TSLanguage* grammar, std::chrono::milliseconds time) {
  std::unique_ptr<ParseMemory> memory;
  if (spare.empty()) {
    memory = std::make_unique<ParseMemory>();
  } else {
    memory = std::move(spare.back());
    spare.pop_back();
  }
  memory->reset(parseMemory(text.size()));
  const ParseMemory::Use use(*memory);
  const PlainParse parsed = parseHere(text, nullptr, grammar, time);
  return BoundedParse(parsed.tree, parsed.end, std::move(memory));
}

}  // namespace vireon
