#include "parse/memory.h"

#include <tree_sitter/api.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>

namespace vireon {
namespace {

constexpr size_t kChunk = 256 << 10, kKeptChunks = 64;

#if defined(__ELF__) && defined(__GNUC__)
__attribute__((tls_model("initial-exec")))
#endif
thread_local ParseMemory* current = nullptr;

/** In front of every block. */
struct Header {
  enum Home : uint32_t { outside, pieces, large };
  /** The number of its size in `pieces`, its room elsewhere in units of 16 bytes. */
  uint32_t size;
  Home home;
};
static_assert(sizeof(Header) == 8);

Header* headerOf(void* memory) { return static_cast<Header*>(memory) - 1; }

constexpr size_t kUnit = 16;
size_t units(size_t size) { return (size + kUnit - 1) / kUnit; }

}  // namespace

struct ParseMemory::Large {
  Large *previous, *next;
  size_t room;
  Header header;
};

size_t ParseMemory::sizeNumber(size_t size) {
  if (size <= kSmall) return (size + kSmallest - 1) / kSmallest;
  return kSmall / kSmallest + std::bit_width((size - 1) / kSmall);
}

size_t ParseMemory::sizeOf(size_t number) {
  constexpr size_t lastSmall = kSmall / kSmallest;
  return number <= lastSmall ? number * kSmallest : kSmall << (number - lastSmall);
}

ParseMemory::~ParseMemory() { freeLarge(); }

void ParseMemory::freeLarge() {
  while (large_) {
    Large* next = large_->next;
    std::free(large_);
    large_ = next;
  }
}

void ParseMemory::reset(size_t limit) {
  freeLarge();
  std::fill(std::begin(free_), std::end(free_), nullptr);
  at_ = end_ = nullptr;
  if (chunks_.size() > kKeptChunks) chunks_.resize(kKeptChunks);
  chunksUsed_ = spent_ = 0;
  limit_ = limit;
}

void ParseMemory::spend(size_t size) {
  if (size > limit_ - std::min(spent_, limit_)) throw OutOfParseMemory();
  spent_ += size;
}

void ParseMemory::refill() {
  spend(kChunk);
  if (chunksUsed_ == chunks_.size()) {
    // What is thrown must be what tree-sitter can be left with.
    try {
      chunks_.push_back(std::unique_ptr<char[]>(new char[kChunk]));
    } catch (const std::bad_alloc&) {
      throw OutOfParseMemory();
    }
  }
  at_ = chunks_[chunksUsed_++].get();
  end_ = at_ + kChunk;
}

void* ParseMemory::take(size_t size) {
  const size_t number = sizeNumber(size);
  if (Free* block = free_[number]) {
    free_[number] = block->next;
    return block;
  }
  const size_t whole = sizeOf(number) + sizeof(Header);
  if (static_cast<size_t>(end_ - at_) < whole) refill();
  auto* header = reinterpret_cast<Header*>(at_);
  at_ += whole;
  *header = {static_cast<uint32_t>(number), Header::pieces};
  return header + 1;
}

void* ParseMemory::takeLarge(size_t size) {
  spend(size);
  auto* block = static_cast<Large*>(std::malloc(sizeof(Large) + size));
  if (!block) throw OutOfParseMemory();
  *block = {nullptr, large_, size, {0, Header::large}};
  if (large_) large_->previous = block;
  large_ = block;
  return block + 1;
}

void ParseMemory::drop(void* memory) {
  Header* header = headerOf(memory);
  if (header->home == Header::pieces) {
    auto* block = static_cast<Free*>(memory);
    block->next = free_[header->size];
    free_[header->size] = block;
    return;
  }
  Large* block = static_cast<Large*>(memory) - 1;
  spent_ -= block->room;
  (block->previous ? block->previous->next : large_) = block->next;
  if (block->next) block->next->previous = block->previous;
  std::free(block);
}

ParseMemory::Use::Use(ParseMemory& memory) : around_(current) { current = &memory; }
ParseMemory::Use::~Use() { current = around_; }

/** What tree-sitter calls. */
struct ParseAllocator {
  static void* allocate(size_t size) {
    size = std::max<size_t>(size, 1);
    if (current) return size <= ParseMemory::kLargest ? current->take(size) : current->takeLarge(size);
    auto* header = static_cast<Header*>(std::malloc(sizeof(Header) + units(size) * kUnit));
    if (!header) throw OutOfParseMemory();
    *header = {static_cast<uint32_t>(units(size)), Header::outside};
    return header + 1;
  }

  static void* allocateZeroed(size_t count, size_t size) {
    void* memory = allocate(count * size);
    std::memset(memory, 0, count * size);
    return memory;
  }

  static void release(void* memory) {
    if (!memory) return;
    Header* header = headerOf(memory);
    if (header->home == Header::outside) return std::free(header);
    // What belongs to a memory that is not current goes with it.
    if (current) current->drop(memory);
  }

  static size_t roomOf(void* memory) {
    const Header* header = headerOf(memory);
    if (header->home == Header::pieces) return ParseMemory::sizeOf(header->size);
    if (header->home == Header::large) return (static_cast<ParseMemory::Large*>(memory) - 1)->room;
    return header->size * kUnit;
  }

  static void* reallocate(void* memory, size_t size) {
    if (!memory) return allocate(size);
    const size_t room = roomOf(memory);
    if (size <= room) return memory;
    void* wider = allocate(size);
    std::memcpy(wider, memory, room);
    release(memory);
    return wider;
  }
};

void installParseAllocator() {
  ts_set_allocator(ParseAllocator::allocate, ParseAllocator::allocateZeroed, ParseAllocator::reallocate,
                   ParseAllocator::release);
}

}  // namespace vireon
