/** A small mistake that somebody could make, and that must not go unnoticed. */
export interface Bug {
  /** What the program would do with it. */
  readonly title: string;
  /** The file below the root of the project. */
  readonly file: string;
  /** A text that stands in the file once, and what would stand there instead. */
  readonly from: string;
  readonly to: string;
}
