/**
 * The record format of workbooks: Office Open XML, as spreadsheets have written it since
 * 2007.
 */
@NullMarked
package io.rocketjob.batch.record.xlsx;

import org.jspecify.annotations.NullMarked;
