// One text that rules are run over, parsed once for all of them.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "match/evaluate/range.h"
#include "match/evaluate/trace.h"
#include "match/focus.h"
#include "match/formula.h"
#include "match/live_matches.h"
#include "match/matcher/matcher.h"
#include "parse/parser.h"

namespace vireon {

/** Of one language; not shared between threads. */
class TextUnderMatch {
 public:
  /** With `focus` only so much of the text is parsed; with `live` it is parsed by that. Both must outlive this. */
  TextUnderMatch(std::string_view text, std::string_view language, const MetaNames& names, const Focus* focus = nullptr,
                 LiveText* live = nullptr);
  ~TextUnderMatch();

  std::vector<Range> evaluate(const CompiledRule& rule);
  std::vector<Range> evaluate(const Formula& formula, const MatchOptions& options);
  /** nullptr where there is no grammar for it. */
  Tree* tree();
  bool same(const Bound& a, const Bound& b) const;
  std::string textOf(const Bound& bound) const;

  /** Told once a rule has hit a bound. */
  bool exhausted = false;
  /** Ranges that the rule at work has held against each other. */
  uint64_t pairs = 0;
  /** Only of an open text. */
  LiveRegexes* regexes = nullptr;
  /** Only where a rule is to be explained. */
  Trace* trace = nullptr;
  bool partial() const { return tree_ && tree_->partial; }
  const std::string& bound() const;
  std::string_view text() const { return text_; }

 private:
  friend class FormulaRun;
  void parse();
  void settleNames();

  std::string_view text_;
  std::string language_;
  const MetaNames& names_;
  const Focus* focus_;
  LiveText* live_;
  bool parsed_ = false;
  std::unique_ptr<Tree> tree_;
  std::unique_ptr<NodeIndex> index_;
  std::unique_ptr<Matcher> matcher_;
  /** Texts of metavariables that were read in another language, by place. */
  std::map<std::pair<std::string, std::pair<uint32_t, uint32_t>>, std::unique_ptr<TextUnderMatch>> inner_;
  std::vector<std::unique_ptr<std::string>> kept_;
};

}  // namespace vireon
