// Pattern syntax that no grammar knows, spelled so that the grammar accepts it.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace vireon {

constexpr std::string_view kEllipsisName = "vve_";
constexpr std::string_view kDeepName = "vvd_";
constexpr std::string_view kMetaPrefix = "vvm_";
constexpr std::string_view kMetaEllipsisPrefix = "vvs_";
constexpr std::string_view kQuotedMetaPrefix = "vvq_";
constexpr std::string_view kQuotedEllipsisPrefix = "vvr_";
constexpr std::string_view kTypedPrefix = "vvt_";
/** The only argument where a call stands for a placeholder, in languages that take no bare name for a statement. */
constexpr std::string_view kStatementMark = "vvw_";

struct TypedPlaceholder {
  std::string meta, type;
};

struct Placed {
  std::string text;
  std::vector<TypedPlaceholder> typed;
};

/** `variant` counts other spellings, to be tried in turn. */
Placed placePlaceholders(std::string_view pattern, std::string_view language, int variant);
int placeholderVariants(std::string_view language);

}  // namespace vireon
