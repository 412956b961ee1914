import type { FetchLike } from '@modelcontextprotocol/client';

/** A fetch whose answers are cut off, with an error, where one message in them is longer than `maxBytes`. */
export function boundedFetch(maxBytes: number): FetchLike {
  return async (url, init) => {
    const response = await fetch(url, init);
    if (response.body === null) return response;
    const { status, statusText, headers } = response;
    return new Response(response.body.pipeThrough(bound(maxBytes)), { status, statusText, headers });
  };
}

const NEWLINE = 0x0a;

/** An event of a stream ends with a line; a message in JSON has none. */
function bound(maxBytes: number): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      const end = chunk.lastIndexOf(NEWLINE);
      bytes = end === -1 ? bytes + chunk.length : chunk.length - end - 1;
      if (bytes > maxBytes || chunk.length > maxBytes)
        controller.error(new Error(`a message is longer than ${maxBytes} bytes`));
      else controller.enqueue(chunk);
    },
  });
}
