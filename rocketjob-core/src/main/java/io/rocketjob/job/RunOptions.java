package io.rocketjob.job;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * How a run is watched.
 *
 * @param interruptible whether its thread is interrupted when it is cancelled
 * @param timeout how long it may take, or {@code null}
 * @param logger the logger of the job class
 * @param observation observes the run
 */
record RunOptions(boolean interruptible, @Nullable Duration timeout, Logger logger, RunObservation observation) {
}
