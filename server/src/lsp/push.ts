/** Publishes findings for clients that do not pull. Only the newest version of a document is checked. */
export class Pusher {
  private readonly changes = new Map<string, number>();
  private readonly nextTurn: () => Promise<void>;
  private readonly publish: (uri: string) => Promise<void>;

  constructor(nextTurn: () => Promise<void>, publish: (uri: string) => Promise<void>) {
    this.nextTurn = nextTurn;
    this.publish = publish;
  }

  /** To be called when a document may have other findings now. */
  async change(uri: string): Promise<void> {
    const change = (this.changes.get(uri) ?? 0) + 1;
    this.changes.set(uri, change);
    // A change that is waiting already is read between these turns; it makes this one out of date.
    await this.nextTurn();
    await this.nextTurn();
    if (this.changes.get(uri) !== change) return;
    this.changes.delete(uri);
    await this.publish(uri);
  }
}
