// A Lambda function that shows rollouts as deployments on GitHub: one deployment a rollout, and a status for each change.
// Behind a rule on Serin's bus, as template.yml has it. It needs GITHUB_REPOSITORY (owner/name), GITHUB_TOKEN (a token that may
// write deployments), and a tag or branch with the name of the version. GITHUB_API is for GitHub Enterprise, and for its test.

/** The part of Serin's event that is used here (docs/guides/events.md). */
interface RolloutEvent {
  readonly type: string;
  readonly service: string;
  readonly rollout: string;
  readonly canary: string;
  readonly reason: string | null;
  readonly weight: number;
  readonly card: string | null;
}

/** The state of a deployment on GitHub after each event; events that are not here change nothing there. */
const STATES: Readonly<Record<string, string>> = {
  'Rollout Started': 'in_progress',
  'Rollout Step Changed': 'in_progress',
  'Rollout Held': 'pending',
  'Rollout Rolling Back': 'failure',
  'Rollout Rolled Back': 'failure',
  'Rollout Completed': 'success',
};

async function github(path: string, body?: object): Promise<unknown> {
  const { GITHUB_API = 'https://api.github.com', GITHUB_REPOSITORY, GITHUB_TOKEN } = process.env;
  const answer = await fetch(`${GITHUB_API}/repos/${GITHUB_REPOSITORY}/${path}`, {
    headers: { accept: 'application/vnd.github+json', authorization: `Bearer ${GITHUB_TOKEN}` },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  });
  // Lambda tries again; what was done by then is found.
  if (!answer.ok) throw new Error(`GitHub answered ${answer.status} to ${path.split('?')[0]}`);
  return answer.json();
}

/** Finds the deployment of a rollout by its task, or makes it. */
async function deploymentOf({ service, rollout, canary }: RolloutEvent): Promise<number> {
  const task = `serin:${rollout}`;
  const [known] = (await github(`deployments?task=${encodeURIComponent(task)}`)) as readonly { readonly id: number }[];
  if (known !== undefined) return known.id;
  const deployment = { ref: canary, task, environment: service, auto_merge: false, required_contexts: [] };
  return ((await github('deployments', deployment)) as { readonly id: number }).id;
}

/** @param event an event of Serin's bus */
export async function handler({ detail }: { readonly detail: RolloutEvent }): Promise<void> {
  const state = STATES[detail.type];
  if (state === undefined) return;
  const description = (detail.reason ?? `${detail.canary} has ${detail.weight}% of the traffic`).slice(0, 140);
  const id = await deploymentOf(detail);
  await github(`deployments/${id}/statuses`, { state, description, ...(detail.card && { log_url: detail.card }) });
}
