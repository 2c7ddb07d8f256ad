// What `serin/routing` is made of: the one place that says what is public, and so the one barrel of the house.
export { type Arm, armOf, bucketOf, saltOf } from './arm.ts';
export { type ArmMetricsOptions, recordRequests, withArmMetrics } from './arm-metrics.ts';
export { type CarriedDecision, choose, dropDecisions, readDecision, writeDecision } from './carried-decision.ts';
export { fromSns, fromSqs, type MessageAttribute, toAttributes } from './carry-attributes.ts';
export { fromHttp, type HttpHeaders, toHttp } from './carry-http.ts';
export { fromEventBridge, fromInvoke, fromKinesis, type Payload, toKinesis, toPayload } from './carry-payload.ts';
export { chainText, type Hop, isMixed, withHop } from './chain.ts';
export { toClientContext } from './client-context.ts';
