/** A header, cookie or query parameter of a request; of several with one name, `value` is one of them. */
export interface EdgeValue {
  value: string;
}

/** A cookie that a response sets. */
export interface EdgeCookie extends EdgeValue {
  /** Everything behind the value: `Path=/; Secure`. */
  attributes: string;
}

/** Values by name; the names of headers are in lower case. */
export interface EdgeValues<Value = EdgeValue> {
  [name: string]: Value | undefined;
}

/** What the viewer asks for. */
export interface EdgeRequest {
  method: string;
  uri: string;
  querystring: EdgeValues;
  headers: EdgeValues;
  cookies: EdgeValues;
}

/** What the viewer is answered. */
export interface EdgeResponse {
  statusCode: number;
  headers?: EdgeValues;
  cookies?: EdgeValues<EdgeCookie>;
  body?: { readonly encoding: 'text'; readonly data: string };
}

/** What CloudFront hands to a function (CloudFront Developer Guide, "CloudFront Functions event structure"), as far as it is used. */
export interface EdgeEvent {
  readonly context: {
    /** The same for a request and its response; not there when a function is only tested. */
    readonly requestId?: string;
  };
  readonly request: EdgeRequest;
}

/** The same behind the origin or the cache. */
export interface EdgeResponseEvent extends EdgeEvent {
  readonly response: EdgeResponse;
}
