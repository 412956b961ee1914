// tree-sitter's core with counts of references that are not atomic: a tree stays on one thread at a time.
#define TREE_SITTER_ATOMIC_H_
#include <stddef.h>
#include <stdint.h>

static inline size_t atomic_load(const volatile size_t *p) { return *p; }
static inline uint32_t atomic_inc(volatile uint32_t *p) { return *p += 1; }
static inline uint32_t atomic_dec(volatile uint32_t *p) { return *p -= 1; }

#include "lib.c"

#include "children.h"

typedef struct {
  const TSTree *tree;
  VireonChild *out;
} ChildWriter;

// Through what is hidden, as a cursor goes; a field of the inner rule hides that of the outer.
static void write_children(ChildWriter *self, Subtree parent, Length position, TSFieldId around) {
  const TSLanguage *language = self->tree->language;
  const uint32_t production = parent.ptr->production_id;
  const TSSymbol *aliases = ts_language_alias_sequence(language, production);
  const TSFieldMapEntry *fields, *fields_end;
  ts_language_field_map(language, production, &fields, &fields_end);
  const Subtree *children = ts_subtree_children(parent);
  uint32_t structural = 0;
#ifdef __GNUC__
  // The children lie far apart; the later ones come while the first are written.
  for (uint32_t i = 0; i < parent.ptr->child_count; i++)
    if (!children[i].data.is_inline) __builtin_prefetch(children[i].ptr);
#endif
  for (uint32_t i = 0; i < parent.ptr->child_count; i++) {
    const Subtree *child = &children[i];
    const Subtree subtree = *child;
    if (i > 0) position = length_add(position, ts_subtree_padding(subtree));
    const bool extra = ts_subtree_extra(subtree);
    TSSymbol alias = 0;
    TSFieldId field = extra ? 0 : around;
    if (!extra) {
      if (aliases) alias = aliases[structural];
      for (const TSFieldMapEntry *entry = fields; entry < fields_end; entry++)
        if (!entry->inherited && entry->child_index == structural) {
          field = entry->field_id;
          break;
        }
      structural++;
    }
    if (alias || ts_subtree_visible(subtree)) {
      TSSymbol symbol = alias ? alias : ts_subtree_symbol(subtree);
      if (!extra || symbol == ts_builtin_sym_error) {
        VireonChild *out = self->out++;
        out->node = ts_node_new(self->tree, child, position, alias);
        out->field = field;
        out->symbol = ts_language_public_symbol(language, symbol);
        out->named = alias ? ts_language_symbol_metadata(language, alias).named : ts_subtree_named(subtree);
      }
    } else if (ts_subtree_visible_child_count(subtree) > 0) {
      write_children(self, subtree, position, field);
    }
    position = length_add(position, ts_subtree_size(subtree));
  }
}

uint32_t vireon_children(TSNode node, VireonChild *out) {
  const Subtree subtree = *(const Subtree *)node.id;
  if (ts_subtree_child_count(subtree) == 0) return 0;
  ChildWriter writer = {node.tree, out};
  write_children(&writer, subtree, (Length){node.context[0], {node.context[1], node.context[2]}}, 0);
  return writer.out - out;
}
