import { z } from 'zod';

// The shapes in which requests and notifications must come. A client is untrusted input like any other.

const uinteger = z.number().int().min(0);
const position = z.object({ line: uinteger, character: uinteger });
const range = z.object({ start: position, end: position });
const textDocument = z.object({ uri: z.string() });

export const initializeParams = z.object({
  processId: z.number().int().positive().nullish(),
  capabilities: z.unknown(),
  rootUri: z.string().nullish(),
  workspaceFolders: z.array(z.looseObject({ uri: z.string() })).nullish(),
});

export const didOpenParams = z.object({
  textDocument: z.object({ uri: z.string(), languageId: z.string(), version: z.number().int(), text: z.string() }),
});

export const didChangeParams = z.object({
  textDocument: z.object({ uri: z.string(), version: z.number().int().nullish() }),
  contentChanges: z.array(z.object({ range: range.optional(), text: z.string() })),
});

export const documentParams = z.object({ textDocument });

export const positionParams = z.object({ textDocument, position });

export const diagnosticParams = z.object({ textDocument, previousResultId: z.string().nullish() });

export const codeActionParams = z.object({
  textDocument,
  range,
  context: z.object({ only: z.array(z.string()).nullish() }),
});

/** What a code action of ours does; travels through the client as `data` or as a command's argument. */
export const actionShape = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('fix'), uri: z.string(), fingerprint: z.string() }),
  z.object({ kind: z.literal('ignore'), uri: z.string(), fingerprint: z.string() }),
  z.object({ kind: z.literal('fix-rule'), uri: z.string(), rule: z.string() }),
  z.object({ kind: z.literal('fix-all'), uri: z.string() }),
]);

export type Action = z.infer<typeof actionShape>;

export const codeActionResolveParams = z.looseObject({ title: z.string(), data: actionShape });

export const executeCommandParams = z.object({ command: z.string(), arguments: z.array(z.unknown()).nullish() });

export const explainArguments = z.tuple([z.object({ workspace: z.string(), rule: z.string() })]);

export const runCasesArguments = z.tuple([z.object({ uri: z.string(), rule: z.string().exactOptional() })]);

export const tryPatternArguments = z
  .array(z.string().nullish())
  .min(1)
  .max(3)
  .transform(([uri, pattern, language]) => ({
    uri: uri ?? '',
    pattern: pattern ?? '',
    language: language ?? undefined,
  }));

export const showDraftArguments = z.tuple([z.object({ draft: z.string().max(100_000) })]);

export const inlayHintParams = z.object({ textDocument, range });

export const applyArguments = z.tuple([actionShape]);

export const showMessageResult = z.object({ title: z.string() }).nullable();

export const showDocumentResult = z.object({ success: z.boolean() });
