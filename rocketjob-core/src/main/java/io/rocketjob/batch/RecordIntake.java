package io.rocketjob.batch;

import io.rocketjob.stream.InputFiles;

/**
 * What it takes to cut records into slices. Thread-safe.
 *
 * @param data maps and packs the records
 * @param files opens the files that they are read from
 * @param classes know the types of the records
 */
record RecordIntake(SliceData data, InputFiles files, BatchClasses classes) {
}
