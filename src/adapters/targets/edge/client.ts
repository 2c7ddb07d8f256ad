// What is signed for a store counts in every region; the SDK asks for the signer of such requests to be brought along.
import '@aws-sdk/signature-v4a';
import {
  CloudFrontKeyValueStoreClient,
  type CloudFrontKeyValueStoreClientConfig,
} from '@aws-sdk/client-cloudfront-keyvaluestore';

/** A client of CloudFront's KeyValueStore. Few services have a target at the edge, so who wires it loads this when it is needed. */
export function edgeClient(config: CloudFrontKeyValueStoreClientConfig): CloudFrontKeyValueStoreClient {
  return new CloudFrontKeyValueStoreClient(config);
}
