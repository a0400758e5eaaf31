/**
 * Internal: opening the files of batches, and where paths lead. Unwraps compression and
 * encryption by the name of a file. Knows nothing of records, of jobs or of the database.
 * What needs an optional library is behind a class of its own, so that everything else
 * works without that library.
 */
@NullMarked
package io.rocketjob.stream;

import org.jspecify.annotations.NullMarked;
