/**
 * JobRunr's open-source edition as a contender, in the profile {@code jobrunr} only.
 */
@NullMarked
package io.rocketjob.benchmark.jobrunr;

import org.jspecify.annotations.NullMarked;
