/**
 * Internal: the store of jobs, their transitions, claiming, and running one job.
 * {@link io.rocketjob.job.JobEngine} puts the parts together; everything that is not
 * needed by batches, by the server or by the configuration is package-private.
 */
@NullMarked
package io.rocketjob.job;

import org.jspecify.annotations.NullMarked;
