import * as z from 'zod/mini';

/** The app, and the workspace or organisation that requests are pinned to. */
export interface InstallationPins {
  readonly teamId: string;
  readonly appId: string;
  /** The Enterprise Grid organisation, where requests are pinned to it too. */
  readonly enterpriseId?: string;
}

/** The reasons to reject a request that Slack signed. */
export type RejectionReason = 'other-workspace' | 'other-enterprise' | 'other-app';

/** A request of the pinned app, from where it is pinned to. */
export interface Identity {
  /** True where it was said in the pinned workspace: the names of channels are unique in one workspace only. */
  readonly inWorkspace: boolean;
  /**
   * The pinned organisation, where the payload does not tell its members from guests over Slack Connect: the worker asks
   * Slack before it does anything. Null where the payload tells.
   */
  readonly askOrganisation: string | null;
}

const id = z.string().check(z.minLength(1));
const entity = z.nullish(z.object({ id }));

/** The origin fields of a typed command. Source: "Implementing slash commands" in Slack's documentation. */
const commandPlaces = z.object({
  team_id: z.nullish(z.string()),
  enterprise_id: z.nullish(z.string()),
});

/** The origin fields of a click or a form. Source: "Interaction payloads" in Slack's documentation. */
const interactionPlaces = z.object({
  is_enterprise_install: z.nullish(z.boolean()),
  team: z.nullish(z.object({ id, enterprise_id: z.nullish(z.string()) })),
  enterprise: entity,
  user: z.object({ team_id: z.nullish(z.string()) }),
  view: z.nullish(z.object({ app_installed_team_id: z.nullish(z.string()) })),
});

/** The origin fields of an event. Source: "Events API" in Slack's documentation, "authorizations". */
const eventPlaces = z.object({
  team_id: z.nullish(z.string()),
  enterprise_id: z.nullish(z.string()),
  authorizations: z.nullish(z.array(z.object({ enterprise_id: z.nullish(z.string()) }))),
});

/** The origin fields of a request of any kind. */
interface RequestOrigins {
  /** The workspace in which the app was used; null in an organisation-wide installation that names none. */
  readonly workspace: string | null;
  readonly organisations: readonly string[];
  /** The workspaces or organisations to which the person belongs, as far as the payload says so. */
  readonly homes: readonly string[];
  /** True when Slack sends this kind to people of the workspace only, as it does typed commands. */
  readonly isLocal: boolean;
  /** True for a kind that never says where its person belongs. */
  readonly isSilent: boolean;
}

const dropEmpty = (values: readonly (string | null | undefined)[]) => values.filter((value) => !!value) as string[];

function readOrigins(content: Readonly<Record<string, unknown>>): RequestOrigins | null {
  if (typeof content.command === 'string') {
    const { data } = z.safeParse(commandPlaces, content);
    if (!data?.team_id) return null;
    return {
      workspace: data.team_id,
      organisations: dropEmpty([data.enterprise_id]),
      homes: [],
      isLocal: true,
      isSilent: false,
    };
  }
  if (content.type === 'event_callback') {
    const { data } = z.safeParse(eventPlaces, content);
    if (!data?.team_id) return null;
    const installed = (data.authorizations ?? []).map(({ enterprise_id }) => enterprise_id);
    const organisations = dropEmpty([data.enterprise_id, ...installed]);
    return { workspace: data.team_id, organisations, homes: [], isLocal: false, isSilent: true };
  }
  const { data } = z.safeParse(interactionPlaces, content);
  if (data === undefined) return null;
  const { team, enterprise, user, view } = data;
  // In a form that was opened over Slack Connect `team` is the person's.
  const installed = view?.app_installed_team_id;
  const workspace = installed || team?.id || null;
  if (workspace === null && data.is_enterprise_install !== true) return null;
  return {
    workspace,
    organisations: dropEmpty([enterprise?.id, team?.enterprise_id]),
    homes: dropEmpty([user.team_id, installed ? team?.id : null]),
    isLocal: false,
    isSilent: false,
  };
}

const isOrganisation = (place: string) => place.startsWith('E');

/** The organisation that requests are pinned to: named as such, or in the place of the workspace. */
function findPinnedOrganisation({ teamId, enterpriseId }: InstallationPins): string | null {
  return enterpriseId ?? (isOrganisation(teamId) ? teamId : null);
}

/** Without a pinned organisation everything that the payload names has to be the pinned workspace. */
function identifyInWorkspace(
  { workspace, homes }: RequestOrigins,
  { teamId }: InstallationPins,
): Identity | RejectionReason {
  const isOurs = workspace === teamId && homes.every((home) => home === teamId);
  return isOurs ? { inWorkspace: true, askOrganisation: null } : 'other-workspace';
}

function identifyInOrganisation(
  places: RequestOrigins,
  { teamId }: InstallationPins,
  organisation: string,
): Identity | RejectionReason {
  const { workspace, organisations, homes, isLocal, isSilent } = places;
  if (organisations.length === 0 || organisations.some((one) => one !== organisation)) return 'other-enterprise';
  if ([workspace ?? '', ...homes].some((one) => isOrganisation(one) && one !== organisation)) return 'other-enterprise';
  const inWorkspace = workspace === teamId;
  const isKnown = (home: string) => home === teamId || home === organisation;
  const isTold = isLocal || (!isSilent && (homes.length === 0 ? inWorkspace : homes.every(isKnown)));
  return { inWorkspace, askOrganisation: isTold ? null : organisation };
}

/**
 * Decides whether a request that Slack signed is of the pinned app, and of the pinned workspace or organisation; a signature
 * proves Slack, not permission. One rule for typed commands, clicks and forms.
 *
 * A person of another workspace of the organisation and a guest over Slack Connect look the same in a click: the app's
 * workspace and organisation, and a foreign `user.team_id`. Such a click is let in only with the organisation pinned, and
 * marked so that the worker asks Slack. Without it, or from another organisation's id, it is refused here.
 */
export function identify(
  content: Readonly<Record<string, unknown>>,
  pins: InstallationPins,
): Identity | RejectionReason {
  const places = readOrigins(content);
  if (places === null) return 'other-workspace';
  const organisation = findPinnedOrganisation(pins);
  const found =
    organisation === null ? identifyInWorkspace(places, pins) : identifyInOrganisation(places, pins, organisation);
  return typeof found !== 'string' && content.api_app_id !== pins.appId ? 'other-app' : found;
}
