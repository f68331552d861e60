import { playThousandFrom } from './hundreds.ts';

playThousandFrom(1001);
