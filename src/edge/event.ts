/** A header, cookie or query parameter of a request; of several with one name, `value` is one of them. */
export interface EdgeValue {
  value: string;
}

/** A cookie that a response sets. */
export interface EdgeCookie extends EdgeValue {
  /** The text after the value: `Path=/; Secure`. */
  attributes: string;
}

/** Values by name; the names of headers are in lower case. */
export interface EdgeValues<Value = EdgeValue> {
  [name: string]: Value | undefined;
}

/** The request of the viewer. */
export interface EdgeRequest {
  method: string;
  uri: string;
  querystring: EdgeValues;
  headers: EdgeValues;
  cookies: EdgeValues;
}

/** The response to the viewer. */
export interface EdgeResponse {
  statusCode: number;
  headers?: EdgeValues;
  cookies?: EdgeValues<EdgeCookie>;
  body?: { readonly encoding: 'text'; readonly data: string };
}

/**
 * The event that CloudFront gives to a function (CloudFront Developer Guide, "CloudFront Functions event structure"), as far as
 * it is used.
 */
export interface EdgeEvent {
  readonly context: {
    /** The same for a request and its response; not there when a function is only tested. */
    readonly requestId?: string;
  };
  readonly request: EdgeRequest;
}

/** The event after the origin or the cache answered. */
export interface EdgeResponseEvent extends EdgeEvent {
  readonly response: EdgeResponse;
}
