import { describe, expect, test } from 'vitest';
import {
  type Identity,
  type InstallationPins,
  identify,
  type RejectionReason,
} from '../../../../src/adapters/slack/inbound/identity.ts';

const workspace: InstallationPins = { teamId: 'T1', appId: 'A1' };
const grid: InstallationPins = { ...workspace, enterpriseId: 'E1' };
const wide: InstallationPins = { teamId: 'E1', appId: 'A1' };

const here: Identity = { inWorkspace: true, askOrganisation: null };
const elsewhere: Identity = { inWorkspace: false, askOrganisation: null };

/** A click as an Enterprise Grid organisation sends it, unless it says otherwise. */
const click = (other: object) => ({
  type: 'block_actions',
  api_app_id: 'A1',
  team: { id: 'T1', domain: 'd', enterprise_id: 'E1', enterprise_name: 'org' },
  enterprise: { id: 'E1', name: 'org' },
  is_enterprise_install: false,
  user: { id: 'W1', name: 'p', team_id: 'T1' },
  container: { type: 'message', message_ts: '1.1', channel_id: 'C1' },
  trigger_id: '1.1',
  channel: { id: 'C1', name: 'deploys' },
  response_url: 'https://hooks.slack.example/1',
  actions: [{ type: 'button', action_id: 'serin:approve', block_id: 'b', value: 'v', action_ts: '1.1' }],
  ...other,
});
const by = (team_id: string) => ({ user: { id: 'W1', name: 'p', team_id } });
const installedWide = { team: null, is_enterprise_install: true };
const slash = (other: object) => ({
  command: '/canary',
  api_app_id: 'A1',
  team_id: 'T1',
  enterprise_id: 'E1',
  ...other,
});
const form = (other: object) => ({ ...click({ type: 'view_submission', ...other }), actions: undefined });

describe('with the organisation pinned', () => {
  test.each<[string, object, Identity | RejectionReason]>([
    ['a click by a member of the workspace', click({}), here],
    [
      'a click by a member of another workspace, whom the payload does not tell from a guest',
      click(by('T2')),
      { inWorkspace: true, askOrganisation: 'E1' },
    ],
    ['a click by somebody whose home is the organisation', click(by('E1')), here],
    ['a click in an installation for the whole organisation', click({ ...installedWide, ...by('E1') }), elsewhere],
    [
      'such a click by a member of some workspace',
      click({ ...installedWide, ...by('T2') }),
      { inWorkspace: false, askOrganisation: 'E1' },
    ],
    [
      'such a click by somebody without a home',
      click({ ...installedWide, user: { id: 'W1' } }),
      { inWorkspace: false, askOrganisation: 'E1' },
    ],
    ['such a click by a member of the pinned workspace', click({ ...installedWide, ...by('T1') }), elsewhere],
    ['a click without a workspace that is not installed so', click({ team: null }), 'other-workspace'],
    [
      'a click in another workspace of the organisation',
      click({ team: { id: 'T2', enterprise_id: 'E1' }, ...by('E1') }),
      elsewhere,
    ],
    ['a click in another organisation', click({ enterprise: { id: 'E2' } }), 'other-enterprise'],
    [
      'a click whose workspace is of another organisation',
      click({ team: { id: 'T1', enterprise_id: 'E2' } }),
      'other-enterprise',
    ],
    ['a click in no organisation', click({ enterprise: null, team: { id: 'T1' } }), 'other-enterprise'],
    ['a click by a guest who is of another organisation', click(by('E2')), 'other-enterprise'],
    [
      'a click by such a guest in an installation for all',
      click({ ...installedWide, ...by('E2') }),
      'other-enterprise',
    ],
    ['a click in another app', click({ api_app_id: 'A2' }), 'other-app'],
    ['a click by a member of another workspace in another app', click({ ...by('T2'), api_app_id: 'A2' }), 'other-app'],
    [
      'an opening of the Home, which never says where its person belongs',
      { type: 'event_callback', api_app_id: 'A1', team_id: 'T1', enterprise_id: 'E1', authorizations: [] },
      { inWorkspace: true, askOrganisation: 'E1' },
    ],
    ['a command in the workspace', slash({}), here],
    ['a command in another workspace of the organisation', slash({ team_id: 'T2' }), elsewhere],
    ['a command of another organisation', slash({ enterprise_id: 'E2' }), 'other-enterprise'],
    ['a command of no organisation', slash({ enterprise_id: '' }), 'other-enterprise'],
    ['a command without a workspace', slash({ team_id: '' }), 'other-workspace'],
    ['a command of another app', slash({ api_app_id: 'A2' }), 'other-app'],
    ['a form of a member', form({}), here],
    [
      'a form that was opened in the workspace by somebody of another one',
      form({ team: { id: 'T9' }, ...by('T9'), view: { app_installed_team_id: 'T1' } }),
      { inWorkspace: true, askOrganisation: 'E1' },
    ],
    [
      'a form by a guest whose own organisation is named',
      form({ team: { id: 'T9', enterprise_id: 'E9' }, ...by('T9'), view: { app_installed_team_id: 'T1' } }),
      'other-enterprise',
    ],
    ['a form of an installation for the whole organisation', form({ ...installedWide, ...by('E1') }), elsewhere],
  ])('%s', (_what, content, identity) => {
    expect(identify({ ...content }, grid)).toEqual(identity);
  });
});

describe('with the workspace pinned alone', () => {
  test.each<[string, object, Identity | RejectionReason]>([
    ['a click by a member', click({}), here],
    ['a click by a member, where no home is said', click({ user: { id: 'U1' } }), here],
    ['a click by somebody of another workspace', click(by('T2')), 'other-workspace'],
    ['a click by somebody whose home is an organisation', click(by('E1')), 'other-workspace'],
    [
      'a click in an installation for a whole organisation',
      click({ ...installedWide, ...by('T1') }),
      'other-workspace',
    ],
    [
      'a form by somebody of another workspace',
      form({ team: { id: 'T9' }, ...by('T1'), view: { app_installed_team_id: 'T1' } }),
      'other-workspace',
    ],
    ['a form that was opened in another workspace', form({ view: { app_installed_team_id: 'T2' } }), 'other-workspace'],
    ['a command of the workspace', slash({}), here],
    ['a command of another workspace', slash({ team_id: 'T2' }), 'other-workspace'],
    ['a click without a person', click({ user: undefined }), 'other-workspace'],
    ['a click whose person is a text', click({ user: 'U1' }), 'other-workspace'],
  ])('%s', (_what, content, identity) => {
    expect(identify({ ...content }, workspace)).toEqual(identity);
  });
});

test('an organisation that is pinned in the place of the workspace counts as the pinned organisation', () => {
  expect(identify(click({ ...installedWide, ...by('E1') }), wide)).toEqual(elsewhere);
  expect(identify(click({ ...installedWide, ...by('E2') }), wide)).toBe('other-enterprise');
  expect(identify(slash({ team_id: 'T2' }), wide)).toEqual(elsewhere);
});
