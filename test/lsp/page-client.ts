export interface PageDocument {
  readonly uri: string;
  readonly languageId: string;
  readonly text: string;
}

/** What a test calls in the page whose worker is the server. */
export interface PageClient {
  /** Sends a request and returns what the server answers. */
  request(method: string, params: unknown): Promise<unknown>;
  notify(method: string, params: unknown): Promise<void>;
  /** Opens documents one after the other, asks for the findings of each, and closes it. */
  check(documents: readonly PageDocument[]): Promise<readonly unknown[]>;
  /** Sets what the section `hullcheck` says. */
  configure(settings: unknown): Promise<void>;
  /** Sets the files of the workspace, by their addresses. */
  give(files: Readonly<Record<string, string>>): void;
}
