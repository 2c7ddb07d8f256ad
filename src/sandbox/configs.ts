import { parse } from 'yaml';

/** A `serin.yml`, by the name of its file. */
interface ConfigFile {
  readonly name: string;
  readonly text: string;
}

/** Thrown when two files have a service of the same name. */
export class ServicesClash extends Error {
  readonly code = 'services-clash';
  constructor(service: string, files: readonly string[]) {
    super(`${service} is in ${files.join(' and in ')}. Rename it in one of them, or leave that file out of --config.`);
    this.name = 'ServicesClash';
  }
}

/** Joins the texts of valid `serin.yml` files into one, with the services in their order. @throws ServicesClash */
export function joinConfigs(files: readonly ConfigFile[]): string {
  const [only, ...others] = files;
  if (only !== undefined && others.length === 0) return only.text;
  const services = files.flatMap(({ name: file, text }) =>
    Object.entries((parse(text) as { readonly services: object }).services).map(([name, service]) => ({
      file,
      name,
      service,
    })),
  );
  for (const { name } of services) {
    const named = services.filter((each) => each.name === name).map(({ file }) => file);
    if (named.length > 1) throw new ServicesClash(name, named);
  }
  // JSON is also YAML.
  return JSON.stringify({ services: Object.fromEntries(services.map(({ name, service }) => [name, service])) });
}
