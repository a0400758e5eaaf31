/**
 * The record format of JSON lines.
 */
@NullMarked
package io.rocketjob.batch.record.json;

import org.jspecify.annotations.NullMarked;
