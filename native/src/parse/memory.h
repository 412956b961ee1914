// Memory of one parse: taken in pieces, given back as a whole.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace vireon {

/** What is asked of a ParseMemory whose limit is reached ends with this. */
struct OutOfParseMemory {};

/**
 * While one is current on a thread, everything that tree-sitter allocates there comes out of it. tree-sitter neither
 * can be told that memory has run out nor gives back a tree quickly; so both are done from under it.
 */
class ParseMemory {
 public:
  ParseMemory() = default;
  ParseMemory(const ParseMemory&) = delete;
  ParseMemory& operator=(const ParseMemory&) = delete;
  ~ParseMemory();

  /** Begins anew; keeps some of what it had, so that many small parses cost no allocation. */
  void reset(size_t limit);

  /** Makes a memory the thread's current one for as long as it lives. */
  class Use {
   public:
    explicit Use(ParseMemory& memory);
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;
    ~Use();

   private:
    ParseMemory* around_;
  };

 private:
  friend struct ParseAllocator;
  struct Large;

  void* take(size_t size);
  void* takeLarge(size_t size);
  void drop(void* memory);
  void refill();
  void spend(size_t size);
  void freeLarge();

  // Blocks by size: in steps of 16 bytes while small, then each twice the one before.
  static constexpr size_t kSmallest = 16, kSmall = 512, kLargest = 64 << 10, kSizes = kSmall / kSmallest + 1 + 7;
  static size_t sizeNumber(size_t size);
  static size_t sizeOf(size_t number);

  struct Free {
    Free* next;
  };
  Free* free_[kSizes] = {};
  char *at_ = nullptr, *end_ = nullptr;
  std::vector<std::unique_ptr<char[]>> chunks_;
  size_t chunksUsed_ = 0;
  Large* large_ = nullptr;
  size_t spent_ = 0, limit_ = SIZE_MAX;
};

/** Lets tree-sitter allocate through this file. */
void installParseAllocator();

}  // namespace vireon
