package io.rocketjob.batch;

import io.rocketjob.stream.InputFiles;

/**
 * What it takes to cut records into slices. Thread-safe.
 *
 * @param data maps and packs the records
 * @param files opens the files that they are read from
 */
record RecordIntake(SliceData data, InputFiles files) {
}
