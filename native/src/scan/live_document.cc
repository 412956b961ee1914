#include "scan/live_document.h"

namespace vireon {

uint64_t LiveDocument::announce(std::string_view text) {
  const std::lock_guard guard(announcing_);
  if (number_ > 0 && announced_ == text) return number_;
  announced_ = text;
  return ++number_;
}

LiveOutcome LiveDocument::match(uint64_t number, const Program& program, std::string_view text, std::string_view language,
                                const std::string* path, const std::vector<size_t>* only) {
  const auto isSuperseded = [&] { return number_ != number; };
  const std::lock_guard guard(lock_);
  if (isSuperseded()) return {{}, true, true};
  if (!known_ || language_ != language) {
    language_ = language;
    known_ = std::make_unique<LiveText>();
  }
  LiveOutcome live{program.match(text, language, path, only, known_.get(), isSuperseded), true, false};
  if (isSuperseded()) return {{}, true, true};
  live.certain = known_->tree.isCertain();
  return live;
}

void LiveDocument::forget() {
  const std::lock_guard guard(lock_);
  known_.reset();
}

}  // namespace vireon
