import { testTrajectories } from './test-trajectories.ts';

testTrajectories('poolings');
