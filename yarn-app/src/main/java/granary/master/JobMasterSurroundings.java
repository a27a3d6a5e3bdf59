package granary.master;

import java.time.InstantSource;
import java.util.concurrent.Executor;

/**
 * What a master runs in.
 *
 * @param clock its time
 * @param loop runs what it is given on the master's thread, later
 * @param seed of its random choices
 */
record JobMasterSurroundings(InstantSource clock, Executor loop, long seed) {}
