/**
 * The record format of raw lines.
 */
@NullMarked
package io.rocketjob.batch.record.lines;

import org.jspecify.annotations.NullMarked;
