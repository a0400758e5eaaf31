package io.rocketjob.benchmark.scenario;

import org.jspecify.annotations.Nullable;

/**
 * Another system.
 *
 * @param label what to call it
 * @param spec what its processes are
 * @param profile the Maven profile that brings it
 * @param unit what it does, in the plural
 * @param target how many times as fast Rocket Job shall be, if that is a target
 */
record Peer(String label, Spec spec, String profile, String unit, @Nullable Double target) {
}
