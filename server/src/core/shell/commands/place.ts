import type { Certainty, FileEffect, Invocation, Word, WriteOrigin } from "../syntax.ts";

/** Where a file is, as a command names it. */
export interface Place {
  /** The word that names it, or that makes the command touch it. */
  readonly word: Word;
  /** The path, where it is not the word's value: absolute, relative, or below the home with `~/`. */
  readonly path?: string;
  /** Makes the path from the word's value; undefined where that names no file. */
  readonly derive?: (value: string) => string | undefined;
  /** The word whose span the path gets, if not `word`: the folder that a file is copied to. */
  readonly shownAt?: Word;
  /** Where a relative path starts, if not in the working directory. */
  readonly directory?: Word | undefined;
  /** The path is a shell pattern though its word is none. */
  readonly isPattern?: boolean;
}

/** A move or copy before its paths are resolved. */
export interface Transfer {
  readonly kind: "move" | "copy";
  readonly source: Place;
  readonly target: Place;
  readonly certainty?: Certainty;
}

/** Any other `FileEffect` before its path is resolved. */
export type SingleTouch = (
  | {
      readonly kind: "write";
      readonly how: (FileEffect & { readonly kind: "write" })["how"];
      readonly origin: WriteOrigin;
      readonly isDirectory?: boolean;
      readonly mode?: Word | undefined;
    }
  | { readonly kind: "remove"; readonly isRecursive: boolean }
  | { readonly kind: "mode"; readonly mode: Word; readonly isRecursive: boolean }
  | { readonly kind: "owner"; readonly owner: Word; readonly isRecursive: boolean }
  | { readonly kind: "capability"; readonly capability: Word | undefined }
  | { readonly kind: "read" }
) & { readonly target: Place; readonly certainty?: Certainty };

export type Touch = Transfer | SingleTouch;

/** What a command does to files, from its arguments alone. */
export type CommandFiles = (invocation: Invocation) => readonly Touch[];

/** A place named by a word as it stands. */
export function at(word: Word, directory?: Word): Place {
  return { word, directory };
}

/** The command reads these files; `-` is standard input. */
export function reads(words: readonly Word[], directory?: Word): readonly Touch[] {
  return words.map((word) => ({ kind: "read", target: at(word, directory) }));
}

/** The command writes a file anew. */
export function writes(target: Place, origin: WriteOrigin): Touch {
  return { kind: "write", target, how: "replace", origin };
}

/** The command adds to a file, or makes it. */
export function appends(target: Place, origin: WriteOrigin): Touch {
  return { kind: "write", target, how: "append", origin };
}

/** The command adds to a directory, or makes it. */
export function fillsDirectory(target: Place, origin: WriteOrigin, mode?: Word): Touch {
  return { kind: "write", target, how: "append", origin, isDirectory: true, mode };
}

/** The word that stands for the command where no argument names the file: its own name. */
export function ownWord(invocation: Invocation): readonly Word[] {
  return invocation.nameWord === undefined ? [] : [invocation.nameWord];
}
