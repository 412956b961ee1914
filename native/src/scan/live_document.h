// A text that somebody is typing in: what one version told is used again for the next.
#pragma once
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "parse/live_tree.h"
#include "scan/program.h"

namespace vireon {

struct LiveOutcome {
  TextOutcome outcome;
  /** False where the text does not parse whole and may have been mended in another way than a first look would. */
  bool certain = true;
};

/** Safe to use from many threads, which wait for each other. */
class LiveDocument {
 public:
  /** As `Program::match`. */
  LiveOutcome match(const Program& program, std::string_view text, std::string_view language, const std::string* path,
                    const std::vector<size_t>* only);
  /** Gives back its memory; the next match begins anew. */
  void forget();

 private:
  std::mutex lock_;
  std::string language_;
  std::unique_ptr<LiveTree> tree_;
};

}  // namespace vireon
