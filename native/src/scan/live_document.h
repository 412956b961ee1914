// A text that somebody is typing in: what one version told is used again for the next.
#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "match/live_matches.h"
#include "scan/program.h"

namespace vireon {

struct LiveOutcome {
  TextOutcome outcome;
  /** False where the text does not parse whole and may have been mended in another way than a first look would. */
  bool certain = true;
  /** Another text was announced meanwhile: the outcome says nothing. */
  bool superseded = false;
};

/** Safe to use from many threads, which wait for each other. */
class LiveDocument {
 public:
  /** To be called when a match is asked for: what is under way of another text ends early. The number goes to `match`. */
  uint64_t announce(std::string_view text);
  /** As `Program::match`. */
  LiveOutcome match(uint64_t number, const Program& program, std::string_view text, std::string_view language,
                    const std::string* path, const std::vector<size_t>* only);
  /** Gives back its memory; the next match begins anew. */
  void forget();

 private:
  std::mutex lock_;
  std::string language_;
  std::unique_ptr<LiveText> known_;

  std::mutex announcing_;
  std::string announced_;
  /** Of the text that was announced last. */
  std::atomic<uint64_t> number_ = 0;
};

}  // namespace vireon
