/**
 * The record formats of delimited text: csv, tsv and psv.
 */
@NullMarked
package io.rocketjob.batch.record.csv;

import org.jspecify.annotations.NullMarked;
