import type { Figures } from '../monitoring/metrics.ts';

/** What a worker tells the process that started it. */
export type FromWorker =
  | { readonly begun: Begun }
  | { readonly takesNoMore: true }
  | { readonly news: readonly News[] }
  | { readonly figures: Figures }
  | { readonly withoutFigures: string };

/** What a worker is told. */
export type ToWorker =
  | { readonly news: readonly News[] }
  | { readonly asked: 'figures' }
  /** Clients may be sent away: nobody takes connections any more, or the others go on. */
  | { readonly mayBeLeft: true };

/** It answers from now on. */
export interface Begun {
  /** Such as `http://localhost:4000`. */
  readonly origin: string;
  /** Whether anyone can log in with the demo's credentials. */
  readonly hasDemo: boolean;
}

/** Of one matter; what it says is between those who tell and those who hear. */
export interface News {
  readonly about: 'spending' | 'logIns';
  readonly said: unknown;
}

/** Milliseconds in which news gather, so that telling costs the same however much there is to tell. */
export const SOON = 20;
