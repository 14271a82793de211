/** What the site uses of it. */
interface Answer {
  statusCode: number;
  body?: string;
  revision?: string;
}
interface Remote {
  connected: boolean;
  href?: string | null;
  userAddress?: string | null;
  configure(settings: { token: string }): void;
  get(path: string): Promise<Answer>;
  put(
    path: string,
    body: string,
    type: string,
    only: { ifMatch?: string; ifNoneMatch?: string },
  ): Promise<Answer>;
  delete(path: string, only: { ifMatch?: string }): Promise<Answer>;
}
export default class RemoteStorage {
  static Authorize: { getLocation(): URL };
  constructor(settings: { cache: boolean; disableFeatures: string[] });
  access: { claim(scope: string, mode: "r" | "rw"): void };
  remote: Remote;
  connect(address: string): void;
  disconnect(): void;
  on(event: string, listener: (error: Error) => void): void;
}
