/**
 * Internal: reading and writing the files of batches. Unwraps compression and encryption
 * by the name of a file, and splits what is inside into lines. Knows nothing of jobs or
 * of the database. A format that needs an optional library is behind a class of its own,
 * so that everything else works without that library.
 */
@NullMarked
package io.rocketjob.stream;

import org.jspecify.annotations.NullMarked;
