/** Where in a configuration: keys and positions from the root. */
export type Path = readonly (string | number)[];

/** Something that is wrong with a configuration, wherever that was read from. */
export interface Complaint {
  readonly path: Path;
  /** What is wrong. */
  readonly message: string;
  /** What to write instead. */
  readonly remedy: string;
}

/** A complaint about a file, with its place in the file. */
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

/** A path as people write it. */
export function pathText(path: Path): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}

/** Complaints about a part, as complaints about what it is part of. */
export function nestComplaints(path: Path, complaints: readonly Complaint[]): readonly Complaint[] {
  return complaints.map((complaint) => ({ ...complaint, path: [...path, ...complaint.path] }));
}
