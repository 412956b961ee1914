#include "parse/bounded.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <ctime>

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

/** In front of every block that tree-sitter asks for. */
struct alignas(std::max_align_t) Block {
  /** Neighbours in the ring of the parse that took the block; nullptr once that parse is over. */
  Block* previous;
  Block* next;
  size_t size;
};

struct OutOfParseMemory {};

/** The blocks that one parse holds. tree-sitter cannot be told that memory has run out, so they are taken from under it. */
class Ring {
 public:
  explicit Ring(size_t limit) : limit_(limit), around_(current_) { current_ = this; }
  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;
  ~Ring() {
    current_ = around_;
    while (head_.next != &head_) {
      Block* block = head_.next;
      unlink(block);
      std::free(block);
    }
  }

  static Ring* current() { return current_; }

  void add(Block* block) {
    block->previous = head_.previous;
    block->next = &head_;
    block->previous->next = block->next->previous = block;
    used_ += block->size;
  }
  bool hasRoom(size_t size) const { return size <= limit_ - std::min(used_, limit_); }
  void remove(Block* block) {
    used_ -= block->size;
    unlink(block);
  }
  /** The blocks belong to the tree from now on. */
  void letGo() {
    for (Block* block = head_.next; block != &head_;) {
      Block* next = block->next;
      block->previous = block->next = nullptr;
      block = next;
    }
    head_.previous = head_.next = &head_;
  }

 private:
  static void unlink(Block* block) {
    block->previous->next = block->next;
    block->next->previous = block->previous;
    block->previous = block->next = nullptr;
  }

  static thread_local Ring* current_;

  Block head_{&head_, &head_, 0};
  size_t used_ = 0;
  size_t limit_;
  Ring* around_;
};

thread_local Ring* Ring::current_ = nullptr;

void* finish(Block* block, size_t size) {
  if (!block) throw OutOfParseMemory();
  block->size = size;
  block->previous = block->next = nullptr;
  if (Ring* ring = Ring::current()) ring->add(block);
  return block + 1;
}

void checkRoom(size_t size) {
  if (Ring* ring = Ring::current(); ring && !ring->hasRoom(size)) throw OutOfParseMemory();
}

void* allocate(size_t size) {
  checkRoom(size);
  return finish(static_cast<Block*>(std::malloc(sizeof(Block) + size)), size);
}

void* allocateZeroed(size_t count, size_t size) {
  checkRoom(count * size);
  return finish(static_cast<Block*>(std::calloc(1, sizeof(Block) + count * size)), count * size);
}

void release(void* memory) {
  if (!memory) return;
  Block* block = static_cast<Block*>(memory) - 1;
  if (block->next) Ring::current()->remove(block);
  std::free(block);
}

void* reallocate(void* memory, size_t size) {
  if (!memory) return allocate(size);
  Block* block = static_cast<Block*>(memory) - 1;
  checkRoom(size > block->size ? size - block->size : 0);
  if (block->next) Ring::current()->remove(block);
  return finish(static_cast<Block*>(std::realloc(block, sizeof(Block) + size)), size);
}

const bool installed = [] {
  ts_set_allocator(allocate, allocateZeroed, reallocate, release);
  return true;
}();

struct Source {
  std::string_view text;
  std::chrono::nanoseconds deadline;

  bool late() const { return workedTime() > deadline; }
};

const char* readChunk(void* payload, uint32_t byte, TSPoint, uint32_t* length) {
  const auto* source = static_cast<const Source*>(payload);
  const size_t rest = byte < source->text.size() && !source->late() ? source->text.size() - byte : 0;
  *length = static_cast<uint32_t>(std::min(rest, kChunk));
  return rest > 0 ? source->text.data() + byte : "";
}

bool isLate(TSParseState* state) { return static_cast<const Source*>(state->payload)->late(); }

}  // namespace

BoundedParse parseBounded(std::string_view text, const TSLanguage* grammar, std::chrono::milliseconds time) {
  Source source{text, workedTime() + time};
  Ring ring(parseMemory(text.size()));
  try {
    TSParser* parser = ts_parser_new();
    TSTree* tree = nullptr;
    if (ts_parser_set_language(parser, grammar)) {
      const TSInput input{&source, readChunk, TSInputEncodingUTF8, nullptr};
      tree = ts_parser_parse_with_options(parser, nullptr, input, {&source, isLate});
    }
    ts_parser_delete(parser);
    TreePointer parsed(tree);
    // A text that was cut off when the time was over may have ended in a tree.
    if (source.late()) parsed.reset();
    ring.letGo();
    const ParseEnd end = parsed ? ParseEnd::whole : ParseEnd::outOfTime;
    return {std::move(parsed), end};
  } catch (const OutOfParseMemory&) {
    return {nullptr, ParseEnd::outOfMemory};
  }
}

}  // namespace vireon
