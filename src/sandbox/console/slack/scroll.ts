import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

/** The distance to the end that counts as being there, in pixels. */
const NEAR = 80;

/**
 * Keeps a list scrolled to its end while its reader is there, and leaves it alone while they read further up.
 * @param mark Changes when there is a new entry
 */
export function useStickToEnd<T extends HTMLElement>(mark: unknown): RefObject<T | null> {
  const list = useRef<T>(null);
  const isAtEnd = useRef(true);
  useEffect(() => {
    const element = list.current;
    if (element === null) return;
    const onScroll = () => {
      isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => element.removeEventListener('scroll', onScroll);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the mark says that there is something to scroll to
  useLayoutEffect(() => {
    if (isAtEnd.current) list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [mark]);
  return list;
}
