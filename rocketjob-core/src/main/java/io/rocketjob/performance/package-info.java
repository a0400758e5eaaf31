/**
 * Internal: how long runs and waits of each job class take: counted by each process,
 * stored in buckets.
 */
@NullMarked
package io.rocketjob.performance;

import org.jspecify.annotations.NullMarked;
