/**
 * Internal: the last lines that each job has logged, kept in the process that has logged
 * them, and stored while somebody looks at them.
 */
@NullMarked
package io.rocketjob.logtail;

import org.jspecify.annotations.NullMarked;
