package io.rocketjob.batch;

import io.rocketjob.stream.OutputFiles;

/**
 * What it takes to read the output of batches. Thread-safe.
 *
 * @param collections where output is stored
 * @param data unpacks and maps it
 * @param files opens the files that it is written to
 * @param classes know the types of its records
 */
record BatchOutputs(BatchCollections collections, SliceData data, OutputFiles files, BatchClasses classes) {
}
