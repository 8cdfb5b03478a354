import { testTrajectories } from './test-trajectories.ts';

testTrajectories('losses');
