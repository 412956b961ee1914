// The server that the conformance suite wants to meet, over stdio: `node fixture-server.mjs [--older]`.

import { createHmac, randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import {
  CLIENT_CAPABILITIES_META_KEY,
  inputRequired,
  MissingRequiredClientCapabilityError,
  ProtocolError,
  Server,
} from '@modelcontextprotocol/server';
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
const SILENCE = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=';
const key = randomBytes(32);
const INVALID_PARAMS = -32602;

const text = (words) => ({ content: [{ type: 'text', text: words }] });
const nothing = { type: 'object', properties: {} };
const one = (name, more = {}) => ({
  type: 'object',
  properties: { [name]: { type: 'string', ...more } },
  required: [name],
});
const form = (message, requestedSchema) => ({
  method: 'elicitation/create',
  params: { mode: 'form', message, requestedSchema },
});
const sampling = (prompt, maxTokens) => ({
  method: 'sampling/createMessage',
  params: { messages: [{ role: 'user', content: { type: 'text', text: prompt } }], maxTokens },
});
const roots = { method: 'roots/list', params: {} };

const sign = (state) => `${state}.${createHmac('sha256', key).update(state).digest('hex')}`;
function verified(signed) {
  const state = signed.slice(0, signed.lastIndexOf('.'));
  if (sign(state) !== signed) throw new ProtocolError(INVALID_PARAMS, 'The requestState was tampered with');
  return state;
}

/** Asks until every key is answered. */
function asking(requests, finish, state) {
  return (_, { mcpReq }) => {
    const held = mcpReq.requestState();
    if (held !== undefined && state !== undefined) verified(held);
    const answers = mcpReq.inputResponses ?? {};
    const open = Object.entries(requests).filter(
      ([name]) =>
        answers[name]?.action === undefined &&
        answers[name]?.roots === undefined &&
        answers[name]?.content === undefined,
    );
    if (open.length > 0)
      return inputRequired({
        inputRequests: Object.fromEntries(open),
        ...(state !== undefined && { requestState: sign(state) }),
      });
    return finish(answers);
  };
}

const capabilitiesOf = (server, { mcpReq }) =>
  mcpReq.envelope === undefined ? server.getClientCapabilities() : mcpReq.envelope[CLIENT_CAPABILITIES_META_KEY];

const ENUMS = {
  type: 'object',
  properties: {
    untitledSingle: { type: 'string', enum: ['option1', 'option2', 'option3'] },
    titledSingle: {
      type: 'string',
      oneOf: ['First', 'Second', 'Third'].map((title, at) => ({ const: `value${at + 1}`, title: `${title} Option` })),
    },
    legacyEnum: {
      type: 'string',
      enum: ['opt1', 'opt2', 'opt3'],
      enumNames: ['Option One', 'Option Two', 'Option Three'],
    },
    untitledMulti: { type: 'array', items: { type: 'string', enum: ['option1', 'option2', 'option3'] } },
    titledMulti: {
      type: 'array',
      items: {
        anyOf: ['First', 'Second', 'Third'].map((title, at) => ({ const: `value${at + 1}`, title: `${title} Choice` })),
      },
    },
  },
};
const DEFAULTS = {
  type: 'object',
  properties: {
    name: { type: 'string', default: 'John Doe' },
    age: { type: 'integer', default: 30 },
    score: { type: 'number', default: 95.5 },
    status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
    verified: { type: 'boolean', default: true },
  },
};
const DRAFT_2020 = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  $defs: {
    address: {
      $anchor: 'addressDef',
      type: 'object',
      properties: { street: { type: 'string' }, city: { type: 'string' } },
    },
  },
  properties: {
    name: { type: 'string' },
    address: { $ref: '#/$defs/address' },
    contactMethod: { type: 'string', enum: ['phone', 'email'] },
    phone: { type: 'string' },
    email: { type: 'string' },
  },
  allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
  if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { required: ['phone'] },
  else: { required: ['email'] },
  additionalProperties: false,
};

const askName = { user_name: form('What is your name?', one('name')) };
const told = (answer) =>
  text(`Elicitation completed: action=${answer.action}, content=${JSON.stringify(answer.content ?? {})}`);

/** Name: [schema of arguments, what it does]. */
const toolsOf = (server) => ({
  test_simple_text: [nothing, () => text('This is a simple text response for testing.')],
  test_image_content: [nothing, () => ({ content: [{ type: 'image', data: PIXEL, mimeType: 'image/png' }] })],
  test_audio_content: [nothing, () => ({ content: [{ type: 'audio', data: SILENCE, mimeType: 'audio/wav' }] })],
  test_embedded_resource: [
    nothing,
    () => ({
      content: [
        {
          type: 'resource',
          resource: {
            uri: 'test://embedded-resource',
            mimeType: 'text/plain',
            text: 'This is an embedded resource content.',
          },
        },
      ],
    }),
  ],
  test_multiple_content_types: [
    nothing,
    () => ({
      content: [
        { type: 'text', text: 'Multiple content types test:' },
        { type: 'image', data: PIXEL, mimeType: 'image/png' },
        {
          type: 'resource',
          resource: {
            uri: 'test://mixed-content-resource',
            mimeType: 'application/json',
            text: '{"test":"data","value":123}',
          },
        },
      ],
    }),
  ],
  test_tool_with_logging: [nothing, logged],
  test_logging_tool: [nothing, logged],
  test_error_handling: [
    nothing,
    () => ({ ...text('This tool intentionally returns an error for testing'), isError: true }),
  ],
  test_tool_with_progress: [
    nothing,
    async (_, { mcpReq }) => {
      const progressToken = mcpReq._meta?.progressToken;
      for (const progress of [0, 50, 100]) {
        if (progressToken !== undefined)
          await mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress, total: 100 } });
        await setTimeout(50);
      }
      return text('done');
    },
  ],
  test_sampling: [
    one('prompt'),
    ({ prompt }, context) =>
      asking({ answer: sampling(prompt, 100) }, ({ answer }) => text(`LLM response: ${answer.content.text}`))(
        {},
        context,
      ),
  ],
  test_elicitation: [
    one('message'),
    ({ message }, context) => {
      const person = {
        type: 'object',
        properties: {
          username: { type: 'string', description: "User's response" },
          email: { type: 'string', description: "User's email address" },
        },
        required: ['username', 'email'],
      };
      return asking({ answer: form(message, person) }, ({ answer }) =>
        text(`User response: ${JSON.stringify(answer)}`),
      )({}, context);
    },
  ],
  test_elicitation_sep1034_defaults: [
    nothing,
    asking({ answer: form('Please confirm.', DEFAULTS) }, ({ answer }) => told(answer)),
  ],
  test_elicitation_sep1330_enums: [
    nothing,
    asking({ answer: form('Please choose.', ENUMS) }, ({ answer }) => told(answer)),
  ],
  json_schema_2020_12_tool: [DRAFT_2020, () => text('ok')],
  test_streaming_elicitation: [nothing, asking(askName, () => text('ok'))],
  test_missing_capability: [
    nothing,
    (_, context) => {
      if (capabilitiesOf(server, context)?.sampling === undefined)
        throw new MissingRequiredClientCapabilityError({ requiredCapabilities: { sampling: {} } });
      return text('ok');
    },
  ],
  test_trigger_tool_change: [nothing, () => changed('tools')],
  test_trigger_prompt_change: [nothing, () => changed('prompts')],
  test_input_required_result_elicitation: [
    nothing,
    asking(askName, ({ user_name }) => text(`Hello, ${user_name.content?.name}!`)),
  ],
  test_input_required_result_sampling: [
    nothing,
    asking({ capital_question: sampling('What is the capital of France?', 100) }, ({ capital_question }) =>
      text(capital_question.content.text),
    ),
  ],
  test_input_required_result_list_roots: [
    nothing,
    asking({ client_roots: roots }, ({ client_roots }) => text(client_roots.roots.map(({ uri }) => uri).join(' '))),
  ],
  test_input_required_result_request_state: [
    nothing,
    asking(
      {
        confirm: form('Please confirm', { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] }),
      },
      () => text('state-ok'),
      'confirm',
    ),
  ],
  test_input_required_result_tampered_state: [
    nothing,
    asking(
      {
        confirm: form('Please confirm', { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] }),
      },
      () => text('ok'),
      'tamper',
    ),
  ],
  test_input_required_result_multiple_inputs: [
    nothing,
    asking(
      { ...askName, greeting: sampling('Generate a greeting', 50), client_roots: roots },
      () => text('all answered'),
      'several',
    ),
  ],
  test_input_required_result_multi_round: [
    nothing,
    (_, context) => {
      const state = context.mcpReq.requestState();
      if (state === undefined || (verified(state) === 'one' && context.mcpReq.inputResponses?.step1 === undefined))
        return inputRequired({
          inputRequests: { step1: form('Step 1: What is your name?', one('name')) },
          requestState: sign('one'),
        });
      if (verified(state) === 'one' || context.mcpReq.inputResponses?.step2 === undefined)
        return inputRequired({
          inputRequests: { step2: form('Step 2: What is your favorite color?', one('color')) },
          requestState: sign('two'),
        });
      return text('done');
    },
  ],
  test_input_required_result_capabilities: [
    nothing,
    (_, context) => {
      const declared = capabilitiesOf(server, context) ?? {};
      const inputRequests = {
        ...(declared.elicitation && askName),
        ...(declared.sampling && { question: sampling('Say something', 10) }),
      };
      return Object.keys(inputRequests).length === 0
        ? text('nothing to ask')
        : asking(inputRequests, () => text('ok'))({}, context);
    },
  ],
});

async function logged(_, context) {
  for (const words of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
    await context.mcpReq.log('info', words);
    await setTimeout(50);
  }
  return text('logged');
}

const prompts = {
  test_simple_prompt: [[], () => [{ type: 'text', text: 'This is a simple prompt for testing.' }]],
  test_prompt_with_arguments: [
    ['arg1', 'arg2'],
    ({ arg1, arg2 }) => [{ type: 'text', text: `Prompt with arguments: arg1='${arg1}', arg2='${arg2}'` }],
  ],
  test_prompt_with_embedded_resource: [
    ['resourceUri'],
    ({ resourceUri }) => [
      {
        type: 'resource',
        resource: { uri: resourceUri, mimeType: 'text/plain', text: 'Embedded resource content for testing.' },
      },
      { type: 'text', text: 'Please process the embedded resource above.' },
    ],
  ],
  test_prompt_with_image: [
    [],
    () => [
      { type: 'image', data: PIXEL, mimeType: 'image/png' },
      { type: 'text', text: 'Please analyze the image above.' },
    ],
  ],
  test_input_required_result_prompt: [[], () => [{ type: 'text', text: 'A prompt with context.' }]],
};

const resources = {
  'test://static-text': {
    name: 'static-text',
    mimeType: 'text/plain',
    text: 'This is the content of the static text resource.',
  },
  'test://static-binary': { name: 'static-binary', mimeType: 'image/png', blob: PIXEL },
  'test://watched-resource': { name: 'watched-resource', mimeType: 'text/plain', text: 'This may change.' },
};

const extra = { tools: false, prompts: false };
let current;

/** What is listed changes, and that is told. */
async function changed(list) {
  extra[list] = !extra[list];
  await current.notification({ method: `notifications/${list}/list_changed` });
  return text('changed');
}

function fixture() {
  const server = new Server(
    { name: 'conformance-fixture', version: '1.0.0' },
    {
      capabilities: {
        tools: { listChanged: true },
        prompts: { listChanged: true },
        resources: { subscribe: true, listChanged: true },
        completions: {},
        logging: {},
      },
      requestState: {},
    },
  );
  current = server;
  const tools = toolsOf(server);
  server.setRequestHandler('tools/list', () => ({
    tools: [...Object.entries(tools), ...(extra.tools ? [['test_added_tool', [nothing]]] : [])].map(
      ([name, [inputSchema]]) => ({
        name,
        description: `The fixture ${name.replaceAll('_', ' ')}.`,
        inputSchema,
      }),
    ),
  }));
  server.setRequestHandler('tools/call', ({ params }, context) => {
    const tool = tools[params.name];
    if (tool === undefined) throw new ProtocolError(INVALID_PARAMS, `Unknown tool: ${params.name}`);
    return tool[1](params.arguments ?? {}, context);
  });
  server.setRequestHandler('prompts/list', () => ({
    prompts: [...Object.entries(prompts), ...(extra.prompts ? [['test_added_prompt', [[]]]] : [])].map(
      ([name, [names]]) => ({
        name,
        description: `The fixture ${name.replaceAll('_', ' ')}.`,
        arguments: names.map((argument) => ({
          name: argument,
          description: `The value of ${argument}.`,
          required: true,
        })),
      }),
    ),
  }));
  server.setRequestHandler('prompts/get', ({ params }, context) => {
    const prompt = prompts[params.name];
    if (prompt === undefined) throw new ProtocolError(INVALID_PARAMS, `Unknown prompt: ${params.name}`);
    const answer = { messages: prompt[1](params.arguments ?? {}).map((content) => ({ role: 'user', content })) };
    if (params.name !== 'test_input_required_result_prompt') return answer;
    return asking({ user_context: form('What context should the prompt use?', one('context')) }, () => answer)(
      {},
      context,
    );
  });
  server.setRequestHandler('resources/list', () => ({
    resources: Object.entries(resources).map(([uri, { name, mimeType }]) => ({
      uri,
      name,
      mimeType,
      description: `The fixture ${name}.`,
    })),
  }));
  server.setRequestHandler('resources/templates/list', () => ({
    resourceTemplates: [
      {
        uriTemplate: 'test://template/{id}/data',
        name: 'template',
        description: 'Data by id.',
        mimeType: 'application/json',
      },
    ],
  }));
  server.setRequestHandler('resources/read', ({ params: { uri } }) => {
    const found = resources[uri];
    if (found !== undefined) return { contents: [{ uri, ...found, name: undefined }] };
    const id = /^test:\/\/template\/([^/]+)\/data$/.exec(uri)?.[1];
    if (id === undefined) throw new ProtocolError(INVALID_PARAMS, `Resource not found: ${uri}`, { uri });
    return {
      contents: [
        {
          uri,
          mimeType: 'application/json',
          text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` }),
        },
      ],
    };
  });
  server.setRequestHandler('completion/complete', () => ({
    completion: { values: ['paris', 'park', 'party'], total: 3, hasMore: false },
  }));
  server.setRequestHandler('resources/subscribe', () => ({}));
  server.setRequestHandler('resources/unsubscribe', () => ({}));
  return server;
}

if (process.argv.includes('--older')) await fixture().connect(new StdioServerTransport());
else serveStdio(fixture);
