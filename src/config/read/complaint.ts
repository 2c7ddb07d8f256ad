/** A position in a configuration: keys and indexes from the root. */
export type Path = readonly (string | number)[];

/** A problem of a configuration, whatever its source. */
export interface Complaint {
  readonly path: Path;
  /** The problem, in a sentence. */
  readonly message: string;
  /** The remedy: a correct value to write instead. */
  readonly remedy: string;
}

/** A complaint about a file, with its position in the file. */
export interface Problem {
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** For people: `services.checkout.plan[2].bake`; empty for the whole file. */
  readonly path: string;
  readonly message: string;
  readonly remedy: string;
}

/** Returns a path as people write it. */
export function pathText(path: Path): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}

/** Returns complaints about a part with paths from the whole. */
export function nestComplaints(path: Path, complaints: readonly Complaint[]): readonly Complaint[] {
  return complaints.map((complaint) => ({ ...complaint, path: [...path, ...complaint.path] }));
}
