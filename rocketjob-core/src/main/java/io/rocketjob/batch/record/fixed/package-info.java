/**
 * The record format of values of fixed width.
 */
@NullMarked
package io.rocketjob.batch.record.fixed;

import org.jspecify.annotations.NullMarked;
