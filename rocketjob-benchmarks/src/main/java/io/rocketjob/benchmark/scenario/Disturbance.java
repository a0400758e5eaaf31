package io.rocketjob.benchmark.scenario;

import java.time.Duration;

/**
 * What disturbs the database while work goes on.
 *
 * @param command the command, for {@code sh -c}
 * @param every from one start of it to the next, at least
 */
public record Disturbance(String command, Duration every) {
}
