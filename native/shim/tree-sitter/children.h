// The children of a syntax node, read in one pass.
#pragma once
#include <stdbool.h>
#include <tree_sitter/api.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  TSNode node;
  TSFieldId field;
  TSSymbol symbol;
  bool named;
} VireonChild;

/** `out` has room for `ts_node_child_count` of them. Comments and the like are left out. Returns how many. */
uint32_t vireon_children(TSNode node, VireonChild *out);

#ifdef __cplusplus
}
#endif
