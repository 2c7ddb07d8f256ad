import { listed, type Template } from './templates/template.ts';

/** What a resource refers to, with `Ref`, `GetAtt`, `Sub` or `DependsOn`, wherever in it. */
function referencesIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref') return [String(inner)];
    if (key === 'Fn::GetAtt') return [String(inner[0])];
    if (key === 'Fn::Sub') return [...String(inner).matchAll(/\$\{([\w:]+)[^}]*\}/g)].map(([, name]) => String(name));
    if (key === 'DependsOn') return listed<string>(inner);
    return referencesIn(inner);
  });
}

/** References to nothing, and resources that could only be made after themselves; empty when the stack can be made. */
export function impossible({ Resources }: Template): readonly string[] {
  const graph = new Map(
    Object.entries(Resources).map(([id, resource]) => [
      id,
      referencesIn(resource).filter((name) => !name.startsWith('AWS::')),
    ]),
  );
  const dangling = [...graph].flatMap(([id, names]) =>
    names.filter((name) => !graph.has(name)).map((name) => `${id}: there is no ${name}`),
  );
  const reaches = (from: string, to: string, seen: Set<string>): boolean =>
    (graph.get(from) ?? []).some((name) => {
      if (name === to) return true;
      if (seen.has(name)) return false;
      seen.add(name);
      return reaches(name, to, seen);
    });
  const circular = [...graph.keys()].filter((id) => reaches(id, id, new Set()));
  return [...dangling, ...circular.map((id) => `${id}: waits for itself`)];
}
