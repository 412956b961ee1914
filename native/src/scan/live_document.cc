#include "scan/live_document.h"

namespace vireon {

LiveOutcome LiveDocument::match(const Program& program, std::string_view text, std::string_view language,
                                const std::string* path, const std::vector<size_t>* only) {
  const std::lock_guard guard(lock_);
  if (!tree_ || language_ != language) {
    language_ = language;
    tree_ = std::make_unique<LiveTree>();
  }
  LiveOutcome live{program.match(text, language, path, only, tree_.get()), true};
  live.certain = tree_->isCertain();
  return live;
}

void LiveDocument::forget() {
  const std::lock_guard guard(lock_);
  tree_.reset();
}

}  // namespace vireon
