import type { ModalView } from '@slack/types';
import type { View } from './view.ts';

/**
 * Slack's limits, in characters or elements (docs.slack.dev, Block Kit reference). `message` is not documented:
 * chat.postMessage answers msg_blocks_too_long somewhere above 11,000 characters of blocks (slackapi/bolt-js#2509,
 * #2867); we stay below it with all of a message's blocks as JSON.
 */
export const limits = {
  blocks: 50,
  header: 150,
  section: 3000,
  field: 2000,
  fields: 10,
  contextElements: 10,
  actionElements: 25,
  buttonText: 75,
  buttonValue: 2000,
  actionId: 255,
  blockId: 255,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  chartTitle: 50,
  chartSeries: 6,
  chartPoints: 20,
  /** Of a series and of a point. */
  chartLabel: 20,
  axisLabel: 50,
  /** Of an option's text and of its description. */
  optionText: 75,
  optionValue: 150,
  options: 100,
  inputLabel: 2000,
  placeholder: 150,
  /** Of the title of a modal and the words on its buttons. */
  modalTitle: 24,
  metadata: 3000,
  fallback: 4000,
  message: 10_000,
  /** Of an App Home and of a modal. */
  homeBlocks: 100,
  /** views.publish, views.open and views.update answer view_too_large above 250 kB. */
  home: 250_000,
} as const;

type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The text of a text object, or the string itself. */
function readText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return isNode(value) && typeof value.text === 'string' ? value.text : null;
}

type Check = (value: unknown, max: number, where: string) => readonly string[];

const length: Check = (value, max, where) => {
  const text = readText(value);
  if (text === null) return value === undefined ? [] : [`${where}: not a text`];
  if (text === '') return [`${where}: empty`];
  return text.length > max ? [`${where}: ${text.length} characters, ${max} allowed`] : [];
};

const count: Check = (value, max, where) => {
  const { length: found } = list(value);
  if (found === 0) return [`${where}: empty`];
  return found > max ? [`${where}: ${found} elements, ${max} allowed`] : [];
};

function confirmProblems(confirm: unknown, where: string): readonly string[] {
  if (!isNode(confirm)) return [];
  return [
    ...length(confirm.title, limits.confirmTitle, `${where}.title`),
    ...length(confirm.text, limits.confirmText, `${where}.text`),
    ...length(confirm.confirm, limits.confirmButton, `${where}.confirm`),
    ...length(confirm.deny, limits.confirmButton, `${where}.deny`),
  ];
}

function buttonProblems(button: unknown, where: string): readonly string[] {
  if (!isNode(button) || button.type !== 'button') return [`${where}: not a button`];
  return [
    ...length(button.text, limits.buttonText, `${where}.text`),
    ...length(button.value, limits.buttonValue, `${where}.value`),
    ...length(button.action_id, limits.actionId, `${where}.action_id`),
    ...confirmProblems(button.confirm, `${where}.confirm`),
  ];
}

function actionsProblems(block: Node, where: string): readonly string[] {
  const elements = list(block.elements);
  const ids = elements.map((element) => (isNode(element) ? element.action_id : undefined));
  return [
    ...count(elements, limits.actionElements, `${where}.elements`),
    ...(new Set(ids).size === ids.length ? [] : [`${where}: an action_id is there twice`]),
    ...elements.flatMap((element, index) => buttonProblems(element, `${where}.elements[${index}]`)),
  ];
}

function sectionProblems(block: Node, where: string): readonly string[] {
  const fields = list(block.fields);
  if (block.text === undefined && fields.length === 0) return [`${where}: neither text nor fields`];
  return [
    ...length(block.text, limits.section, `${where}.text`),
    ...(block.fields === undefined ? [] : count(fields, limits.fields, `${where}.fields`)),
    ...fields.flatMap((field, index) => length(field, limits.field, `${where}.fields[${index}]`)),
  ];
}

/** Source: docs.slack.dev, reference/block-kit/blocks/data-visualization-block. */
function chartProblems({ title, chart }: Node, where: string): readonly string[] {
  if (!isNode(chart) || chart.type !== 'line' || !isNode(chart.axis_config)) return [`${where}: not a line chart`];
  const { categories, x_label: x, y_label: y } = chart.axis_config;
  const series = list(chart.series).filter(isNode);
  const labels = JSON.stringify(categories);
  const names = series.map(({ name }) => name);
  return [
    ...length(title, limits.chartTitle, `${where}.title`),
    ...count(chart.series, limits.chartSeries, `${where}.series`),
    ...(new Set(names).size === names.length ? [] : [`${where}: a series is there twice`]),
    ...[x, y].flatMap((label) => length(label, limits.axisLabel, `${where}.axis`)),
    ...list(categories).flatMap((label) => length(label, limits.chartLabel, `${where}.categories`)),
    ...series.flatMap(({ name, data }, i) => {
      const points = list(data).filter(isNode);
      const isEach = JSON.stringify(points.map(({ label }) => label)) === labels;
      return [
        ...length(name, limits.chartLabel, `${where}.series[${i}].name`),
        ...count(data, limits.chartPoints, `${where}.series[${i}].data`),
        ...(isEach ? [] : [`${where}.series[${i}]: not a point for each category`]),
        ...(points.every(({ value }) => Number.isFinite(value)) ? [] : [`${where}.series[${i}]: not a number`]),
      ];
    }),
  ];
}

function optionProblems(option: unknown, where: string): readonly string[] {
  if (!isNode(option)) return [`${where}: not an option`];
  return [
    ...length(option.text, limits.optionText, `${where}.text`),
    ...(option.description === undefined ? [] : length(option.description, limits.optionText, `${where}.description`)),
    ...length(option.value, limits.optionValue, `${where}.value`),
  ];
}

function listProblems({ options, initial_option: initial }: Node, where: string): readonly string[] {
  const all = list(options);
  const values = all.map((option) => (isNode(option) ? option.value : undefined));
  const isKnown = initial === undefined || all.some((option) => JSON.stringify(option) === JSON.stringify(initial));
  return [
    ...count(all, limits.options, `${where}.options`),
    ...(new Set(values).size === values.length ? [] : [`${where}: an option is there twice`]),
    ...(isKnown ? [] : [`${where}.initial_option: not one of the options`]),
    ...all.flatMap((option, index) => optionProblems(option, `${where}.options[${index}]`)),
  ];
}

/** Source: docs.slack.dev, reference/block-kit/blocks/input-block, and the elements that Serin puts into one. */
function inputProblems({ label, hint, element }: Node, where: string): readonly string[] {
  if (!isNode(element)) return [`${where}: no element`];
  const { type, placeholder, initial_value: typed, max_length: most } = element;
  return [
    ...length(label, limits.inputLabel, `${where}.label`),
    ...(hint === undefined ? [] : length(hint, limits.inputLabel, `${where}.hint`)),
    ...length(element.action_id, limits.actionId, `${where}.element.action_id`),
    ...(placeholder === undefined ? [] : length(placeholder, limits.placeholder, `${where}.element.placeholder`)),
    ...(typed === undefined ? [] : length(typed, Number(most ?? limits.section), `${where}.element.initial_value`)),
    ...(type === 'static_select' ? listProblems(element, `${where}.element`) : []),
  ];
}

const byType: Readonly<Record<string, (block: Node, where: string) => readonly string[]>> = {
  header: (block, where) => length(block.text, limits.header, `${where}.text`),
  section: sectionProblems,
  context: (block, where) => [
    ...count(block.elements, limits.contextElements, `${where}.elements`),
    ...list(block.elements).flatMap((text, index) => length(text, limits.section, `${where}.elements[${index}]`)),
  ],
  actions: actionsProblems,
  data_visualization: chartProblems,
  input: inputProblems,
  divider: () => [],
};

function blockProblems(blocks: View['blocks']): readonly string[] {
  return blocks.flatMap((block, index) => {
    const where = `blocks[${index}] (${block.type})`;
    const problems = byType[block.type];
    if (problems === undefined) return [`${where}: of a type whose limits are not known`];
    return [
      ...length(block.block_id, limits.blockId, `${where}.block_id`),
      ...problems(block as unknown as Node, where),
    ];
  });
}

/**
 * Everything in which a message, or an App Home, breaks Slack's limits, each with where it is. Empty: Slack will take it.
 */
export function limitProblems(view: View, surface: 'message' | 'home' = 'message'): readonly string[] {
  const size = JSON.stringify(view.blocks).length;
  const most = surface === 'home' ? limits.home : limits.message;
  return [
    ...length(view.text, limits.fallback, 'text'),
    ...count(view.blocks, surface === 'home' ? limits.homeBlocks : limits.blocks, 'blocks'),
    ...(size > most ? [`blocks: ${size} characters as JSON, ${most} allowed`] : []),
    ...blockProblems(view.blocks),
  ];
}

/** The same of a modal. Source: docs.slack.dev, reference/views/modal-views. */
export function modalProblems(modal: ModalView): readonly string[] {
  const { blocks, private_metadata: metadata = '', ...words } = modal;
  const ids = blocks.flatMap(({ block_id: id }) => (id === undefined ? [] : [id]));
  const hasInput = blocks.some(({ type }) => type === 'input');
  return [
    ...(['title', 'submit', 'close'] as const).flatMap((name) =>
      words[name] === undefined ? [] : length(words[name], limits.modalTitle, name),
    ),
    ...(hasInput && words.submit === undefined ? ['submit: missing although something can be typed or chosen'] : []),
    ...(metadata.length > limits.metadata ? [`private_metadata: ${metadata.length} characters`] : []),
    ...count(blocks, limits.homeBlocks, 'blocks'),
    ...(new Set(ids).size === ids.length ? [] : ['blocks: a block_id is there twice']),
    ...(JSON.stringify(modal).length > limits.home ? ['more than 250 kB'] : []),
    ...blockProblems(blocks as View['blocks']),
  ];
}
