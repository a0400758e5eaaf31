/**
 * Internal, but for {@link io.rocketjob.batch.BatchDefaults} and
 * {@link io.rocketjob.batch.LineJson}: batch jobs. The slices and their collections,
 * uploading and downloading, the phases, and how workers share a batch.
 * {@link io.rocketjob.batch.BatchEngine} puts the parts together.
 */
@NullMarked
package io.rocketjob.batch;

import org.jspecify.annotations.NullMarked;
