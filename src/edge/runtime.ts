/** The key value store that a function reads while it runs. */
export interface KeyValueStore {
  /** @throws when there is no such key, or the store does not answer. */
  get(key: string): Promise<string>;
}

/** Another origin for a request; missing fields stay as in the distribution. */
export interface RequestOrigin {
  readonly domainName: string;
  readonly originPath: string;
  readonly originAccessControlConfig:
    | { readonly enabled: false }
    | {
        readonly enabled: true;
        readonly signingBehavior: 'always';
        readonly signingProtocol: 'sigv4';
        readonly originType: 's3';
      };
  readonly customOriginConfig?: {
    readonly port: number;
    readonly protocol: 'https';
    readonly sslProtocols: readonly 'TLSv1.2'[];
  };
}

interface CloudFront {
  /** The one store that is associated with the function. */
  kvs(): KeyValueStore;
  /** At the viewer request only. */
  updateRequestOrigin(origin: RequestOrigin): void;
}

interface Hashing {
  createHmac(name: 'sha256', key: string): { update(text: string): { digest(encoding: 'base64url'): string } };
}

/** The build begins a function with the imports of these two. */
declare const cf: CloudFront;
declare const hashing: Hashing;

/**
 * The modules `cloudfront` and `crypto` of CloudFront Functions, runtime 2.0, as far as they are used (CloudFront Developer
 * Guide, "Helper methods for key value stores", "Helper methods for origin modification", "Built-in modules").
 */
export const runtime = { cloudfront: cf, crypto: hashing };
