import { memo, useState } from 'react';
import type { StackPart, UserGroup } from '../../live/parts.ts';
import { milliseconds } from '../format.ts';

/** The look of a group: the role of its environment, or mixed. */
type Look = 'fallback' | 'active' | 'mixed' | 'none';

/** The users of a stack: one square each, in the colour of the version that the user has in all layers. */
export function Users({ stack }: { readonly stack: StackPart }) {
  const { groups, users, mismatches, changeovers, center } = stack;
  const [pointed, setPointed] = useState<number | null>(null);
  const userGroup = (user: number): UserGroup | undefined => groups[Number.parseInt(users[user] ?? '', 36)];
  const groupLook = (group: UserGroup | undefined): Look => {
    if (group === undefined || center === null) return 'none';
    if (group.isMixed) return 'mixed';
    return group.side === center.active ? 'active' : 'fallback';
  };
  const userTitle = (user: number) => `user-${user}: ${describeGroup(userGroup(user))}`;
  return (
    <section className="panel users" aria-label="Users">
      <header>
        <h2>Each user, one version</h2>
        <span className="quiet number">
          {pointed === null ? `${users.length} users, as last seen` : userTitle(pointed)}
        </span>
      </header>
      <ul className="user-groups" aria-label="What the users have">
        {groups.map((group) => (
          <li key={`${group.side} ${group.version} ${group.isMixed}`} data-look={groupLook(group)}>
            <span className="user-sign" aria-hidden="true" />
            <strong className="number">{group.count}</strong> {describeGroup(group)}
          </li>
        ))}
        {groups.length === 0 && <li className="quiet">Nobody has come yet.</li>}
      </ul>
      <div
        className="user-grid"
        role="listbox"
        aria-label="Users, arrow keys go from one to the next"
        aria-activedescendant={pointed === null ? undefined : `user-${pointed}`}
        tabIndex={0}
        onKeyDown={(event) => {
          const next = nextUser(event.key, pointed, event.currentTarget);
          if (next === null) return;
          event.preventDefault();
          setPointed(Math.min(users.length - 1, Math.max(0, next)));
        }}
        onBlur={() => setPointed(null)}
        onPointerLeave={() => setPointed(null)}
        onPointerOver={({ target }) => {
          const { user } = (target as HTMLElement).dataset;
          if (user !== undefined) setPointed(Number(user));
        }}
      >
        {Array.from(users, (_, user) => (
          <User
            // biome-ignore lint/suspicious/noArrayIndexKey: a user is known by the number
            key={user}
            user={user}
            look={groupLook(userGroup(user))}
            said={userTitle(user)}
            isPointed={user === pointed}
          />
        ))}
      </div>
      <dl className="user-facts">
        <Fact
          name="Two versions at once"
          value={String(mismatches.pages.sinceStart)}
          of={`of ${formatCount(mismatches.of.pages.sinceStart)} pages since the start`}
          isBad={mismatches.pages.sinceStart > 0}
        />
        <Fact
          name="Users moved"
          value={String(changeovers.moved)}
          of={`${changeovers.withinPage} while a page was loading`}
        />
        <Fact
          name="Longest changeover"
          value={changeovers.withinPage === 0 ? '–' : milliseconds(changeovers.longestMs)}
          of="to the last request on the old environment"
        />
      </dl>
      {mismatches.newest.length > 0 && (
        <p className="quiet mismatch">
          The newest: {mismatches.newest.at(-1)?.user} met {mismatches.newest.at(-1)?.through}
        </p>
      )}
    </section>
  );
}

/** Returns the position that a key leads to in the grid, also past its ends; null for any other key. */
function nextUser(key: string, pointed: number | null, grid: HTMLElement): number | null {
  const columns = getComputedStyle(grid).gridTemplateColumns.split(' ').length;
  const steps: Readonly<Record<string, number>> = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: columns,
    ArrowUp: -columns,
    Home: Number.NEGATIVE_INFINITY,
    End: Number.POSITIVE_INFINITY,
  };
  const by = steps[key];
  if (by === undefined) return null;
  return pointed === null && Number.isFinite(by) ? 0 : (pointed ?? 0) + by;
}

interface UserProps {
  readonly user: number;
  readonly look: Look;
  readonly said: string;
  readonly isPointed: boolean;
}

const User = memo(function User({ user, look, said, isPointed }: UserProps) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names the one that is pointed at
    <span
      id={`user-${user}`}
      role="option"
      aria-selected={isPointed}
      aria-label={said}
      className="user-sign"
      data-user={user}
      data-look={look}
    />
  );
});

interface FactProps {
  readonly name: string;
  readonly value: string;
  readonly of: string;
  readonly isBad?: boolean;
}

function Fact({ name, value, of, isBad = false }: FactProps) {
  return (
    <div data-bad={isBad}>
      <dt>{name}</dt>
      <dd>
        <strong className="number">{value}</strong>
        <span className="quiet">{of}</span>
      </dd>
    </div>
  );
}

function describeGroup(group: UserGroup | undefined): string {
  if (group === undefined) return 'has not come yet';
  const version = group.version.replaceAll('+', ' and ');
  return `${version} on environment ${group.side}${group.isMixed ? ', mixed' : ''}`;
}

const amounts = new Intl.NumberFormat('en-GB');

function formatCount(count: number): string {
  return amounts.format(count);
}
