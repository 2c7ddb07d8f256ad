import type { DiscoverySettings, DiscoverySource } from '../ports/discovery-source.ts';
import type { Log } from '../ports/log.ts';
import { failedAnswer, foundAnswer, preflight } from './answer.ts';
import type { HttpResult } from './http.ts';
import { environmentForArm, everyoneOnStable, locateUser } from './place.ts';
import { type Question, readRequest } from './request.ts';

/** Answers an event of an HTTP API, and never throws: a failure becomes an error answer. */
export type DiscoveryHandler = (event: unknown) => Promise<HttpResult>;

/** The dependencies of discovery. */
interface Parts {
  readonly source: DiscoverySource;
  readonly log: Log;
}

const unknownService = { status: 404, code: 'unknown-service', message: 'There is no such service.' };
const unreadable = {
  status: 503,
  code: 'unavailable',
  message: 'This cannot be told now. Stay where you are, or use stable.',
};

/**
 * Creates the handler of `GET /discovery/<service>?user=<id>`, which answers with a user's arm and the URL of every action in
 * it.
 */
export function createDiscovery({ source, log }: Parts): DiscoveryHandler {
  const tell = async (question: Question, discovery: DiscoverySettings, origin: string | null): Promise<HttpResult> => {
    const { stable } = discovery;
    const record = await source.record(question.service);
    if (record === 'unreadable') {
      // Only the record says which environment is stable: a guess could lead to the one that is being deployed to.
      if (stable !== null) return failedAnswer(unreadable, origin, discovery);
      return foundAnswer({ question, discovery, place: everyoneOnStable, side: null, isSure: false, origin });
    }
    const place = locateUser(record, question.room ?? question.user);
    const side = stable === null ? null : environmentForArm(place.arm, record, stable);
    return foundAnswer({ question, discovery, place, side, isSure: true, origin });
  };

  return async (event) => {
    const request = readRequest(event);
    if (request.kind === 'refused') return failedAnswer(request, request.origin, null);
    const { origin } = request;
    const service = request.kind === 'preflight' ? request.service : request.question.service;
    try {
      const discovery = await source.settings(service);
      if (discovery === null) return failedAnswer(unknownService, origin, null);
      if (request.kind === 'preflight') return preflight(origin, discovery);
      const result = await tell(request.question, discovery, origin);
      return request.wantsBody ? result : { ...result, body: '' };
    } catch (error) {
      log.error({ service, error }, 'discovery could not answer');
      return failedAnswer(unreadable, origin, null);
    }
  };
}
