import { Ajv } from 'ajv';

const name = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength });

/**
 * The rules for a document of the embedded metric format, and those of PutMetricData for a namespace. Source: CloudWatch User
 * Guide, "Specification: Embedded metric format".
 */
const isDocument = new Ajv().compile({
  type: 'object',
  required: ['_aws'],
  properties: {
    _aws: {
      type: 'object',
      required: ['Timestamp', 'CloudWatchMetrics'],
      additionalProperties: false,
      properties: {
        // Milliseconds: from 2001 on a number of seconds is smaller.
        Timestamp: { type: 'integer', minimum: 1e12 },
        CloudWatchMetrics: {
          type: 'array',
          minItems: 1,
          items: {
            type: 'object',
            required: ['Namespace', 'Dimensions', 'Metrics'],
            additionalProperties: false,
            properties: {
              Namespace: name(255),
              Dimensions: { type: 'array', minItems: 1, items: { type: 'array', maxItems: 30, items: name(250) } },
              Metrics: {
                type: 'array',
                minItems: 1,
                maxItems: 100,
                items: {
                  type: 'object',
                  required: ['Name'],
                  additionalProperties: false,
                  properties: { Name: name(1024), Unit: { enum: ['Count', 'Milliseconds'] } },
                },
              },
            },
          },
        },
      },
    },
  },
});

/** A value that CloudWatch makes of a line. */
export interface EmbeddedValue {
  readonly at: number;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A line as CloudWatch Logs reads it. */
interface Document extends Readonly<Record<string, unknown>> {
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
}

/**
 * Returns the values that CloudWatch makes of one log event.
 * @throws Error where the format refuses it: a rule of the document, a dimension that is no text of 1 to 1,024 characters, a value
 *   that is no number
 */
export function readEmbeddedMetrics(line: string): readonly EmbeddedValue[] {
  const document = JSON.parse(line) as Document;
  if (!isDocument(document)) throw new Error(`no embedded metrics: ${JSON.stringify(isDocument.errors)}`);
  const { Timestamp: at, CloudWatchMetrics } = document._aws;
  return CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) => {
      const dimensions = Object.fromEntries(names.map((each) => [each, textIn(document, each)]));
      return Metrics.map(({ Name }) => {
        const value = document[Name];
        if (typeof value !== 'number' || !Number.isFinite(value)) throw new Error(`${Name} is no number`);
        return { at, namespace: Namespace, name: Name, dimensions, value };
      });
    }),
  );
}

function textIn(document: Document, name: string): string {
  const value = document[name];
  if (typeof value === 'string' && value.length >= 1 && value.length <= 1024) return value;
  throw new Error(`the dimension ${name} has no text`);
}
