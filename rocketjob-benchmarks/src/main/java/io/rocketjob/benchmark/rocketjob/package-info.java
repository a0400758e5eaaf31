/**
 * Rocket Job as a server to be measured.
 */
@NullMarked
package io.rocketjob.benchmark.rocketjob;

import org.jspecify.annotations.NullMarked;
