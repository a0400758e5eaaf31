/**
 * Server processes that are measured, and the lines by which they are told what to do.
 */
@NullMarked
package io.rocketjob.benchmark.process;

import org.jspecify.annotations.NullMarked;
