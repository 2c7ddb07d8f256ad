import { useRemembered } from '../remembered.ts';
import type { World } from '../store.ts';
import { type Story, stories } from './stories.ts';
import type { RunningStory } from './use-story.ts';

interface StoriesProps {
  readonly world: World;
  readonly story: RunningStory;
  /** Shows the service of a story. */
  readonly onService: (name: string) => void;
}

/** The stories that a visitor can try; each plays itself after one click. */
export function Stories({ world, story, onService }: StoriesProps) {
  const [isOpen, setOpen] = useRemembered('serin.stories', 'open', isOpenOrClosed);
  const playable = stories.filter(({ service }) => world.services.some(({ name }) => name === service));
  if (playable.length === 0 || !world.about.hasUsers) return null;
  return (
    <details
      className="stories"
      open={isOpen === 'open'}
      onToggle={(event) => setOpen(event.currentTarget.open ? 'open' : 'closed')}
    >
      <summary>What to try</summary>
      <div className="story-cards">
        {playable.map((each) => (
          <StoryCard
            key={each.id}
            story={each}
            running={story}
            isBusy={isBusy(world, each)}
            onBegin={() => {
              onService(each.service);
              story.begin(each);
            }}
          />
        ))}
      </div>
    </details>
  );
}

function isOpenOrClosed(value: string): value is 'open' | 'closed' {
  return value === 'open' || value === 'closed';
}

function isBusy({ services }: World, { service }: Story): boolean {
  const rollout = services.find(({ name }) => name === service)?.rollout ?? null;
  return rollout !== null && rollout.phase.over === null;
}

interface StoryCardProps {
  readonly story: Story;
  readonly running: RunningStory;
  readonly isBusy: boolean;
  readonly onBegin: () => void;
}

function StoryCard({ story, running, isBusy, onBegin }: StoryCardProps) {
  const isMine = running.story?.id === story.id;
  const isPlaying = isMine && !running.isOver;
  return (
    <article className="story" data-playing={isPlaying}>
      <div className="story-head">
        <h2>{story.title}</h2>
        {isPlaying ? (
          <button type="button" className="button small" onClick={running.stop}>
            Leave
          </button>
        ) : (
          <button
            type="button"
            className="button small primary"
            disabled={isBusy || (running.story !== null && !running.isOver)}
            title={isBusy ? `A rollout of ${story.service} is running.` : undefined}
            aria-label={`Play: ${story.title}`}
            onClick={onBegin}
          >
            {isMine ? 'Again' : 'Play'}
          </button>
        )}
      </div>
      <p role="status">{isMine && running.tells !== '' ? running.tells : story.text}</p>
      <div className="story-steps" aria-hidden="true">
        {story.steps.map((_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the dots only count
          <span key={index} data-done={isMine && index < running.done} />
        ))}
      </div>
    </article>
  );
}
