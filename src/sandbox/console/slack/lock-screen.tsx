import { calendarDay, capitalize, clockTime, formatDuration } from '../format.ts';
import serin from '../serin.svg';
import type { World } from '../store.ts';
import { pushText } from './push-text.ts';

/** The number of notifications on one screen. */
const SHOWN = 5;

interface LockScreenProps {
  readonly world: World;
  readonly person: string;
  /** Opens the message of a notification. */
  readonly onOpen: (channel: string, ts: string) => void;
}

/**
 * The locked phone of one person. Slack pushes a message that mentions them, once, as it was posted. Source: "Guide to Slack
 * notifications" in Slack's help center.
 */
export function LockScreen({ world: { about, clock, messages }, person, onOpen }: LockScreenProps) {
  const { id = '' } = about.people.find(({ name }) => name === person) ?? {};
  const names = Object.fromEntries([...about.people, ...about.groups].map((each) => [each.id, each.name]));
  const pushed = messages.flatMap(({ push, ...message }) => (push?.to.includes(id) ? [{ push, ...message }] : []));
  return (
    <section className="messages phone-place" aria-label={`Phone of ${capitalize(person)}`}>
      <div className="phone">
        <p className="phone-day">{calendarDay(clock.now)}</p>
        <p className="phone-time">{clockTime(clock.now)}</p>
        {pushed.length === 0 && <p className="phone-quiet">Nothing has mentioned {capitalize(person)}.</p>}
        <ol aria-label="Notifications">
          {pushed
            .slice(-SHOWN)
            .toReversed()
            .map(({ push, channel, ts, at }) => (
              <li key={ts}>
                <button type="button" onClick={() => onOpen(channel, ts)}>
                  <img src={serin} alt="" width="30" height="30" />
                  <span className="push-head">
                    <strong>Serin in #{about.channels.find((each) => each.id === channel)?.name}</strong>
                    <time dateTime={new Date(at).toISOString()}>{ageText(clock.now - at)}</time>
                  </span>
                  <span className="push-text">{pushText(push.text, names)}</span>
                </button>
              </li>
            ))}
        </ol>
        {pushed.length > SHOWN && <p className="phone-quiet">{pushed.length - SHOWN} older</p>}
      </div>
    </section>
  );
}

/** Returns how long ago something was, as a phone says it: `now`, `4 min ago`. */
function ageText(ms: number): string {
  return ms < 60_000 ? 'now' : `${formatDuration(ms)} ago`;
}
