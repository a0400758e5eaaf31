/**
 * Retries of jobs that fail.
 */
@NullMarked
package io.rocketjob.plugin.retry;

import org.jspecify.annotations.NullMarked;
