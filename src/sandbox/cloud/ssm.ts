import {
  type DeleteParameterCommandInput,
  type GetParameterCommandInput,
  type GetParametersByPathCommandInput,
  type GetParametersCommandInput,
  type Parameter,
  ParameterAlreadyExists,
  ParameterNotFound,
  ParameterVersionNotFound,
  type PutParameterCommandInput,
  ValidationException,
} from '@aws-sdk/client-ssm';
import type { Model } from './attach.ts';

const ARN_PREFIX = 'arn:aws:ssm:us-east-1:123456789012:parameter';

/** The number of versions that SSM keeps of a parameter; a further one replaces the oldest. */
const MAX_VERSIONS = 100;

/** The most bytes of a value. */
const MAX_VALUE_LENGTH = { Standard: 4096, Advanced: 8192 };

/** The page length of GetParametersByPath, and the most names of GetParameters. */
const PAGE = 10;

interface Version {
  readonly number: number;
  readonly value: string;
  readonly type: PutParameterCommandInput['Type'];
  readonly at: number;
}

/** Creates a model of SSM's parameters: versions, encrypted values, pages, limits. */
export function createSsmModel({ now }: { now(): number }): { readonly model: Model } {
  const parameters = new Map<string, readonly Version[]>();
  return {
    model: { ...readOperations(parameters), PutParameter: put(parameters, now), DeleteParameter: remove(parameters) },
  };
}

type Parameters = Map<string, readonly Version[]>;

const validationException = (message: string): ValidationException =>
  new ValidationException({ message, $metadata: {} });

/** Returns SSM's text for an encrypted value without decryption; the value is not in it. */
const ciphertext = (name: string, { number }: Version) => Buffer.from(`encrypted ${name}:${number}`).toString('base64');

function describeParameter(name: string, version: Version, decrypted = false): Parameter {
  const hidden = version.type === 'SecureString' && !decrypted;
  return {
    Name: name,
    ARN: ARN_PREFIX + (name.startsWith('/') ? name : `/${name}`),
    Type: version.type,
    Value: hidden ? ciphertext(name, version) : version.value,
    Version: version.number,
    LastModifiedDate: new Date(version.at),
    DataType: 'text',
  };
}

/** Finds `name` or `name:version`. */
function find(parameters: Parameters, asked: string): { readonly name: string; readonly version: Version } {
  const [name = '', number] = asked.split(':');
  const versions = parameters.get(name);
  if (versions === undefined) throw new ParameterNotFound({ message: '', $metadata: {} });
  const version = number === undefined ? versions.at(-1) : versions.find((one) => String(one.number) === number);
  if (version !== undefined) return { name, version };
  throw new ParameterVersionNotFound({
    message: `Systems Manager could not find version ${number} of ${name}. Verify the version and try again.`,
    $metadata: {},
  });
}

function readOperations(parameters: Parameters): Model {
  return {
    GetParameter({ Name = '', WithDecryption }: GetParameterCommandInput) {
      const { name, version } = find(parameters, Name);
      return { Parameter: describeParameter(name, version, WithDecryption) };
    },

    GetParameters({ Names = [], WithDecryption }: GetParametersCommandInput) {
      if (Names.length < 1 || Names.length > PAGE)
        throw validationException(`1 validation error: names must have 1 to ${PAGE}.`);
      const there = Names.filter((name) => parameters.has(name));
      return {
        Parameters: there.map((name) => describeParameter(name, find(parameters, name).version, WithDecryption)),
        InvalidParameters: Names.filter((name) => !parameters.has(name)),
      };
    },

    GetParametersByPath(input: GetParametersByPathCommandInput) {
      const { Path = '', Recursive, WithDecryption, NextToken, MaxResults = PAGE } = input;
      if (!Path.startsWith('/')) throw validationException('The parameter path must begin with a slash.');
      if (MaxResults < 1 || MaxResults > PAGE)
        throw validationException(`1 validation error: maxResults must be 1 to ${PAGE}.`);
      const folder = Path.endsWith('/') ? Path : `${Path}/`;
      const names = [...parameters.keys()]
        .filter((name) => name.startsWith(folder) && (Recursive || !name.slice(folder.length).includes('/')))
        .sort();
      const start = Number(NextToken ?? 0);
      const end = start + MaxResults;
      return {
        Parameters: names
          .slice(start, end)
          .map((name) => describeParameter(name, find(parameters, name).version, WithDecryption)),
        ...(end < names.length && { NextToken: String(end) }),
      };
    },
  };
}

function put(parameters: Parameters, now: () => number) {
  return (input: PutParameterCommandInput) => {
    const { Name = '', Value = '', Overwrite = false } = input;
    const versions = parameters.get(Name) ?? [];
    const latest = versions.at(-1);
    const tier = input.Tier === 'Advanced' ? 'Advanced' : 'Standard';
    const type = input.Type ?? latest?.type;
    const problem = parameterProblem(Name, Value, tier);
    if (problem !== null) throw validationException(problem);
    if (type === undefined) throw validationException('A parameter type is required when you create a parameter.');
    if (latest !== undefined && !Overwrite) {
      const message = 'The parameter already exists. To overwrite this value, set the overwrite option to true.';
      throw new ParameterAlreadyExists({ message, $metadata: {} });
    }
    const number = (latest?.number ?? 0) + 1;
    parameters.set(Name, [...versions, { number, value: Value, type, at: now() }].slice(-MAX_VERSIONS));
    return { Version: number, Tier: tier };
  };
}

function remove(parameters: Parameters) {
  return ({ Name = '' }: DeleteParameterCommandInput) => {
    if (!parameters.delete(Name)) throw new ParameterNotFound({ message: '', $metadata: {} });
    return {};
  };
}

function parameterProblem(name: string, value: string, tier: keyof typeof MAX_VALUE_LENGTH): string | null {
  if (!/^[\w.\-/]+$/.test(name)) return 'Parameter name: can only contain letters, numbers and _.-/';
  if (value === '') return '1 validation error: value must have length greater than or equal to 1.';
  if (Buffer.byteLength(value) <= MAX_VALUE_LENGTH[tier]) return null;
  return `${tier} tier parameters support a maximum parameter value of ${MAX_VALUE_LENGTH[tier]} characters.`;
}
