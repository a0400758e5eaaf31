/**
 * Internal: what is logged of jobs, at which level, and what must not be shown in texts.
 */
@NullMarked
package io.rocketjob.logging;

import org.jspecify.annotations.NullMarked;
